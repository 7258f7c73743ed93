#include "evaluation.hpp"

#include <diapir/nn/evaluation/binned_confusion.hpp>
#include <diapir/nn/evaluation/bootstrap.hpp>
#include <diapir/nn/evaluation/calibration.hpp>
#include <diapir/nn/evaluation/distance_transform.hpp>
#include <diapir/nn/evaluation/ranking_curve.hpp>
#include <diapir/nn/evaluation/threshold_scores.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <utility>

namespace salt {

using namespace diapir;
using io::json;

namespace {

template <class T>
std::span<const T> elements_of(const array<T>& a) {
    return {a.data(), a.size()};
}

/// The magnitude of the first channel at every pixel.
std::vector<float> amplitudes(const array<float>& x) {
    const std::size_t channels = x.shape().back(), pixels = x.size() / channels;
    std::vector<float> first(pixels);
    for (std::size_t i = 0; i < pixels; ++i) first[i] = std::abs(x.data()[i * channels]);
    return first;
}

double entropy(double p) {
    const auto part = [](double q) { return q > 0 ? -q * std::log2(q) : 0.0; };
    return part(p) + part(1 - p);
}

json as_json(const nn::interval& i) {
    return {{"estimate", i.estimate}, {"low", i.low}, {"high", i.high}};
}

/// The interval of a ratio of counts of the images.
json interval_of(const table& images, const std::vector<std::string>& above, const std::vector<std::string>& below,
                 std::uint64_t seed) {
    const auto sum = [&](const std::vector<std::string>& names) {
        std::vector<double> total(images.rows());
        for (const std::string& name : names)
            std::transform(total.begin(), total.end(), images.column(name).begin(), total.begin(), std::plus<>());
        return total;
    };
    return as_json(nn::bootstrap_ratio(sum(above), sum(below), {.seed = seed}));
}

json intervals(const table& images, std::uint64_t seed) {
    return {{"accuracy", interval_of(images, {"tp", "tn"}, {"tp", "fp", "tn", "fn"}, seed)},
            {"precision", interval_of(images, {"tp"}, {"tp", "fp"}, seed)},
            {"recall", interval_of(images, {"tp"}, {"tp", "fn"}, seed)},
            {"iou", interval_of(images, {"tp"}, {"tp", "fp", "fn"}, seed)},
            {"dice", interval_of(images, {"tp", "tp"}, {"tp", "tp", "fp", "fn"}, seed)},
            {"tgs_score", as_json(nn::bootstrap_mean(images.column("tgs_score"), {.seed = seed}))}};
}

json as_json(const std::vector<nn::confusion_bin>& bins, const std::string& quantity) {
    json list = json::array();
    for (const auto& bin : bins) {
        const nn::confusion& c = bin.counts;
        if (c.total() == 0) continue;
        list.push_back({{quantity + "_above", bin.low},
                        {quantity + "_up_to", io::number(bin.high)},
                        {"pixels", c.total()},
                        {"tp", c.tp},
                        {"fp", c.fp},
                        {"tn", c.tn},
                        {"fn", c.fn},
                        {"accuracy", c.accuracy()},
                        {"precision", c.precision()},
                        {"recall", c.recall()},
                        {"iou", c.iou()}});
    }
    return list;
}

json by_distance(const evaluated_set& set) {
    const auto distance = nn::boundary_distance(set.y);
    // Infinite in images of one class.
    const std::vector<double> edges{0, 1, 2, 3, 5, 10, 20, 1e6, INFINITY};
    return as_json(
        nn::binned_confusion(elements_of(set.y), elements_of(set.p), elements_of(distance), edges, set.threshold),
        "distance");
}

json by_amplitude(const evaluated_set& set) {
    const std::vector<float> values = amplitudes(set.x);
    const std::span<const float> span(values);
    if (std::all_of(values.begin(), values.end(), [&](float v) { return v == values[0]; })) return json::array();
    return as_json(
        nn::binned_confusion(elements_of(set.y), elements_of(set.p), span, nn::quantile_edges(span, 8), set.threshold),
        "amplitude");
}

json curves(const evaluated_set& set) {
    const auto whole = nn::ranking_curve_of(elements_of(set.y), elements_of(set.p));
    const auto curve = whole.thinned(150);
    json roc = json::array(), precision_recall = json::array();
    for (std::size_t i = 0; i < curve.size(); ++i) {
        roc.push_back({curve.fall_out(i), curve.recall(i), curve.thresholds[i]});
        precision_recall.push_back({curve.recall(i), curve.precision(i), curve.thresholds[i]});
    }
    return {{"roc", roc},
            {"precision_recall", precision_recall},
            {"roc_area", whole.roc_area()},
            {"average_precision", whole.average_precision()}};
}

json calibration(const evaluated_set& set) {
    const auto c = nn::calibration_of(elements_of(set.y), elements_of(set.p), 10);
    json bins = json::array();
    for (const auto& b : c.bins)
        bins.push_back({{"low", b.low},
                        {"high", b.high},
                        {"pixels", b.count},
                        {"mean_prediction", b.mean_prediction},
                        {"salt_share", b.positive_share}});
    return {{"expected_error", c.expected_error},
            {"largest_error", c.largest_error},
            {"bias", c.bias},
            {"brier", c.brier},
            {"bins", bins}};
}

json over_thresholds(const evaluated_set& set) {
    std::vector<double> thresholds;
    for (int k = 1; k < 50; ++k) thresholds.push_back(k / 50.0);
    const table scores = nn::threshold_scores(set.y, set.p, thresholds);
    json columns = json::object();
    for (const std::string& name : scores.names()) columns[name] = scores.column(name);
    return columns;
}

}  // namespace

void add_image_columns(table& images, const evaluated_set& set) {
    const std::size_t n = set.y.shape()[0], pixels = set.y.size() / std::max<std::size_t>(n, 1);
    const std::vector<float> amplitude = amplitudes(set.x);
    std::vector<double> uncertainty(n), strength(n), errors(n);
    for (std::size_t i = 0; i < n; ++i) {
        double entropies = 0, squares = 0;
        for (std::size_t k = i * pixels; k < (i + 1) * pixels; ++k) {
            entropies += entropy(static_cast<double>(set.p.data()[k]));
            squares += static_cast<double>(amplitude[k]) * static_cast<double>(amplitude[k]);
        }
        uncertainty[i] = entropies / static_cast<double>(pixels);
        strength[i] = std::sqrt(squares / static_cast<double>(pixels));
        errors[i] = (images.column("fp")[i] + images.column("fn")[i]) / static_cast<double>(pixels);
    }
    images.add_column("uncertainty", uncertainty);
    images.add_column("amplitude", strength);
    images.add_column("errors", errors);
}

json evaluation_in_depth(const evaluated_set& set, const table& images) {
    return {{"intervals", intervals(images, set.seed)},
            {"by_distance", by_distance(set)},
            {"amplitude_of", set.channels.at(0)},
            {"by_amplitude", by_amplitude(set)},
            {"curves", curves(set)},
            {"calibration", calibration(set)},
            {"over_thresholds", over_thresholds(set)}};
}

}  // namespace salt
