// Schedules against those of torch 1.13 for a rate of 0.1, and against their formulas.
#include "catch.hpp"
#include <diapir/nn/training/schedule.hpp>
#include <diapir/nn/training/warm_up.hpp>

#include <cmath>
#include <numbers>
#include <vector>

using namespace diapir;

namespace {

/// Step `step` of `epochs` epochs, with a rate of 0.1.
nn::training_position at_step(std::size_t step, std::size_t epochs, std::size_t steps_per_epoch) {
    const double all = static_cast<double>(epochs * steps_per_epoch);
    return {.epoch = step / steps_per_epoch,
            .epochs = epochs,
            .step = step,
            .steps_per_epoch = steps_per_epoch,
            .progress = static_cast<double>(step) / all,
            .rate = 0.1};
}
void check_epochs(const nn::schedule& rate, const std::vector<double>& expected) {
    for (std::size_t epoch = 0; epoch < expected.size(); ++epoch) {
        INFO("epoch " << epoch);
        CHECK(rate(at_step(3 * epoch, expected.size(), 3)) == Approx(expected[epoch]).epsilon(1e-12));
    }
}

}  // namespace

TEST_CASE("schedules are those of torch 1.13") {
    check_epochs(nn::constant_rate{}, {0.1, 0.1, 0.1});
    check_epochs(nn::step_decay{.epochs = 3, .factor = 0.5}, {0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025});
    check_epochs(nn::exponential_decay{.factor = 0.9}, {0.1, 0.09, 0.081, 0.0729, 0.06561});
    check_epochs(nn::cosine{.floor = 0.1},
                 {0.1, 0.09779754323328192, 0.09140576474687263, 0.08145033635316129, 0.06890576474687264, 0.055,
                  0.04109423525312737, 0.028549663646838717, 0.01859423525312737, 0.012202456766718092});
    check_epochs(nn::cosine{.cycles = 2},
                 {0.1, 0.09045084971874738, 0.06545084971874737, 0.03454915028125263, 0.009549150281252633, 0.1,
                  0.09045084971874738, 0.06545084971874737, 0.03454915028125263, 0.009549150281252633});
    check_epochs(nn::polynomial_decay{.power = 2},
                 {0.1, 0.081, 0.064, 0.049, 0.036, 0.025, 0.016, 0.009, 0.004, 0.001});
    check_epochs(nn::polynomial_decay{}, {0.1, 0.09, 0.08, 0.07, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01});
}

TEST_CASE("every cycle begins with the whole rate, however its progress is rounded") {
    for (std::size_t cycles = 1; cycles <= 60; ++cycles)
        for (std::size_t steps : {2, 7, 10}) {
            const nn::cosine rate{.cycles = cycles};
            for (std::size_t step = 0; step < cycles * steps; ++step) {
                const double part = static_cast<double>(step % steps) / static_cast<double>(steps);
                INFO(cycles << " cycles of " << steps << " steps, step " << step);
                REQUIRE(rate(at_step(step, cycles, steps)) ==
                        Approx(0.05 * (1 + std::cos(std::numbers::pi * part))).margin(1e-12));
                // the same behind as many steps of warming up
                REQUIRE(nn::warm_up{.share = 0.5, .then = rate}(at_step(step + cycles * steps, 2 * cycles, steps)) ==
                        Approx(0.05 * (1 + std::cos(std::numbers::pi * part))).margin(1e-12));
            }
        }
    auto end = at_step(0, 1, 1);
    end.progress = std::nextafter(1.0, 0.0);  // as at the end of a time budget
    CHECK(nn::cosine{.cycles = 1}(end) == Approx(0).margin(1e-12));
    CHECK(nn::cosine{.cycles = 22}(end) == Approx(0).margin(1e-12));
}

TEST_CASE("within an epoch the rate falls step by step, or not") {
    CHECK(nn::exponential_decay{.epochs = 2, .factor = 0.25}(at_step(4, 8, 4)) == Approx(0.05));
    CHECK(nn::exponential_decay{.epochs = 2, .factor = 0.25}(at_step(6, 8, 4)) == Approx(0.1 * std::pow(0.25, 0.75)));
    CHECK(nn::step_decay{.epochs = 2, .factor = 0.5}(at_step(7, 8, 4)) == 0.1);
    CHECK(nn::step_decay{.epochs = 2, .factor = 0.5}(at_step(8, 8, 4)) == 0.05);
    CHECK(nn::polynomial_decay{.floor = 0.5}(at_step(16, 8, 4)) == Approx(0.075));
}

TEST_CASE("a rate that a plateau has lowered lowers all that comes") {
    nn::training_position at = at_step(5, 4, 3);
    for (const nn::schedule& rate :
         std::vector<nn::schedule>{nn::constant_rate{}, nn::step_decay{.epochs = 1}, nn::exponential_decay{},
                                   nn::polynomial_decay{}, nn::cosine{.floor = 0.5, .cycles = 3}}) {
        at.rate = 0.1;
        const double before = rate(at);
        at.rate = 0.05;
        CHECK(rate(at) == Approx(before / 2));
    }
}

TEST_CASE("schedules without a meaning are refused") {
    const auto at = at_step(0, 1, 1);
    CHECK_THROWS_WITH(nn::step_decay{.epochs = 0}(at), Catch::Contains("step_decay: expected epochs"));
    CHECK_THROWS_WITH(nn::step_decay{.factor = 1.5}(at), Catch::Contains("factor in 0 ... 1"));
    CHECK_THROWS_AS(nn::exponential_decay{.epochs = 0}(at), argument_error);
    CHECK_THROWS_AS(nn::exponential_decay{.factor = -1}(at), argument_error);
    CHECK_THROWS_AS(nn::polynomial_decay{.power = 0}(at), argument_error);
    CHECK_THROWS_AS(nn::polynomial_decay{.floor = 2}(at), argument_error);
    CHECK_THROWS_AS(nn::cosine{.floor = std::nan("")}(at), argument_error);
    CHECK_THROWS_AS(nn::cosine{.cycles = 0}(at), argument_error);
}
