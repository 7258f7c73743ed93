// How the salt program lays tiles over a section.
#include "../../examples/salt/survey/tiling.hpp"

#include "catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

using salt::tiles_along;

TEST_CASE("tiles cover an axis from its beginning to its end, overlap as much as asked, and follow by odd distances") {
    for (const std::size_t side : {1, 2, 8, 24, 48, 101})
        for (const double overlap : {0.0, 0.2, 0.5, 0.95})
            for (std::size_t length = 1; length < 300; ++length) {
                const tiles_along tiles(length, side, overlap);
                const auto& b = tiles.begins;
                const auto most =
                    std::max<std::size_t>(1, static_cast<std::size_t>(static_cast<double>(side) * (1 - overlap)));
                bool fine = b.front() == 0 && b.back() == (length > side ? length - side : 0);
                for (std::size_t i = 1; i < b.size(); ++i) {
                    const std::size_t hop = b[i] - b[i - 1];
                    fine = fine && b[i] > b[i - 1] && hop <= most && (hop % 2 == 1 || i + 1 == b.size());
                }
                INFO(length << " by " << side << ", " << overlap);
                CHECK(fine);
            }
}

TEST_CASE("weights are symmetric and above zero, and go to zero at the borders") {
    const tiles_along tiles(300, 24, 0.5);
    CHECK(*std::min_element(tiles.weights.begin(), tiles.weights.end()) > 0);
    CHECK(tiles.weights.front() < 0.005);
    for (std::size_t i = 0; i < 24; ++i) CHECK(tiles.weights[i] == Approx(tiles.weights[23 - i]));
}

TEST_CASE("the text of a tiling tells of every place and every weight") {
    const salt::tiling whole(300, 200, 24, 32, 0.5);
    CHECK(text_of(whole) == text_of(salt::tiling(300, 200, 24, 32, 0.5)));
    CHECK(text_of(whole) != text_of(salt::tiling(300, 200, 24, 32, 0.4)));
    CHECK(text_of(whole) != text_of(salt::tiling(301, 200, 24, 32, 0.5)));
    for (tiles_along salt::tiling::*along : {&salt::tiling::down, &salt::tiling::across})
        for (const std::size_t i : {1, 3}) {
            salt::tiling moved = whole, weighted = whole;
            ++(moved.*along).begins[i];
            double& weight = (weighted.*along).weights[i];
            weight = std::nextafter(weight, 1.0);
            CHECK(text_of(moved) != text_of(whole));
            CHECK(text_of(weighted) != text_of(whole));
        }
}

TEST_CASE("where tiles begin and end, cells of a network's poolings show no more than within tiles") {
    for (const std::size_t side : {24, 48, 101})
        for (const std::size_t length : {280, 283, 290, 301, 512}) {
            const tiles_along tiles(length, side, 0.5);
            std::vector<double> sums(length), weights(length);
            for (const std::size_t begin : tiles.begins)
                for (std::size_t i = 0; i < side; ++i) {  // a network that says nothing but its cells
                    sums[begin + i] += tiles.weights[i] * static_cast<double>(i / 4 % 2);
                    weights[begin + i] += tiles.weights[i];
                }
            std::vector<bool> border(length);
            for (std::size_t i = 1; i + 1 < tiles.begins.size(); ++i) {  // the last one is where the axis ends
                border[tiles.begins[i]] = true;
                if (i > 1) border[tiles.begins[i - 2] + side] = true;
            }
            double at = 0, inside = 0;
            for (std::size_t x = side; x + side < length; ++x) {
                const double jump = std::abs(sums[x] / weights[x] - sums[x - 1] / weights[x - 1]);
                (border[x] ? at : inside) = std::max(border[x] ? at : inside, jump);
            }
            INFO(length << " by " << side << ": " << at << ", " << inside);
            CHECK(at <= inside);
        }
}
