#include "catch.hpp"
#include <diapir/nn/metrics/running_mean.hpp>

#include <cmath>
#include <optional>

using namespace diapir;

TEST_CASE("a mean weighs each number by its samples, and is there only after the first") {
    nn::running_mean mean;
    mean.add(std::optional<double>(), 5);
    CHECK_FALSE(mean.value());
    mean.add(4.0, 1);
    mean.add(std::optional(1.0), 3);
    CHECK(*mean.value() == 1.75);
    mean.add(std::nan(""), 1);
    CHECK(std::isnan(*mean.value()));
}
