// One cycle against torch 1.13's OneCycleLR for a rate of 0.1. torch takes the last of n steps at the floor, and the
// peak one step early: step s is our progress s / (n - 1).
#include "catch.hpp"
#include <diapir/nn/training/one_cycle.hpp>

#include <vector>

using namespace diapir;

namespace {

void check_steps(const nn::one_cycle& rate, const std::vector<double>& expected) {
    for (std::size_t step = 0; step < expected.size(); ++step) {
        INFO("step " << step);
        const double progress = static_cast<double>(step) / static_cast<double>(expected.size() - 1);
        CHECK(rate({.progress = progress, .rate = 0.1}) == Approx(expected[step]).epsilon(1e-12));
    }
}

}  // namespace

TEST_CASE("one cycle is that of torch 1.13") {
    check_steps({.peak = (0.3 * 21 - 1) / 20, .floor = 4e-6},
                {0.0040000000000000036, 0.012188527098390314,  0.03396027605851658,
                 0.06188697369957272,   0.08644034833812791,   0.09924306774148466,
                 0.09944154354509119,   0.09673623556045154,   0.09190443762697105,
                 0.08516599658482699,   0.07682751154913771,   0.0672683836480545,
                 0.056923553268744854,  0.046263710266697504,  0.035773877573965704,
                 0.02593134265232537,   0.01718394091038552,   0.009929679189326548,
                 0.004498626448808909,  0.0011378956269720922, 4e-07});
    check_steps({.peak = (0.5 * 11 - 1) / 10, .start = 0.1, .floor = 1e-3},
                {0.009999999999999995, 0.020528000059645987, 0.047185832004988125, 0.07749999999999999,
                 0.09728616793536587, 0.09797667403204416, 0.082760293660567, 0.057158626171750604, 0.02930002010055578,
                 0.008029386035082494, 0.0001});
}

TEST_CASE("one cycle begins at the start, has its peak where it says and ends at the floor") {
    const nn::one_cycle rate;
    CHECK(rate({.progress = 0, .rate = 1}) == Approx(0.04));
    CHECK(rate({.progress = 0.3, .rate = 1}) == Approx(1));
    CHECK(rate({.progress = 1, .rate = 1}) == Approx(1e-4));
}

TEST_CASE("cycles without a meaning are refused") {
    const nn::training_position at{.rate = 1};
    CHECK_THROWS_WITH(nn::one_cycle{.peak = 1}(at), Catch::Contains("one_cycle: expected peak"));
    CHECK_THROWS_AS(nn::one_cycle{.peak = 0}(at), argument_error);
    CHECK_THROWS_AS(nn::one_cycle{.start = -1}(at), argument_error);
    CHECK_THROWS_AS(nn::one_cycle{.floor = 2}(at), argument_error);
}
