#include "metrics.hpp"
#include "steps.hpp"
#include "workspace.hpp"
#include <diapir/core/table.hpp>
#include <diapir/io/csv.hpp>
#include <diapir/nn/evaluation/bootstrap.hpp>

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <map>

namespace salt {

using namespace diapir;

namespace {

/// What salt evaluate has left in a folder.
struct evaluated_run {
    std::filesystem::path out;
    table images;
    json metrics;
    std::string data;            ///< the checksum of the images and masks
    std::string mask_threshold;  ///< above which a pixel of a mask is salt
};

evaluated_run read_run(const std::filesystem::path& out) {
    settings there;
    there.out = out;
    workspace w(there, "report");
    evaluated_run run{out,
                      io::read_csv(w.input("per_image.csv", "evaluate"), {.labels = true, .empty_columns = true}),
                      w.load_json("metrics.json", "evaluate"),
                      {},
                      {}};
    const json& reads = w.past().fact("prepare", "reads");
    require<file_error>(reads.is_object() && reads.contains("data"), w.past().path().string(),
                        ": expected the checksum of the images; run ", command("prepare", out), " again");
    run.data = reads.at("data").at("checksum").get<std::string>();
    const json& options = w.past().fact("prepare", "options");
    if (options.contains("mask-threshold")) run.mask_threshold = options.at("mask-threshold").dump();
    return run;
}

/// The rows of b in the order of those of a. Throws where they are not the same images.
std::vector<std::size_t> same_images(const evaluated_run& a, const evaluated_run& b) {
    require(a.data == b.data, "compare: ", a.out.string(), " and ", b.out.string(), " were made from different data");
    require(a.mask_threshold == b.mask_threshold, "compare: --mask-threshold ", a.mask_threshold, " of ",
            a.out.string(), " contradicts ", b.mask_threshold, " of ", b.out.string());
    std::map<std::string, std::size_t> place;
    for (std::size_t i = 0; i < b.images.rows(); ++i) place[b.images.labels()[i]] = i;
    std::vector<std::size_t> order;
    for (const std::string& name : a.images.labels())
        if (const auto found = place.find(name); found != place.end()) order.push_back(found->second);
    require(order.size() == a.images.rows() && order.size() == b.images.rows(),
            "compare: expected the same test images, got ", a.images.rows(), " in ", a.out.string(), " and ",
            b.images.rows(), " in ", b.out.string(), ", of which ", order.size(),
            " are the same; give both the same --seed, --valid and --stratify");
    return order;
}

struct comparison {
    std::string metric;
    double a, b;
    nn::interval difference;
    std::size_t better = 0, worse = 0;  ///< images of b
};

comparison compared(const std::string& metric, const evaluated_run& a, const evaluated_run& b,
                    const std::vector<std::size_t>& order) {
    const std::vector<double>& of_a = a.images.column(metric);
    std::vector<double> of_b;
    for (const std::size_t i : order) of_b.push_back(b.images.column(metric)[i]);
    comparison c{metric, nn::bootstrap_mean(of_a, {.resamples = 2}).estimate,
                 nn::bootstrap_mean(of_b, {.resamples = 2}).estimate, nn::paired_difference(of_a, of_b)};
    const bool lower_is_better = metric == "loss" || metric == "errors" || metric == "uncertainty";
    for (std::size_t i = 0; i < of_a.size(); ++i) {
        const double gain = lower_is_better ? of_a[i] - of_b[i] : of_b[i] - of_a[i];
        c.better += gain > 0;
        c.worse += gain < 0;
    }
    return c;
}

std::string verdict(const comparison& c, const evaluated_run& a, const evaluated_run& b) {
    const std::string difference = fixed_text(std::abs(c.difference.estimate)) + " in " + c.metric;
    if (!c.difference.excludes(0))
        return "The images do not tell the two apart: a difference of " + difference +
               " is within what other images would change.";
    const bool b_wins = c.difference.estimate > 0;
    return (b_wins ? b : a).out.string() + " is better by " + difference + ", more than other images would change.";
}

json as_json(const comparison& c) {
    return {{"a", io::number(c.a)},
            {"b", io::number(c.b)},
            {"difference", io::number(c.difference.estimate)},
            {"low", io::number(c.difference.low)},
            {"high", io::number(c.difference.high)},
            {"images_better", c.better},
            {"images_worse", c.worse}};
}

void print(const std::vector<comparison>& all) {
    std::cout << std::left << std::setw(12) << "metric" << std::right << std::setw(10) << "A" << std::setw(10) << "B"
              << std::setw(10) << "B - A"
              << "   95 % interval       images better, worse\n";
    for (const comparison& c : all)
        std::cout << std::left << std::setw(12) << c.metric << std::right << std::setw(10) << fixed_text(c.a)
                  << std::setw(10) << fixed_text(c.b) << std::setw(10) << fixed_text(c.difference.estimate) << "   "
                  << std::setw(7) << fixed_text(c.difference.low) << " to " << std::setw(7)
                  << fixed_text(c.difference.high) << std::setw(8) << c.better << ", " << c.worse << '\n';
}

}  // namespace

void compare(const settings& s) {
    const evaluated_run a = read_run(s.runs.at(0)), b = read_run(s.runs.at(1));
    const auto order = same_images(a, b);
    std::vector<comparison> all;
    for (const char* metric : {"tgs_score", "iou", "dice", "accuracy", "precision", "recall", "errors", "uncertainty"})
        if (a.images.contains(metric) && b.images.contains(metric)) all.push_back(compared(metric, a, b, order));
    std::cout << "A is " << a.out.string() << ", B is " << b.out.string() << "; means over the same " << order.size()
              << " test images\n";
    if (a.metrics.at("tp").get<double>() + a.metrics.at("fn").get<double>() !=
        b.metrics.at("tp").get<double>() + b.metrics.at("fn").get<double>())
        std::cout << "they look at images of different sizes, each is measured at its own\n";
    print(all);
    std::cout << verdict(all.at(0), a, b) << '\n';
    if (!s.given.contains("out")) return;
    json result{{"a", a.out.string()}, {"b", b.out.string()}, {"images", order.size()}};
    for (const comparison& c : all) result["metrics"][c.metric] = as_json(c);
    result["verdict"] = verdict(all.at(0), a, b);
    std::filesystem::create_directories(s.out);
    io::write_json(s.out / "compare.json", result);
}

}  // namespace salt
