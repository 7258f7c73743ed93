#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/ops/dropout.hpp>

using namespace diapir;
using testing::random_batch;
using testing::tensor_d;

namespace {

tensor_d ones(std::size_t size) {
    return tensor_d(shape{size}, 1.0);
}

}  // namespace

TEST_CASE("dropout keeps the expectation, depends on its key alone, and drops the stated share") {
    tensor_d x = random_batch(1, 4, 16, 16, 64);
    std::fill(x.begin(), x.end(), 1.0);
    const auto y = dropout(x, 0.25, {7, 1});
    double total = 0;
    std::size_t dropped = 0;
    for (double e : y) {
        REQUIRE((e == 0 || e == Approx(1 / 0.75)));
        total += e / static_cast<double>(y.size());
        dropped += e == 0;
    }
    CHECK(total == Approx(1).margin(0.01));
    CHECK(static_cast<double>(dropped) / static_cast<double>(y.size()) == Approx(0.25).margin(0.01));
    const auto same = dropout(x, 0.25, {7, 1}), other = dropout(x, 0.25, {7, 2}), seeded = dropout(x, 0.25, {8, 1});
    CHECK(std::equal(y.begin(), y.end(), same.begin()));
    CHECK_FALSE(std::equal(y.begin(), y.end(), other.begin()));
    CHECK_FALSE(std::equal(y.begin(), y.end(), seeded.begin()));
    CHECK_THROWS_AS(dropout(x, 1.0, {7, 1}), argument_error);
    CHECK_THROWS_AS(dropout(x, -0.1, {7, 1}), argument_error);
}

TEST_CASE("what is dropped depends on the place of an element alone, not on threads or on how many there are") {
    const auto whole = dropout(ones(100000), 0.5, {3, 4});
    for (const std::size_t size : {1, 5, 16383, 16385, 40002}) {
        const auto part = dropout(ones(size), 0.5, {3, 4});
        CHECK(std::equal(part.begin(), part.end(), whole.begin()));
    }
    const thread_limit one(1);
    const auto alone = dropout(ones(100000), 0.5, {3, 4});
    CHECK(std::equal(alone.begin(), alone.end(), whole.begin()));
}

TEST_CASE("without a rate nothing is dropped") {
    const auto x = random_batch(1, 2, 3, 3);
    CHECK(testing::equal(dropout(x, 0, {1, 2}), x));
}

TEST_CASE("dropout obeys the laws, and takes stacked tangents") {
    testing::check_laws([](const auto& v) { return dropout(v, 0.5, {1, 2}); }, random_batch(5, 2, 3, 3));
    testing::check_stacked([](const auto& v) { return dropout(v, 0.5, {1, 2}); }, random_batch(5, 2, 3, 3, 40));
}
