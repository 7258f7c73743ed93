#include "catch.hpp"
#include "reference.hpp"
#include <diapir/nn/metrics/segmentation.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace diapir;

namespace {

std::vector<std::string> names_of(const nn::metric_values& values) {
    std::vector<std::string> names;
    for (const auto& [name, value] : values) names.push_back(name);
    return names;
}

bool same(double a, double b) {
    return std::abs(a - b) < 1e-9 || (std::isnan(a) && std::isnan(b));
}

bool same(const nn::metric_values& a, const nn::metric_values& b) {
    bool equal = names_of(a) == names_of(b);
    for (const auto& [name, value] : a) equal = equal && same(value, b[name]);
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
        CHECK(same(values["loss"], (4.0 + static_cast<double>(images - 1)) / static_cast<double>(images)));
        CHECK(values["tp"] == counts(0));
        CHECK(values["fp"] == counts(1));
        CHECK(values["tn"] == counts(2));
        CHECK(values["fn"] == counts(3));
        CHECK(same(values["accuracy"], scalars(0)));
        CHECK(same(values["precision"], scalars(1)));
        CHECK(same(values["recall"], scalars(2)));
        CHECK(same(values["auc"], scalars(3)));
        CHECK(same(values["auc_exact"], scalars(4)));
        CHECK(same(values["iou"], metrics.counts().iou()));
        CHECK(same(values["mean_iou"], scalars(7)));
        CHECK(same(values["dice"], metrics.counts().dice()));
        CHECK(same(metrics.mean_image_iou(), scalars(8)));
        CHECK(same(metrics.mean_image_dice(), scalars(9)));
        CHECK(same(values["tgs_score"], scalars(10)));
    }
}

TEST_CASE("arrays, spans and batches of activations give the same metrics") {
    const auto archive = testing::reference("metrics");
    const auto y = archive.get<float>("noisy_y"), p = archive.get<float>("noisy_p");
    nn::segmentation_metrics from_array, from_span, from_batch;
    from_array.update(y, p, 0.5);
    from_span.update(std::span<const float>(y.data(), y.size()), std::span<const float>(p.data(), p.size()), 8, 0.5);
    from_batch.update(pack(y), pack(p), 0.5);
    CHECK(same(from_array.result(), from_span.result()));
    CHECK(same(from_array.result(), from_batch.result()));
    CHECK(from_batch.images() == 8);
}

TEST_CASE("options and reset are respected; what was not given is left out") {
    const auto archive = testing::reference("metrics");
    const auto y = archive.get<float>("noisy_y"), p = archive.get<float>("noisy_p");
    nn::segmentation_metrics metrics({.threshold = 0.9, .auc_thresholds = 50});
    metrics.update(y, p);
    const nn::metric_values before = metrics.result();
    CHECK(!before.contains("loss"));
    CHECK(!before.contains("auc_exact"));
    CHECK(same(before["auc"], archive.get<double>("noisy_auc_50")(0)));
    CHECK(before["tp"] < archive.get<double>("noisy_counts")(0));
    metrics.reset();
    CHECK(metrics.images() == 0);
    CHECK(metrics.result()["tp"] == 0);
    CHECK(metrics.result()["tgs_score"] == 0);
    metrics.update(y, p);
    CHECK(same(metrics.result(), before));
}

TEST_CASE("each image has its row") {
    const auto archive = testing::reference("metrics");
    for (const std::string set : {"noisy", "shifted", "ties", "no_positive"}) {
        INFO(set);
        const auto y = archive.get<double>(set + "_y"), p = archive.get<double>(set + "_p");
        const auto expected = archive.get<double>(set + "_image");
        const std::vector<double> losses(y.shape()[0], 0.125);
        const nn::image_metrics table = nn::per_image_metrics(y, p, losses, {.auc_exact = true});
        CHECK(table.names == std::vector<std::string>{"coverage", "loss", "tp", "fp", "tn", "fn", "accuracy",
                                                      "precision", "recall", "auc", "auc_exact", "iou", "mean_iou",
                                                      "dice", "tgs_score"});
        REQUIRE(table.rows.size() == y.shape()[0]);
        for (std::size_t i = 0; i < table.rows.size(); ++i) {
            const std::vector<double>& row = table.rows[i];
            nn::segmentation_metrics alone({.auc_exact = true});
            alone.update(slice(y, i, i + 1), slice(p, i, i + 1), 0.125);
            CHECK(row[0] == alone.counts().coverage());
            std::size_t column = 1;
            for (const auto& [name, value] : alone.result()) CHECK(same(row.at(column++), value));
            CHECK(std::abs(row[11] - expected(i, 0)) < 1e-12);
            CHECK(std::abs(row[13] - expected(i, 1)) < 1e-12);
            CHECK(std::abs(row[14] - expected(i, 2)) < 1e-12);
        }
    }
    const auto y = archive.get<float>("ties_y");
    CHECK(nn::per_image_metrics(y, y).names.size() == 13);
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
    CHECK_THROWS_AS(nn::per_image_metrics(a, b), argument_error);
    const std::vector<double> losses(3);
    CHECK_THROWS_AS(nn::per_image_metrics(a, a, losses), argument_error);
}
