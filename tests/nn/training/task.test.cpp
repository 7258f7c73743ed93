#include "catch.hpp"
#include <diapir/nn/losses/binary_crossentropy.hpp>
#include <diapir/nn/training/task.hpp>
#include <diapir/nn/training/tasks.hpp>

using namespace diapir;

namespace {

/// A task of one's own: numbers between 0 and 1.
struct shares {
    std::string name() const { return "shares"; }
    nn::any_loss loss() const { return nn::binary_crossentropy{}; }
    nn::any_metrics metrics() const { return nn::regression_metrics(); }
    void check(const shape&, nn::activation end) const {
        nn::detail::require_end(name(), nn::activation::sigmoid, end);
    }
};

}  // namespace

TEST_CASE("a task of one's own is a task") {
    CHECK(nn::task<shares>);
    CHECK(nn::task<nn::regression>);
    CHECK_FALSE(nn::task<int>);
    const nn::any_task any = shares{}, copy = any;
    CHECK(copy.name() == "shares");
    CHECK(copy.loss().name() == "binary_crossentropy");
    CHECK(copy.metrics().result().contains("mae"));
    CHECK_NOTHROW(copy.check({4}, nn::activation::sigmoid));
    CHECK_THROWS_WITH(copy.check({4}, nn::activation::none),
                      "shares: expected a network that ends in Sigmoid, got Linear");
}

TEST_CASE("metrics of a task begin anew each time") {
    const nn::any_task any = nn::regression{};
    auto first = any.metrics();
    auto y = tensor<double>::batch(2, 1, 1, 1);
    std::fill(y.begin(), y.end(), 1.0);
    first.update(y, y);
    CHECK(first.result()["mse"] == 0);
    CHECK(std::isnan(any.metrics().result()["mse"]));
}
