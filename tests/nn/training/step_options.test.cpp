#include "catch.hpp"
#include <diapir/nn/losses/binary_crossentropy.hpp>
#include <diapir/nn/training/fit_options.hpp>
#include <diapir/nn/training/step_options.hpp>

using namespace diapir;

TEST_CASE("a step is made with the state's rate, unclipped, and with the seed of fit") {
    const nn::step_options how{nn::binary_crossentropy{}, nn::adam{}};
    CHECK_FALSE(how.rate);
    CHECK(how.clip.global_norm == 0);
    CHECK(how.clip.norm == 0);
    CHECK(how.clip.value == 0);
    CHECK(how.seed == nn::fit_options{}.seed);
}
