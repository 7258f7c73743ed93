#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/evaluation/distance_transform.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace diapir;
using nn::distance_metric;

namespace {

/// The distance of a pixel to the nearest other one whose being zero is `zero`, by looking at all of them.
float nearest(const array<int>& mask, std::size_t r, std::size_t c, bool zero, distance_metric metric) {
    double best = std::numeric_limits<double>::infinity();
    for (std::size_t y = 0; y < mask.shape()[1]; ++y)
        for (std::size_t x = 0; x < mask.shape()[2]; ++x) {
            if ((mask(0, y, x) == 0) != zero) continue;
            const double dy = std::abs(static_cast<double>(y) - static_cast<double>(r)),
                         dx = std::abs(static_cast<double>(x) - static_cast<double>(c));
            best =
                std::min(best, metric == distance_metric::euclidean ? std::sqrt(dy * dy + dx * dx) : std::max(dy, dx));
        }
    return static_cast<float>(best);
}

}  // namespace

TEST_CASE("distances are those of scipy.ndimage") {  // 1.10.1
    auto mask = make_array<int>({1, 5, 7}, 1);
    mask(0, 0, 0) = mask(0, 3, 5) = 0;
    const std::vector<int> squares = {0, 1, 4, 9, 10, 9, 10, 1, 2, 5, 8,  5,  4,  5, 4, 5, 8, 5,
                                      2, 1, 2, 9, 10, 9, 4,  1, 0, 1, 16, 17, 10, 5, 2, 1, 2};
    const std::vector<int> moves = {0, 1, 2, 3, 3, 3, 3, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2,
                                    1, 1, 1, 3, 3, 3, 2, 1, 0, 1, 4, 4, 3, 2, 1, 1, 1};
    const auto straight = nn::distance_transform(mask),
               king = nn::distance_transform(mask, distance_metric::chessboard);
    for (std::size_t i = 0; i < mask.size(); ++i) {
        CHECK(straight.data()[i] == std::sqrt(static_cast<float>(squares[i])));
        CHECK(king.data()[i] == static_cast<float>(moves[i]));
    }
}

TEST_CASE("distances are those to the nearest of all pixels") {
    random_stream random(9);
    for (const auto& [rows, cols, share] : {std::tuple{1u, 9u, 0.3},
                                            {9u, 1u, 0.3},
                                            {8u, 13u, 0.05},
                                            {13u, 8u, 0.5},
                                            {12u, 12u, 0.95},
                                            {1u, 1u, 0.5},
                                            {20u, 17u, 0.01}}) {
        auto mask = make_array<int>({1, rows, cols});
        for (int& m : mask) m = random.uniform() < share ? 1 : 0;
        if (random.below(2) == 0)
            for (int& m : mask) m = 1 - m;
        for (const auto metric : {distance_metric::euclidean, distance_metric::chessboard}) {
            const auto to_zero = nn::distance_transform(mask, metric), to_other = nn::boundary_distance(mask, metric);
            for (std::size_t r = 0; r < rows; ++r)
                for (std::size_t c = 0; c < cols; ++c) {
                    CHECK(to_zero(0, r, c) == nearest(mask, r, c, true, metric));
                    CHECK(to_other(0, r, c) == nearest(mask, r, c, mask(0, r, c) != 0, metric));
                }
        }
    }
}

TEST_CASE("images have distances of their own, and one class has none") {
    auto masks = make_array<float>({3, 4, 5, 1}, 0.0f);
    for (std::size_t c = 0; c < 5; ++c)
        for (std::size_t r = 0; r < 4; ++r) masks(1, r, c, 0) = 1;
    masks(2, 0, 0, 0) = 1;
    const auto d = nn::boundary_distance(masks);
    CHECK(shape_of(d) == shape{3, 4, 5, 1});
    CHECK(std::isinf(d(0, 2, 2, 0)));
    CHECK(std::isinf(d(1, 2, 2, 0)));
    CHECK(d(2, 0, 0, 0) == 1);
    CHECK(d(2, 3, 4, 0) == 5);
    CHECK(nn::distance_transform(masks)(0, 2, 2, 0) == 0);
    CHECK_THROWS_AS(nn::boundary_distance(make_array<float>({4, 5})), argument_error);
    CHECK_THROWS_AS(nn::distance_transform(make_array<float>({1, 4, 5, 2})), argument_error);
}
