#include "catch.hpp"
#include <diapir/nn/optimizers/moments.hpp>

#include <array>

using namespace diapir;

TEST_CASE("moments are running means of a gradient and of its square") {
    std::array<double, 3> m{1, -2, 0}, v{4, 0, 1};
    const std::array<double, 3> g{3, 1, -2};
    nn::detail::update_moments(0.9, 0.75, g.size(), g.data(), m.data(), v.data());
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(m[i] == Approx(std::array{1.2, -1.7, -0.2}[i]));
        CHECK(v[i] == Approx(std::array{5.25, 0.25, 1.75}[i]));
    }
}
