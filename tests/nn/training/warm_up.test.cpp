// The warm-up against torch 1.13's LinearLR for a rate of 0.1, and what follows it.
#include "catch.hpp"
#include <diapir/nn/training/warm_up.hpp>

#include <vector>

using namespace diapir;

namespace {

nn::training_position at_step(std::size_t step, std::size_t steps) {
    return {.epochs = 2,
            .step = step,
            .steps_per_epoch = steps / 2,
            .progress = static_cast<double>(step) / static_cast<double>(steps),
            .rate = 0.1};
}

}  // namespace

TEST_CASE("a warm-up rises straight, as with torch 1.13, over steps or over a share of the training") {
    const std::vector<double> expected{0.004, 0.028, 0.052, 0.076, 0.1, 0.1};
    for (std::size_t step = 0; step < expected.size(); ++step) {
        INFO("step " << step);
        CHECK(nn::warm_up{.steps = 4}(at_step(step, 20)) == Approx(expected[step]));
        CHECK(nn::warm_up{.share = 0.2}(at_step(step, 20)) == Approx(expected[step]));
    }
    CHECK(nn::warm_up{.steps = 4, .start = 0.5}(at_step(1, 20)) == Approx(0.0625));
}

TEST_CASE("what follows a warm-up sees the rest of the training as all of it") {
    const nn::cosine wave{.floor = 0.1};
    for (const nn::warm_up& rate : {nn::warm_up{.share = 0.2, .then = wave}, nn::warm_up{.steps = 4, .then = wave}})
        for (std::size_t step = 4; step < 20; ++step) {
            const double progress = static_cast<double>(step - 4) / 16;
            CHECK(rate(at_step(step, 20)) == Approx(wave({.progress = progress, .rate = 0.1})));
        }
    const auto seen = [](const nn::training_position& at) { return static_cast<double>(at.step); };
    CHECK(nn::warm_up{.steps = 4, .then = seen}(at_step(7, 20)) == 7);
}

TEST_CASE("a warm-up rises to what follows begins with") {
    const nn::warm_up rate{.share = 0.2,
                           .then = [](const nn::training_position& at) { return at.rate * (0.5 + at.progress); }};
    CHECK(rate(at_step(2, 20)) == Approx(0.05 * (0.04 + 0.96 / 2)));
}

TEST_CASE("a warm-up that is longer than the training ends it, and by time progress may lag behind the steps") {
    const nn::warm_up rate{.steps = 40, .then = nn::cosine{}};
    CHECK(rate(at_step(10, 20)) == Approx(0.1 * (0.04 + 0.96 / 4)));
    CHECK(rate({.epochs = 1, .step = 50, .steps_per_epoch = 20, .progress = 0.9, .rate = 0.1}) == Approx(0.1));
    const nn::warm_up quick{.steps = 4, .then = nn::cosine{}};
    CHECK(quick({.epochs = 1, .step = 5, .steps_per_epoch = 20, .progress = 0.01, .rate = 0.1}) == Approx(0.1));
}

TEST_CASE("warm-ups without a meaning are refused") {
    const auto at = at_step(0, 20);
    CHECK_THROWS_WITH(nn::warm_up{.share = 0}(at), Catch::Contains("warm_up: expected share"));
    CHECK_THROWS_AS(nn::warm_up{.share = 1}(at), argument_error);
    CHECK_THROWS_AS(nn::warm_up{.start = 1.5}(at), argument_error);
    CHECK_THROWS_WITH((nn::warm_up{.then = nn::cosine{.cycles = 0}}(at)), Catch::Contains("cosine"));
}
