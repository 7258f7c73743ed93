#include "losses.hpp"
#include "metrics.hpp"
#include "steps.hpp"
#include "workspace.hpp"
#include <diapir/io/csv.hpp>
#include <diapir/io/weights.hpp>
#include <diapir/nn.hpp>

#include <algorithm>
#include <iostream>
#include <numeric>

namespace salt {

using namespace diapir;

namespace {

/// What the network says of images: probabilities {n, rows, cols, 1}, and the loss of each image by itself.
struct prediction {
    array<float> probabilities;
    std::vector<double> losses;
};

/// The network runs once: probabilities and losses both come from its logits.
prediction predict(const nn::unet<float>& net, const array<float>& x, const array<float>& y, const nn::any_loss& loss) {
    prediction p{make_array<float>(shape_of(y)), {}};
    const std::size_t count = x.shape()[0], pixels = y.size() / std::max<std::size_t>(count, 1);
    constexpr std::size_t images_at_once = 64;
    for (std::size_t first = 0; first < count; first += images_at_once) {
        const std::size_t last = std::min(first + images_at_once, count);
        tensor<float> logits = net.logits(pack(slice(x, first, last)));
        const array<float> by_image = unpack(logits);
        for (std::size_t i = first; i < last; ++i)
            p.losses.push_back(loss(pack(slice(by_image, i - first, i - first + 1)), pack(slice(y, i, i + 1)),
                                    static_cast<tensor<float>*>(nullptr)));
        const array<float> probabilities = unpack(sigmoid(std::move(logits)));
        std::copy(probabilities.begin(), probabilities.end(), p.probabilities.data() + first * pixels);
    }
    return p;
}

json as_json(const nn::metric_values& values) {
    json object;
    for (const auto& [name, value] : values) object[name] = value;
    return object;
}

nn::metric_values metrics_of(const array<float>& y, const prediction& p, const std::vector<std::size_t>& images) {
    nn::segmentation_metrics metrics({.auc_exact = true});
    const std::size_t pixels = y.size() / y.shape()[0];
    for (std::size_t i : images)
        metrics.update(std::span(y.data() + i * pixels, pixels), std::span(p.probabilities.data() + i * pixels, pixels),
                       1, p.losses[i]);
    return metrics.result();
}

/// The metrics of the images that salt covers to a quarter, to a half, and so on.
json metrics_by_coverage(const array<float>& y, const prediction& p, const nn::image_metrics& images) {
    json groups = json::array();
    const auto column = static_cast<std::size_t>(std::find(images.names.begin(), images.names.end(), "coverage") -
                                                 images.names.begin());
    for (const auto& [low, high] : {std::pair{-1.0, 0.0}, {0.0, 0.25}, {0.25, 0.5}, {0.5, 0.75}, {0.75, 1.0}}) {
        std::vector<std::size_t> some;
        for (std::size_t i = 0; i < images.rows.size(); ++i)
            if (const double c = images.rows[i].at(column); c > low && c <= high) some.push_back(i);
        if (some.empty()) continue;
        json group{{"coverage_above", std::max(low, 0.0)}, {"coverage_up_to", high}, {"images", some.size()}};
        group.update(as_json(metrics_of(y, p, some)));
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

}  // namespace

void evaluate(const settings& asked) {
    workspace w(asked, "evaluate");
    const auto net = io::load_network<float>(w.input("model.npz", "train"));
    const array<float> x = w.load_part<float>("x_test"), y = w.load_part<float>("y_test");
    const auto names = w.load_json("split.json", "prepare").at("test").get<std::vector<std::string>>();
    const nn::any_loss loss = loss_named(w.options().loss);
    const prediction p = predict(net, x, y, loss);
    const auto images = nn::per_image_metrics(y, p.probabilities, p.losses);
    io::write_csv(w.output("per_image.csv"), {images.names, images.rows, "image", names});
    io::save_npy(w.output("y_pred.npy"), p.probabilities);

    std::vector<std::size_t> order(p.losses.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    json metrics = as_json(metrics_of(y, p, order));
    metrics["loss_function"] = loss.name();
    metrics["by_coverage"] = metrics_by_coverage(y, p, images);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return p.losses[a] < p.losses[b]; });
    metrics["best"] = first_ten(order.begin(), order.size(), p.losses, names);
    metrics["worst"] = first_ten(order.rbegin(), order.size(), p.losses, names);
    w.save_json("metrics.json", metrics);
    for (const std::string& name : main_metrics()) {
        std::cout << "  " << name << ' ' << fixed_text(io::as_number(metrics.at(name)), 6) << '\n';
    }
    w.finish({{"loss", loss.name()}, {"images", order.size()}}, {{"images", order.size()}});
}

}  // namespace salt
