#include "catch.hpp"
#include "data/fingerprint.hpp"
#include <diapir/data/sediments.hpp>

#include <cmath>

using diapir::make_array;

namespace {

/// 1 in the right half of a section of 60 x 50, else 0.
diapir::array<double> right_half() {
    auto section = make_array<double>({60, 50}, 0);
    for (std::size_t row = 0; row < 60; ++row)
        for (std::size_t col = 25; col < 50; ++col) section(row, col) = 1;
    return section;
}

}  // namespace

TEST_CASE("a stack of layers is continuous and stays at its ends beyond them") {
    diapir::random_stream random(1);
    const diapir::data::layer_stack layers(random, 100);
    CHECK(layers(-5) == layers(0));
    CHECK(layers(500) == layers(1e6));
    double variation = 0;
    for (double depth = 0; depth < 99; depth += 0.01) {
        const double step = std::abs(layers(depth + 0.01) - layers(depth));
        CHECK(step < 0.1);
        variation += step;
    }
    CHECK(variation > 5);
}

TEST_CASE("a fault shifts what lies right of it") {
    const diapir::data::fault f{50, 0.5, 7};
    CHECK(f(0, 49) == 0);
    CHECK(f(0, 51) == 7);
    CHECK(f(10, 54) == 0);
    CHECK(f(10, 56) == 7);
}

TEST_CASE("sediments follow from their stream, and are dragged upwards where asked") {
    diapir::random_stream a(4), b(4), c(4);
    const auto level = diapir::data::random_sediments(60, 50, make_array<double>({60, 50}, 0), a);
    const auto again = diapir::data::random_sediments(60, 50, make_array<double>({60, 50}, 0), b);
    const auto dragged = diapir::data::random_sediments(60, 50, right_half(), c);
    bool moved = false;
    for (std::size_t row = 0; row < 60; ++row)
        for (std::size_t col = 0; col < 50; ++col) {
            REQUIRE(std::isfinite(level(row, col)));
            CHECK(level(row, col) == again(row, col));
            if (col < 25) CHECK(level(row, col) == dragged(row, col));
            moved |= col >= 25 && level(row, col) != dragged(row, col);
        }
    CHECK(moved);
}

TEST_CASE("a seed gives the sediments that it always gave") {
    diapir::random_stream random(4);
    const auto [mean, weighted] =
        diapir::testing::fingerprint(diapir::data::random_sediments(60, 50, right_half(), random));
    CHECK(mean == Approx(0.372415744).margin(1e-6));
    CHECK(weighted == Approx(0.00319403114).margin(1e-6));
}
