#include "catch.hpp"
#include <diapir/nn/training/fit_options.hpp>

using namespace diapir;

TEST_CASE("what is not said about training is as in Keras") {
    const nn::fit_options o{};
    CHECK((o.epochs == 1 && o.batch == 32 && o.shuffle));
    CHECK(nn::name(o.optimizer) == "adam");
    CHECK(o.chosen_loss().name() == "binary_crossentropy");
    CHECK(o.task.name() == "binary_segmentation");
    CHECK((!o.stop && !o.reduce && !o.schedule && !o.average && !o.time && o.callbacks.empty()));
    CHECK(bool(o.warn));
}
