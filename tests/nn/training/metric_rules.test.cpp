#include "catch.hpp"
#include "nn/training/support.hpp"
#include <diapir/nn/training/metric_rules.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

using namespace diapir;
using nn::metric_values;
using nn::detail::apply_early_stopping;
using nn::detail::apply_reduction;

namespace {

nn::training_state<double> begun() {
    return {{}, nn::sgd{.learning_rate = 0.5}};
}
metric_values with_loss(double value) {
    return {{"val_loss", value}};
}

}  // namespace

TEST_CASE("early stopping keeps the best epoch, and ends training when patience is used up") {
    auto state = begun();
    std::vector<std::string> told;
    const nn::fit_options options{.stop = nn::early_stopping{.patience = 2},
                                  .warn = [&](const std::string& text) { told.push_back(text); }};
    const double losses[] = {3, 2, 4, std::nan(""), 5};
    const bool best[] = {true, true, false, false, false}, over[] = {false, false, false, false, true};
    for (std::size_t e = 0; e < 5; ++e) {
        state.epoch = e + 1;
        CHECK(apply_early_stopping(options, with_loss(losses[e]), state) == best[e]);
        CHECK(state.history.stopped_early == over[e]);
    }
    CHECK(state.history.best_epoch == 1);
    REQUIRE(told.size() == 1);
    CHECK(told == state.history.warnings);
    CHECK_THAT(told[0], Catch::Contains("early_stopping monitors val_loss, which is NaN in epoch 4"));
}

TEST_CASE("without early stopping the last epoch is the best, also where an earlier part had stopped") {
    auto state = begun();
    state.epoch = 7;
    state.history.stopped_early = true;
    CHECK_FALSE(apply_early_stopping(nn::fit_options{}, with_loss(3), state));
    CHECK(state.history.best_epoch == 6);
    CHECK_FALSE(state.history.stopped_early);
}

TEST_CASE("weights are kept only where they are to be restored") {
    auto state = begun();
    state.epoch = 1;
    const nn::fit_options options{.stop = nn::early_stopping{.restore_best = false}};
    CHECK_FALSE(apply_early_stopping(options, with_loss(3), state));
    CHECK(state.history.best_epoch == 0);
    CHECK(state.stop.best == 3);
}

TEST_CASE("the learning rate falls after a plateau, down to its least, and patience begins anew") {
    auto state = begun();
    const nn::fit_options options{.reduce =
                                      nn::reduce_on_plateau{.factor = 0.5, .patience = 2, .min_learning_rate = 0.2}};
    const double expected[] = {0.5, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2};
    for (const double rate : expected) {
        ++state.epoch;
        apply_reduction(options, with_loss(1), state);
        CHECK(state.learning_rate == rate);
    }
}
