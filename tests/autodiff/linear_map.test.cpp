#include "autodiff/operations.hpp"
#include "catch.hpp"
#include <diapir/autodiff/linear_map.hpp>

using namespace diapir;
using testing::list;
using testing::numbers;

namespace {

/// v -> 2 v one way and w -> 3 w the other, to tell them apart.
struct two_three {
    tensor<double> push(const tensor<double>& v) const { return numbers({2 * v[0]}); }
    tensor<double> pull(const tensor<double>& w) const { return numbers({3 * w[0]}); }
};
struct one_way {
    tensor<double> push(const tensor<double>& v) const { return v; }
};

}  // namespace

TEST_CASE("a linear map can be pushed and pulled") {
    STATIC_REQUIRE(linear_map<identity_map, float>);
    STATIC_REQUIRE(linear_map<two_three, double>);
    STATIC_REQUIRE(linear_map<adjoint_map<two_three>, double>);
    STATIC_REQUIRE_FALSE(linear_map<one_way, double>);
    STATIC_REQUIRE_FALSE(linear_map<double, double>);
}

TEST_CASE("the identity leaves tensors as they are, an adjoint swaps the directions") {
    CHECK(list(identity_map{}.push(numbers({1, 2}))) == std::vector<double>{1, 2});
    CHECK(list(identity_map{}.pull(numbers({1, 2}))) == std::vector<double>{1, 2});
    const adjoint_map<two_three> adjoint{};
    CHECK(adjoint.push(numbers({1}))[0] == 3);
    CHECK(adjoint.pull(numbers({1}))[0] == 2);
}
