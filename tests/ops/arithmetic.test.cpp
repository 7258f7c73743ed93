#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/ops/arithmetic.hpp>

using namespace diapir;
using testing::check_laws;
using testing::random_batch;
using testing::random_tensor;

TEMPLATE_TEST_CASE("arithmetic has its values, by name and by operator", "", float, double) {
    using T = TestType;
    tensor<T> a(shape{3, 7}), b(shape{3, 7});
    for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] = static_cast<T>(i) - 4;
        b[i] = T(3) - static_cast<T>(2 * i);
    }
    const auto total = a + b, difference = a - b, product = a * b, multiple = 1.5 * a;
    CHECK(total.shape() == a.shape());
    for (std::size_t i = 0; i < a.size(); ++i) {
        CHECK(total[i] == a[i] + b[i]);
        CHECK(difference[i] == a[i] - b[i]);
        CHECK(product[i] == a[i] * b[i]);
        CHECK(multiple[i] == T(1.5) * a[i]);
    }
    const auto same = [](const tensor<T>& p, const tensor<T>& q) { return std::equal(p.begin(), p.end(), q.begin()); };
    CHECK(same(add(a, b), total));
    CHECK(same(subtract(a, b), difference));
    CHECK(same(multiply(a, b), product));
    CHECK(same(scale(a, 1.5), multiple));
}

TEST_CASE("arithmetic obeys the laws in either argument") {
    const auto x = random_batch(7, 2, 4, 3), y = random_batch(8, 2, 4, 3);
    check_laws([&](const auto& v) { return v + y; }, x);
    check_laws([&](const auto& v) { return y + v; }, x);
    check_laws([&](const auto& v) { return v - y; }, x);
    check_laws([&](const auto& v) { return y - v; }, x);
    check_laws([&](const auto& v) { return v * y; }, x);
    check_laws([&](const auto& v) { return y * v; }, x);
    check_laws([&](const auto& v) { return sigmoid(v) * v; }, x);
    check_laws([&](const auto& v) { return 0.3 * v; }, x);
}

TEST_CASE("arithmetic pushes and pulls stacked tangents") {
    const auto x = random_batch(7, 2, 4, 3, 40), y = random_batch(8, 2, 4, 3, 40);
    testing::check_stacked([&](const auto& v) { return 2.0 * (v * y) - v * v + v; }, x);
}

TEST_CASE("arithmetic names itself and both shapes when these differ") {
    const auto x = random_batch(1, 2, 4, 4), y = random_batch(1, 3, 4, 4);
    CHECK_THROWS_AS(add(x, y), argument_error);
    CHECK_THROWS_WITH(subtract(x, y), Catch::Contains("subtract") && Catch::Contains(" x {2, 4, 4}") &&
                                          Catch::Contains(" x {3, 4, 4}"));
    CHECK_THROWS_AS(multiply(random_tensor(1, {2, 3}), random_tensor(1, {3, 2})), argument_error);
}

TEST_CASE("arithmetic refuses batches of different numbers of samples") {
    const auto x = random_batch(1, 2, 4, 4, 17), y = random_batch(1, 2, 4, 4, 30);
    CHECK_THROWS_WITH(add(x, y), "add: expected two tensors of one shape, got 17 x {2, 4, 4} and 30 x {2, 4, 4}");
    CHECK_THROWS_AS(subtract(x, y), argument_error);
    CHECK_THROWS_AS(multiply(x, y), argument_error);
}
