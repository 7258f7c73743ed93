#include "catch.hpp"
#include <diapir/nn/graph/layer_context.hpp>
#include <diapir/nn/graph/reading.hpp>

#include <type_traits>

using namespace diapir;

TEST_CASE("a network is trained in one reading, and its parameters vary there only") {
    using computed = nn::evaluation<float>;
    using trained = nn::tangents<float>;
    using explained = nn::secants<float>;
    CHECK(std::is_same_v<computed::value, tensor<float>>);
    CHECK(std::is_same_v<computed::parameter, explained::parameter>);
    CHECK(std::is_same_v<trained::parameter, trained::value>);
    CHECK(std::is_same_v<explained::value, variable<chord<float>>>);
    CHECK(nn::layer_context<trained>::trains);
    CHECK_FALSE(nn::layer_context<computed>::trains);
    CHECK_FALSE(nn::layer_context<explained>::trains);
}
