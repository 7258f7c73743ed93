#include "compare.hpp"
#include <diapir/attributes/energy.hpp>

namespace attr = diapir::attributes;
using diapir::testing::compare_attribute;

TEST_CASE("energy across traces is that of bruges") {
    const auto across = [](std::size_t window) {
        return [=](const auto& x) { return attr::energy(x, {.window = window, .along = attr::axis::trace}); };
    };
    compare_attribute("energy_n5", {"normal", "layered", "nonsquare", "layered_ns", "halfconst", "const", "zero"},
                      across(5));
    compare_attribute("energy_n9", {"normal", "layered", "nonsquare"}, across(9));
    compare_attribute("energy_n4", {"normal", "layered", "nonsquare"}, across(4));
}

TEST_CASE("energy runs down the samples by default") {
    auto spike = diapir::make_array<double>({9, 9}, 0);
    spike(4, 4) = 5;
    const auto e = attr::energy(spike);
    CHECK(e(2, 4) == Approx(5));
    CHECK(e(6, 4) == Approx(5));
    CHECK(e(7, 4) == 0);
    CHECK(e(4, 3) == 0);
}

TEST_CASE("a constant section has its square as energy, up to the edge where the window is truncated") {
    const auto section = diapir::make_array<double>({10, 4}, -3);
    for (double x : attr::energy(section, {.edge = attr::edge::truncate})) CHECK(x == Approx(9));
    for (double x : attr::rms(section, {.edge = attr::edge::truncate})) CHECK(x == Approx(3));
    const auto padded = attr::energy(section);
    CHECK(padded(0, 0) == Approx(9 * 3 / 5.0));
    CHECK(padded(1, 0) == Approx(9 * 4 / 5.0));
    CHECK(padded(2, 0) == Approx(9));
}

TEST_CASE("the root mean square is in units of the amplitude, however small or large") {
    const auto section = diapir::testing::reference("attributes").get<double>("img_nonsquare");
    const auto before = attr::rms(section);
    for (const double scale : {1e-200, 1e-150, 1e150, 1e200}) {
        const auto after = attr::rms(diapir::array<double>(section * scale));
        for (std::size_t i = 0; i < before.size(); ++i) CHECK(after.data()[i] / scale == Approx(before.data()[i]));
    }
}

TEST_CASE("the logarithm of energy, whatever the unit") {
    const auto section = diapir::testing::reference("attributes").get<double>("img_nonsquare");
    const auto energy = attr::energy(section, {.window = 3}), logarithm = attr::log_energy(section, {.window = 3});
    for (std::size_t i = 0; i < energy.size(); ++i) CHECK(logarithm.data()[i] == Approx(std::log(energy.data()[i])));
    for (const double scale : {1e-200, 1e200}) {
        const auto scaled = attr::log_energy(diapir::array<double>(section * scale), {.window = 3});
        for (std::size_t i = 0; i < energy.size(); ++i)
            CHECK(scaled.data()[i] == Approx(logarithm.data()[i] + 2 * std::log(scale)));
    }
    for (const float x : attr::log_energy(diapir::make_array<float>({4, 3}, 0))) CHECK(x == -INFINITY);
    CHECK_THROWS_WITH(attr::log_energy(section, {.window = 0}),
                      Catch::Contains("log_energy: expected a window of at least 1 sample, got 0"));
}
