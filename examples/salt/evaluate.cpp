#include "steps.hpp"
#include "workspace.hpp"
#include <diapir/core/progress.hpp>
#include <diapir/io/csv.hpp>
#include <diapir/io/weights.hpp>
#include <diapir/nn.hpp>

#include <algorithm>
#include <iostream>
#include <numeric>

namespace salt {

using namespace diapir;

namespace {

nlohmann::ordered_json as_json(const nn::metric_values& values) {
    nlohmann::ordered_json json;
    for (const auto& [name, value] : values) json[name] = value;
    return json;
}

nn::metric_values metrics_of(const array<float>& y, const array<float>& p, std::span<const double> losses,
                             const std::vector<std::size_t>& images) {
    nn::segmentation_metrics metrics({.auc_exact = true});
    for (std::size_t i : images) {
        const std::size_t pixels = y.size() / y.shape()[0];
        metrics.update(std::span(y.data() + i * pixels, pixels), std::span(p.data() + i * pixels, pixels), 1,
                       losses[i]);
    }
    return metrics.result();
}

}  // namespace

void evaluate(const settings& s) {
    const stopwatch clock;
    const auto net = io::load_network<float>(existing(s, "model.npz", "train"));
    const array<float> x = load_part<float>(s, "x_test"), y = load_part<float>(s, "y_test");
    const array<float> p = net(x);
    const std::size_t count = x.shape()[0];

    const nn::binary_focal_crossentropy focal{.gamma = 2};
    std::vector<double> losses;
    for (std::size_t i = 0; i < count; ++i)
        losses.push_back(focal(net.logits(pack(slice(x, i, i + 1))), pack(slice(y, i, i + 1)),
                               static_cast<tensor<float>*>(nullptr)));
    const auto images = nn::per_image_metrics(y, p, losses);
    const auto split = load_json(s, "split.json", "prepare");
    io::write_csv(writable(s, "per_image.csv"), {images.names, images.rows, "image", split.at("test")});
    io::save_npy(writable(s, "y_pred.npy"), p);

    std::vector<std::size_t> all(count);
    std::iota(all.begin(), all.end(), std::size_t{0});
    auto metrics = as_json(metrics_of(y, p, losses, all));
    const auto column = static_cast<std::size_t>(std::find(images.names.begin(), images.names.end(), "coverage") -
                                                 images.names.begin());
    const auto coverage = [&](std::size_t i) { return images.rows[i].at(column); };
    for (const auto& [low, high] : {std::pair{-1.0, 0.0}, {0.0, 0.25}, {0.25, 0.5}, {0.5, 0.75}, {0.75, 1.0}}) {
        std::vector<std::size_t> some;
        std::copy_if(all.begin(), all.end(), std::back_inserter(some),
                     [&, a = low, b = high](std::size_t i) { return coverage(i) > a && coverage(i) <= b; });
        if (some.empty()) continue;
        nlohmann::ordered_json group{
            {"coverage_above", std::max(low, 0.0)}, {"coverage_up_to", high}, {"images", some.size()}};
        group.update(as_json(metrics_of(y, p, losses, some)));
        metrics["by_coverage"].push_back(std::move(group));
    }
    std::stable_sort(all.begin(), all.end(), [&](std::size_t a, std::size_t b) { return losses[a] < losses[b]; });
    const auto ranked = [&](auto begin, auto end) {
        nlohmann::ordered_json list = nlohmann::ordered_json::array();
        for (; begin != end; ++begin)
            list.push_back({{"index", *begin}, {"image", split.at("test").at(*begin)}, {"loss", losses[*begin]}});
        return list;
    };
    const auto shown = static_cast<std::ptrdiff_t>(std::min<std::size_t>(10, count));
    metrics["best"] = ranked(all.begin(), all.begin() + shown);
    metrics["worst"] = ranked(all.rbegin(), all.rbegin() + shown);
    save_json(s, "metrics.json", metrics);
    for (const char* name :
         {"loss", "accuracy", "precision", "recall", "auc", "auc_exact", "iou", "mean_iou", "dice", "tgs_score"})
        std::cout << "  " << name << ' ' << metrics.at(name).get<double>() << '\n';
    record(s, "evaluate", {{"seconds", clock.seconds()}, {"images", count}});
}

}  // namespace salt
