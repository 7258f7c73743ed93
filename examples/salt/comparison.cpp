#include "comparison.hpp"

#include "metrics.hpp"
#include "options.hpp"
#include "report/words.hpp"
#include <diapir/io/csv.hpp>
#include <diapir/io/json.hpp>
#include <diapir/io/text.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace salt {

using namespace diapir;

namespace {

/// The options of the steps on which the metrics depend. Where the data lie is none of them.
json options_of_steps(const manifest& past) {
    json all = json::object();
    for (const char* step : {"prepare", "train", "evaluate"}) {
        all[step] = past.fact(step, "options");
        if (all[step].is_object())
            for (const char* place : {"data", "surveys", "labels"}) all[step].erase(place);
    }
    return all;
}

/// The checksums of what was prepared, images or labeled surveys, wherever it lay.
std::string data_of(const manifest& past, const std::filesystem::path& out) {
    const json& reads = past.fact("prepare", "reads");
    std::vector<std::string> sums;
    for (const auto& [name, about] : reads.items()) sums.push_back(about.at("checksum").get<std::string>());
    require<file_error>(!sums.empty(), past.path().string(), ": expected the checksum of the images; run ",
                        command("prepare", out), " again");
    std::sort(sums.begin(), sums.end());
    std::string all;
    for (const std::string& sum : sums) all += sum + '\n';
    return all;
}

evaluated_run read_run(const std::filesystem::path& out) {
    settings there;
    there.out = out;
    workspace w(there, "report");
    evaluated_run run{out,
                      io::read_csv(w.input("per_image.csv", "evaluate"), {.labels = true, .empty_columns = true}),
                      w.load_json("metrics.json", "evaluate"),
                      options_of_steps(w.past()),
                      {},
                      {}};
    io::read_members(w.past().path().string() + ": what was prepared", [&] { run.data = data_of(w.past(), out); });
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

metric_comparison compared(const std::string& metric, const evaluated_run& a, const evaluated_run& b,
                           const std::vector<std::size_t>& order) {
    const std::vector<double>& of_a = a.images.column(metric);
    std::vector<double> of_b;
    for (const std::size_t i : order) of_b.push_back(b.images.column(metric)[i]);
    metric_comparison c{metric, nn::bootstrap_mean(of_a, {.resamples = 2}).estimate,
                        nn::bootstrap_mean(of_b, {.resamples = 2}).estimate, nn::paired_difference(of_a, of_b)};
    for (std::size_t i = 0; i < of_a.size(); ++i) {
        const double gain = lower_is_better(metric) ? of_a[i] - of_b[i] : of_b[i] - of_a[i];
        c.better += gain > 0;
        c.worse += gain < 0;
    }
    return c;
}

std::string verdict_on(const metric_comparison& c, const evaluated_run& a, const evaluated_run& b) {
    const std::string difference = fixed_text(std::abs(c.difference.estimate)) + " in " + metric_title(c.metric);
    if (!c.difference.excludes(0))
        return "The images do not tell the two apart: a difference of " + difference +
               " is within what other images would change.";
    const bool b_wins = c.difference.estimate > 0;
    return (b_wins ? b : a).name() + " is better by " + difference + ", more than other images would change.";
}

std::string shown(const json& value) {
    return value.is_null() ? "" : text_of(value);
}

std::vector<setting_difference> differing(const json& a, const json& b) {
    std::vector<setting_difference> all;
    for (const auto& [step, of_a] : a.items()) {
        json names = of_a;  // of both
        if (b.at(step).is_object()) names.update(b.at(step));
        if (!names.is_object()) continue;
        for (const auto& [name, ignored] : names.items()) {
            const json in_a = of_a.value(name, json()), in_b = b.at(step).value(name, json());
            if (in_a != in_b) all.push_back({step, name, shown(in_a), shown(in_b)});
        }
    }
    return all;
}

json as_json(const metric_comparison& c) {
    return {{"a", io::number(c.a)},
            {"b", io::number(c.b)},
            {"difference", io::number(c.difference.estimate)},
            {"low", io::number(c.difference.low)},
            {"high", io::number(c.difference.high)},
            {"images_better", c.better},
            {"images_worse", c.worse}};
}

}  // namespace

std::string evaluated_run::name() const {
    const std::string text = out.string();
    return io::is_utf8(text) ? text : io::excerpt(text);
}

bool lower_is_better(const std::string& metric) {
    return metric == "loss" || metric == "errors" || metric == "uncertainty";
}

comparison compare_runs(const std::filesystem::path& first, const std::filesystem::path& second) {
    comparison c{read_run(first), read_run(second), {}, {}, {}, {}};
    c.order = same_images(c.a, c.b);
    for (const char* metric : {"tgs_score", "iou", "dice", "accuracy", "precision", "recall", "errors", "uncertainty"})
        if (c.a.images.contains(metric) && c.b.images.contains(metric))
            c.metrics.push_back(compared(metric, c.a, c.b, c.order));
    c.verdict = verdict_on(c.metrics.at(0), c.a, c.b);
    c.settings = differing(c.a.options, c.b.options);
    const auto salt_pixels = [](const json& m) { return m.at("tp").get<double>() + m.at("fn").get<double>(); };
    c.sizes_differ = salt_pixels(c.a.metrics) != salt_pixels(c.b.metrics);
    return c;
}

json as_json(const comparison& c) {
    json result{{"a", c.a.out.string()}, {"b", c.b.out.string()}, {"images", c.order.size()}};
    for (const metric_comparison& m : c.metrics) result["metrics"][m.metric] = as_json(m);
    result["verdict"] = c.verdict;
    result["settings"] = json::array();
    for (const setting_difference& s : c.settings)
        result["settings"].push_back({{"step", s.step}, {"option", s.option}, {"a", s.a}, {"b", s.b}});
    return result;
}

bool is_comparison(std::string_view file) {
    try {
        const json found = io::parse_foreign_json(file, "compare.json");
        return found.is_object() && found.contains("verdict") && found.contains("metrics");
    } catch (const diapir::error&) {
        return false;
    }
}

}  // namespace salt
