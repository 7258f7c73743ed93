#include "evaluation.hpp"
#include "losses.hpp"
#include "metrics.hpp"
#include "mirror.hpp"
#include "numbers.hpp"
#include "steps.hpp"
#include "struggles.hpp"
#include "workspace.hpp"
#include <diapir/io/csv.hpp>
#include <diapir/io/weights.hpp>
#include <diapir/nn.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <numeric>

namespace salt {

using namespace diapir;

namespace {

json as_json(const nn::metric_values& values) {
    json object;
    for (const auto& [name, value] : values) object[name] = value;
    return object;
}

/// Loss and metrics of some of the images.
nn::metric_values metrics_of(const array<float>& y, const nn::predictions<float>& p,
                             const std::vector<std::size_t>& images, const nn::any_loss& loss, double threshold) {
    const nn::predictions<float> some{take(p.logits, images), take(p.probabilities, images)};
    return nn::evaluate(some, take(y, images), loss, {.threshold = threshold, .auc_exact = true});
}

/// The threshold with the best TGS score, of those in steps of 0.02.
double best_threshold(const array<float>& y, const nn::predictions<float>& p) {
    std::vector<double> thresholds;
    for (int step = 5; step <= 45; ++step) thresholds.push_back(0.02 * step);
    const std::vector<double> scores = nn::threshold_scores(y, p.probabilities, thresholds).column("tgs_score");
    double best = 0.5, score = -1;
    for (std::size_t k = 0; k < scores.size(); ++k) {
        if (scores[k] > score || (scores[k] == score && std::abs(thresholds[k] - 0.5) < std::abs(best - 0.5))) {
            best = thresholds[k];
            score = scores[k];
        }
    }
    return best;
}

/// The metrics of the images that salt covers to a quarter, to a half, and so on.
json metrics_by_coverage(const array<float>& y, const nn::predictions<float>& p, const table& images,
                         const nn::any_loss& loss, double threshold) {
    json groups = json::array();
    const std::vector<double>& coverage = images.column("coverage");
    for (const auto& [low, high] : {std::pair{-1.0, 0.0}, {0.0, 0.25}, {0.25, 0.5}, {0.5, 0.75}, {0.75, 1.0}}) {
        std::vector<std::size_t> some;
        for (std::size_t i = 0; i < coverage.size(); ++i)
            if (coverage[i] > low && coverage[i] <= high) some.push_back(i);
        if (some.empty()) continue;
        json group{{"coverage_above", std::max(low, 0.0)}, {"coverage_up_to", high}, {"images", some.size()}};
        group.update(as_json(metrics_of(y, p, some, loss, threshold)));
        std::vector<double> scores;
        for (const std::size_t i : some) scores.push_back(images.column("tgs_score")[i]);
        const nn::interval between = nn::bootstrap_mean(scores);
        group["tgs_score_between"] = {between.low, between.high};
        groups.push_back(std::move(group));
    }
    return groups;
}

/// The first ten of an order of images.
template <class Iterator>
json first_ten(Iterator at, std::size_t count, const std::vector<double>& losses,
               const std::vector<std::string>& names) {
    json list = json::array();
    for (std::size_t i = 0; i < std::min<std::size_t>(10, count); ++i, ++at)
        list.push_back({{"index", *at}, {"image", names.at(*at)}, {"loss", losses[*at]}});
    return list;
}

/// The threshold that was asked for, or the best on the validation set.
double chosen_threshold(workspace& w, const nn::network<float>& net) {
    const settings& s = w.options();
    if (s.threshold != "valid") {
        const double threshold = programs::finite_number(s.threshold);
        require(threshold >= 0 && threshold <= 1, "evaluate: --threshold: expected a number from 0 to 1 or valid, got ",
                io::excerpt(s.threshold));
        return threshold;
    }
    const array<float> x = w.load_part<float>("x_valid");
    return best_threshold(w.load_part<float>("y_valid"), predict(net, x, w.channels(), s.flips));
}

/// The best and the worst images by their loss, and the most uncertain ones.
json ranked_images(const table& images, const std::vector<double>& losses, const std::vector<std::string>& names) {
    std::vector<std::size_t> order(losses.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return losses[a] < losses[b]; });
    json lists{{"best", first_ten(order.begin(), order.size(), losses, names)},
               {"worst", first_ten(order.rbegin(), order.size(), losses, names)}};
    const std::vector<double>& doubt = images.column("uncertainty");
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return doubt[a] > doubt[b]; });
    lists["most_uncertain"] = first_ten(order.begin(), order.size(), losses, names);
    return lists;
}

}  // namespace

void evaluate(const settings& asked) {
    workspace w(asked, "evaluate");
    const auto net = io::load_network<float>(w.input("model.npz", "train"));
    const array<float> x = w.load_part<float>("x_test"), y = w.load_part<float>("y_test");
    const auto names = w.load_json("split.json", "prepare").at("test").get<std::vector<std::string>>();
    const nn::any_loss loss = loss_named(w.options().loss);
    const settings& s = w.options();
    if (s.flips) w.require_mirrors("--flips");
    const nn::predictions<float> p = predict(net, x, w.channels(), s.flips);
    require(std::none_of(p.probabilities.begin(), p.probabilities.end(), [](float q) { return std::isnan(q); }),
            "evaluate: the network of ", (s.out / "model.npz").string(),
            " predicts NaN; train it again with a smaller --learning-rate");
    const double threshold = chosen_threshold(w, net);
    const std::vector<double> losses = nn::image_losses(p, y, loss);
    table images = nn::per_image_metrics(y, p.probabilities, losses, {.threshold = threshold});
    const std::vector<std::string> channels = w.channels();
    const evaluated_set set{x, y, p.probabilities, channels, threshold, s.seed};
    add_image_columns(images, set);
    table named = table::of_labels("image", names);
    for (const std::string& metric : images.names()) named.add_column(metric, images.column(metric));
    io::write_csv(w.output("per_image.csv"), named);
    io::save_npy(w.output("y_pred.npy"), p.probabilities);

    std::vector<std::size_t> order(losses.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    json metrics = as_json(metrics_of(y, p, order, loss, threshold));
    metrics["threshold"] = threshold;
    metrics["loss_function"] = loss.name();
    metrics["by_coverage"] = metrics_by_coverage(y, p, images, loss, threshold);
    metrics.update(ranked_images(images, losses, names));
    metrics.update(evaluation_in_depth(set, images));
    metrics["struggles"] = where_it_struggles(metrics);
    w.save_json("metrics.json", metrics);
    for (const std::string& name : main_metrics()) {
        std::cout << "  " << name << ' ' << fixed_text(io::as_number(metrics.at(name)), 6) << '\n';
    }
    std::cout << "  threshold " << threshold << '\n';
    for (const json& sentence : metrics.at("struggles")) std::cout << "  " << sentence.get<std::string>() << '\n';
    w.finish({{"loss", loss.name()}, {"threshold", threshold}, {"images", order.size()}}, {{"images", order.size()}});
}

}  // namespace salt
