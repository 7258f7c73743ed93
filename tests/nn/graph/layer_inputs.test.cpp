#include "catch.hpp"
#include <diapir/nn/graph/layer_inputs.hpp>

#include <array>
#include <string>

using namespace diapir;

TEST_CASE("a value is taken where nothing needs it later, and else copied") {
    std::string a(100, 'a'), b(100, 'b');
    const std::array<nn::layer_input<std::string>, 2> both{{{&a, true}, {&b, false}}};
    const nn::layer_inputs<std::string> inputs{both};
    CHECK(inputs.size() == 2);
    CHECK(&inputs[0] == &a);
    CHECK(&inputs[1] == &b);
    const char* const of_a = a.data();
    const std::string taken = inputs.take(0);
    CHECK(taken.data() == of_a);
    CHECK(inputs.take(1) == b);
    CHECK(b == std::string(100, 'b'));
}
