#include "catch.hpp"
#include "reference.hpp"
#include <diapir/nn/metrics/segmentation_metrics.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

using namespace diapir;

namespace {

std::vector<std::string> names_of(const nn::metric_values& values) {
    std::vector<std::string> names;
    for (const auto& [name, value] : values) names.push_back(name);
    return names;
}

bool same_metric(double a, double b) {
    return std::abs(a - b) < 1e-9 || (std::isnan(a) && std::isnan(b));
}

bool same_metric(const nn::metric_values& a, const nn::metric_values& b) {
    bool equal = names_of(a) == names_of(b);
    for (const auto& [name, value] : a) equal = equal && same_metric(value, b[name]);
    return equal;
}

}  // namespace

TEST_CASE("the metrics of two batches are those of the references") {
    const auto archive = testing::reference("metrics");
    for (const std::string set : {"noisy", "shifted", "ties", "perfect", "no_positive", "all_positive"}) {
        INFO(set);
        const auto y = archive.get<float>(set + "_y"), p = archive.get<float>(set + "_p");
        const auto scalars = archive.get<double>(set + "_scalars"), counts = archive.get<double>(set + "_counts");
        const std::size_t images = y.shape()[0];
        nn::segmentation_metrics metrics({.auc_exact = true});
        metrics.update(slice(y, 0, 1), slice(p, 0, 1), 4.0);
        metrics.update(slice(y, 1, images), slice(p, 1, images), 1.0);
        const nn::metric_values values = metrics.result();
        CHECK(names_of(values) == std::vector<std::string>{"loss", "tp", "fp", "tn", "fn", "accuracy", "precision",
                                                           "recall", "auc", "auc_exact", "iou", "mean_iou", "dice",
                                                           "tgs_score"});
        CHECK(metrics.images() == images);
        CHECK(same_metric(values["loss"], (4.0 + static_cast<double>(images - 1)) / static_cast<double>(images)));
        CHECK(values["tp"] == counts(0));
        CHECK(values["fp"] == counts(1));
        CHECK(values["tn"] == counts(2));
        CHECK(values["fn"] == counts(3));
        CHECK(same_metric(values["accuracy"], scalars(0)));
        CHECK(same_metric(values["precision"], scalars(1)));
        CHECK(same_metric(values["recall"], scalars(2)));
        if (std::isnan(scalars(4))) {  // one class, where Keras has 0
            CHECK((std::isnan(values["auc"]) && scalars(3) == 0));
        } else {
            CHECK(same_metric(values["auc"], scalars(3)));
        }
        CHECK(same_metric(values["auc_exact"], scalars(4)));
        CHECK(same_metric(values["iou"], metrics.counts().iou()));
        CHECK(same_metric(values["mean_iou"], scalars(7)));
        CHECK(same_metric(values["dice"], metrics.counts().dice()));
        CHECK(same_metric(metrics.mean_image_iou(), scalars(8)));
        CHECK(same_metric(metrics.mean_image_dice(), scalars(9)));
        CHECK(same_metric(values["tgs_score"], scalars(10)));
    }
}

TEST_CASE("arrays, spans and batches of activations give the same metrics") {
    const auto archive = testing::reference("metrics");
    const auto y = archive.get<float>("noisy_y"), p = archive.get<float>("noisy_p");
    nn::segmentation_metrics from_array, from_span, from_batch;
    from_array.update(y, p, 0.5);
    from_span.update(std::span<const float>(y.data(), y.size()), std::span<const float>(p.data(), p.size()), 8, 0.5);
    from_batch.update(pack(y), pack(p), 0.5);
    CHECK(same_metric(from_array.result(), from_span.result()));
    CHECK(same_metric(from_array.result(), from_batch.result()));
    CHECK(from_batch.images() == 8);
}

TEST_CASE("options and reset are respected, and what was not given is left out") {
    const auto archive = testing::reference("metrics");
    const auto y = archive.get<float>("noisy_y"), p = archive.get<float>("noisy_p");
    nn::segmentation_metrics metrics({.threshold = 0.9, .auc_thresholds = 50});
    metrics.update(y, p);
    const nn::metric_values before = metrics.result();
    CHECK(!before.contains("loss"));
    CHECK(!before.contains("auc_exact"));
    CHECK(same_metric(before["auc"], archive.get<double>("noisy_auc_50")(0)));
    CHECK(before["tp"] < archive.get<double>("noisy_counts")(0));
    metrics.reset();
    CHECK(metrics.images() == 0);
    CHECK(metrics.result()["tp"] == 0);
    CHECK(metrics.result()["tgs_score"] == 0);
    metrics.update(y, p);
    CHECK(same_metric(metrics.result(), before));
}

TEST_CASE("truth and prediction that do not fit are refused") {
    const array<float> a = make_array<float>({2, 3, 3, 1}, 0.f), b = make_array<float>({3, 3, 2, 1}, 0.f);
    const std::span<const float> nine(a.data(), 9), eighteen(a.data(), 18);
    nn::segmentation_metrics metrics;
    CHECK_THROWS_AS(metrics.update(a, b), argument_error);
    CHECK_THROWS_AS(metrics.update(pack(a), pack(b)), argument_error);
    CHECK_THROWS_AS(metrics.update(nine, eighteen, 1), argument_error);
    CHECK_THROWS_AS(metrics.update(eighteen, eighteen, 4), argument_error);
    CHECK_THROWS_AS(metrics.update(eighteen, eighteen, 0), argument_error);
}

TEST_CASE("a loss that is not a number has its place, and no other loss takes it") {
    const auto archive = testing::reference("metrics");
    const auto y = archive.get<float>("noisy_y"), p = archive.get<float>("noisy_p");
    nn::segmentation_metrics metrics, without;
    metrics.update(slice(y, 0, 4), slice(p, 0, 4), std::nan(""));
    metrics.update(slice(y, 4, 8), slice(p, 4, 8), 0.25);
    without.update(y, p);
    CHECK(metrics.result().names().front() == "loss");
    CHECK(std::isnan(metrics.result()["loss"]));
    CHECK(metrics.result().size() == without.result().size() + 1);
}

TEST_CASE("metrics that were moved from go on") {
    const auto archive = testing::reference("metrics");
    const auto y = archive.get<float>("noisy_y"), p = archive.get<float>("noisy_p");
    nn::segmentation_metrics metrics({.auc_exact = true}), twice({.auc_exact = true});
    metrics.update(y, p);
    const nn::segmentation_metrics moved = std::move(metrics);
    CHECK(metrics.result().numbers() == moved.result().numbers());
    metrics.update(y, p);
    twice.update(y, p);
    twice.update(y, p);
    CHECK(metrics.result().numbers() == twice.result().numbers());
}
