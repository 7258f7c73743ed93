#include "autodiff/operations.hpp"
#include "catch.hpp"
#include <diapir/autodiff/tape.hpp>

using namespace diapir;
using testing::cube;
using testing::list;
using testing::multiply_subtract;
using testing::numbers;
using tape_d = tape<point<double>>;
using variable_d = variable<point<double>>;

namespace {

kept_vector<tape_d::seed> seed(const variable_d& at, std::initializer_list<double> tangent) {
    kept_vector<tape_d::seed> seeds;
    seeds.push_back({at, numbers(tangent)});
    return seeds;
}

}  // namespace

TEST_CASE("a variable holds its value, its tape and its place") {
    tape_d t;
    const auto x = t.input(point<double>(numbers({1, 2}))), y = t.input(point<double>(numbers({3})));
    CHECK(list(x.value()) == std::vector<double>{1, 2});
    CHECK(x.anchor().x.get() == &x.value());
    CHECK(&y.owner() == &t);
    CHECK(x.index() == 0);
    CHECK(y.index() == 1);
}

TEST_CASE("a value used several times collects from all its uses") {
    tape_d t;
    const auto x = t.input(point<double>(numbers({2, 3})));
    const auto c = cube(x);                     // x^3
    const auto y = multiply_subtract(c, x, x);  // x^4 - x
    CHECK(list(y.value()) == std::vector<double>{14, 78});
    const std::vector<double> slope{4 * 8 - 1, 4 * 27 - 1};
    CHECK(list(*t.push(seed(x, {1, 1}), y)) == slope);
    CHECK(list(*t.pull(y, numbers({1, 1}), std::span(&x, 1)).front()) == slope);
    CHECK(list(*t.pull(y, numbers({0, 2}), std::span(&x, 1)).front()) == std::vector<double>{0, 214});
}

TEST_CASE("one tape serves many sweeps") {
    tape_d t;
    const auto x = t.input(point<double>(numbers({2})));
    const auto y = cube(cube(x));
    for (int repeat = 0; repeat < 2; ++repeat) {
        CHECK((*t.pull(y, numbers({1}), std::span(&x, 1)).front())[0] == 9 * 256);
        CHECK((*t.push(seed(x, {2}), y))[0] == 2 * 9 * 256);
    }
}

TEST_CASE("tangents of several inputs add up, those left out are zero") {
    tape_d t;
    const auto a = t.input(point<double>(numbers({2}))), b = t.input(point<double>(numbers({5}))),
               c = t.input(point<double>(numbers({7})));
    const auto y = multiply_subtract(a, b, c);
    kept_vector<tape_d::seed> seeds = seed(a, {1});
    seeds.push_back({c, numbers({10})});
    CHECK((*t.push(std::move(seeds), y))[0] == 5 - 10);
    CHECK((*t.push(seed(b, {1}), y))[0] == 2);
    kept_vector<tape_d::seed> twice = seed(b, {1});
    twice.push_back({b, numbers({3})});
    CHECK((*t.push(std::move(twice), y))[0] == 8);
}

TEST_CASE("a tangent of a value in the middle adds to what arrives there") {
    tape_d t;
    const auto x = t.input(point<double>(numbers({2})));
    const auto middle = cube(x), y = cube(middle);
    kept_vector<tape_d::seed> seeds = seed(x, {1});
    seeds.push_back({middle, numbers({100})});
    CHECK((*t.push(std::move(seeds), y))[0] == 3 * 64 * (12 + 100));
}

TEST_CASE("cotangents can be asked for at any value, also the output itself") {
    tape_d t;
    const auto x = t.input(point<double>(numbers({2})));
    const auto middle = cube(x), y = cube(middle);
    const std::vector<variable_d> values{y, middle, x, middle};
    const auto w = t.pull(y, numbers({1}), values);
    REQUIRE(w.size() == 4);
    CHECK((*w[0])[0] == 1);
    CHECK((*w[1])[0] == 192);
    CHECK((*w[2])[0] == 192 * 12);
    CHECK((*w[3])[0] == 192);
}

TEST_CASE("what the output does not depend on gives nothing") {
    tape_d t;
    const auto used = t.input(point<double>(numbers({2}))), unused = t.input(point<double>(numbers({3})));
    const auto y = cube(used);
    const auto beside = cube(unused), later = cube(y), late = t.input(point<double>(numbers({4})));
    const std::vector<variable_d> values{used, unused, beside, later, late};
    const auto w = t.pull(y, numbers({1}), values);
    CHECK(w[0]);
    for (std::size_t i = 1; i < values.size(); ++i) CHECK_FALSE(w[i]);
    CHECK_FALSE(t.push(seed(unused, {1}), y));
    CHECK_FALSE(t.push(seed(late, {1}), y));
    CHECK_FALSE(t.push({}, y));
}

TEST_CASE("tangents that do not fit their value are refused") {
    tape_d t;
    const auto a = t.input(point<double>(numbers({2, 3})));
    const auto y = multiply_subtract(a, a, numbers({1, 1}));
    CHECK_THROWS_AS(t.push(seed(a, {1}), y), argument_error);
    CHECK_THROWS_AS(t.pull(y, numbers({1}), std::span(&a, 1)), argument_error);
}

TEST_CASE("variables of another tape are refused by sweeps") {
    tape_d one, other;
    const auto x = one.input(point<double>(numbers({1}))), y = other.input(point<double>(numbers({2})));
    CHECK_THROWS_WITH(one.push(seed(y, {1}), x), "push: expected variables of this tape, got one of another");
    CHECK_THROWS_AS(one.push(seed(x, {1}), y), argument_error);
    CHECK_THROWS_WITH(one.pull(x, numbers({1}), std::span(&y, 1)),
                      "pull: expected variables of this tape, got one of another");
    CHECK_THROWS_AS(one.pull(y, numbers({1}), std::span(&x, 1)), argument_error);
    CHECK_NOTHROW(one.pull(x, numbers({1}), std::span(&x, 1)));
}

TEST_CASE("cotangents are handed on as soon as they are complete, those of late values first") {
    tape_d t;
    // What comes in late is complete early.
    const auto a = t.input(point<double>(numbers({2}))), b = t.input(point<double>(numbers({3}))),
               late = t.input(point<double>(numbers({5}))), unused = t.input(point<double>(numbers({7})));
    const auto first = multiply_subtract(a, b, a);
    const auto y = multiply_subtract(first, late, late);
    const std::vector<variable_d> values{a, late, unused, b, first, a};
    const auto expected = t.pull(y, numbers({1}), std::span(values));
    std::vector<std::size_t> order;
    kept_vector<tape_d::seed> seeds = seed(y, {1});
    t.pull(std::move(seeds), std::span(values), [&](std::size_t i, std::optional<tensor<double>> cotangent) {
        order.push_back(i);
        REQUIRE(bool(cotangent) == bool(expected[i]));
        if (cotangent) CHECK(list(*cotangent) == list(*expected[i]));
    });
    // The step of y completes `late` and `first`, that of `first` a and b; nothing takes `unused`.
    CHECK(order == std::vector<std::size_t>{4, 1, 5, 3, 0, 2});
    CHECK((*expected[0])[0] == 2 * 5 + 0);  // (b - 1) late
    CHECK((*expected[1])[0] == 3);          // first - 1
}
