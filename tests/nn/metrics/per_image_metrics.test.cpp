#include "catch.hpp"
#include "reference.hpp"
#include <diapir/nn/metrics/per_image_metrics.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace diapir;

namespace {

bool same(double a, double b) {
    return std::abs(a - b) < 1e-9 || (std::isnan(a) && std::isnan(b));
}

}  // namespace

TEST_CASE("each image has its row") {
    const auto archive = testing::reference("metrics");
    for (const std::string set : {"noisy", "shifted", "ties", "no_positive"}) {
        INFO(set);
        const auto y = archive.get<double>(set + "_y"), p = archive.get<double>(set + "_p");
        const auto expected = archive.get<double>(set + "_image");
        const std::vector<double> losses(y.shape()[0], 0.125);
        const table images = nn::per_image_metrics(y, p, losses, {.auc_exact = true});
        CHECK(images.names() == std::vector<std::string>{"coverage", "loss", "tp", "fp", "tn", "fn", "accuracy",
                                                         "precision", "recall", "auc", "auc_exact", "iou", "mean_iou",
                                                         "dice", "tgs_score"});
        REQUIRE(images.rows() == y.shape()[0]);
        for (std::size_t i = 0; i < images.rows(); ++i) {
            const std::vector<double> row = images.row(i);
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
    CHECK(nn::per_image_metrics(y, y).columns() == 13);
}

TEST_CASE("an image without a loss, or without an auc, keeps its columns") {
    const array<float> y = make_array<float>({2, 2, 2, 1}, 0.f), p = make_array<float>({2, 2, 2, 1}, 0.25f);
    const std::vector<double> losses{std::nan(""), 0.5};
    const table images = nn::per_image_metrics(y, p, losses);
    CHECK(std::isnan(images.column("loss")[0]));
    CHECK(images.column("loss")[1] == 0.5);
    CHECK((std::isnan(images.column("auc")[0]) && std::isnan(images.column("auc")[1])));
    CHECK(images.column("accuracy") == std::vector<double>{1, 1});
}

TEST_CASE("images and losses that do not fit are refused") {
    const array<float> a = make_array<float>({2, 3, 3, 1}, 0.f), b = make_array<float>({3, 3, 2, 1}, 0.f);
    CHECK_THROWS_AS(nn::per_image_metrics(a, b), argument_error);
    const std::vector<double> losses(3);
    CHECK_THROWS_AS(nn::per_image_metrics(a, a, losses), argument_error);
}
