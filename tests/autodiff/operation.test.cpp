#include "autodiff/operations.hpp"
#include "catch.hpp"
#include <diapir/autodiff/operation.hpp>

#include <type_traits>

using namespace diapir;
using testing::cube;
using testing::list;
using testing::multiply_subtract;
using testing::numbers;

namespace {

/// Shows what an operation is given for its two arguments.
struct spy_operation {
    const tensor<double>** seen;

    tensor<double> operator()(const tensor<double>& a, const tensor<double>& b) const {
        seen[0] = &a;
        seen[1] = &b;
        return a;
    }
    template <class Y, class A, class B>
    auto linearize(const Y&, const A& a, const B& b) const {
        STATIC_REQUIRE(std::is_same_v<A, point<double>>);
        STATIC_REQUIRE(std::is_same_v<B, constant<double>>);
        seen[2] = a.x.get();
        seen[3] = b.x.get();
        return std::tuple(identity_map{}, identity_map{});
    }
};

/// a b, with maps that look at b when they are used.
struct late_operation {
    struct map {
        shared_tensor<double> by;

        tensor<double> push(const tensor<double>& v) const { return numbers({(*by)[0] * v[0]}); }
        tensor<double> pull(const tensor<double>& w) const { return push(w); }
    };

    tensor<double> operator()(const tensor<double>& a, const tensor<double>& b) const { return numbers({a[0] * b[0]}); }
    template <class Y, class A, class B>
    auto linearize(const Y&, const A& a, const B& b) const {
        return std::tuple(map{b.x}, map{a.x});
    }
};

/// Which overload an operation applied to tensors takes.
struct reuse_operation {
    tensor<double> operator()(const tensor<double>&) const { return numbers({0}); }
    tensor<double> operator()(tensor<double>&& x) const { return std::move(x); }
};

}  // namespace

TEST_CASE("tensors and variables are operands") {
    STATIC_REQUIRE(operand<tensor<float>>);
    STATIC_REQUIRE(operand<const tensor<double>&>);
    STATIC_REQUIRE(operand<variable<chord<float>>>);
    STATIC_REQUIRE_FALSE(operand<double>);
    STATIC_REQUIRE_FALSE(operand<point<double>>);
}

TEST_CASE("applied to tensors an operation gives its value") {
    CHECK(list(cube(numbers({2, -1}))) == std::vector<double>{8, -1});
    CHECK(list(multiply_subtract(numbers({2}), numbers({3}), numbers({1}))) == std::vector<double>{5});
    CHECK(apply(reuse_operation{}, numbers({7}))[0] == 7);
    const auto named = numbers({7});
    CHECK(apply(reuse_operation{}, named)[0] == 0);
}

TEST_CASE("applied to a point it is recorded with its tangent") {
    tape<point<double>> t;
    const auto x = t.input(point<double>(numbers({2, -1})));
    const auto y = cube(x);
    STATIC_REQUIRE(std::is_same_v<decltype(y), const variable<point<double>>>);
    CHECK(list(y.value()) == std::vector<double>{8, -1});
    CHECK(list(*t.pull(y, numbers({1, 1}), std::span(&x, 1)).front()) == std::vector<double>{12, 3});
}

TEST_CASE("applied to a chord it is evaluated at both ends and recorded with its secant") {
    tape<chord<double>> t;
    const auto x = t.input(chord<double>(numbers({2}), numbers({-1})));
    const auto y = cube(x);
    CHECK((*y.anchor().x)[0] == 8);
    CHECK((*y.anchor().r)[0] == -1);
    CHECK((*t.pull(y, numbers({1}), std::span(&x, 1)).front())[0] == 3);
}

TEST_CASE("tensors between variables are constants, wherever they stand") {
    tape<chord<double>> t;
    const auto x = t.input(chord<double>(numbers({2}), numbers({4}))),
               z = t.input(chord<double>(numbers({1}), numbers({9})));
    const auto k = numbers({10});
    const auto y = multiply_subtract(k, x, z);  // 10 x - z
    CHECK((*y.anchor().x)[0] == 19);
    CHECK((*y.anchor().r)[0] == 31);
    const std::vector<variable<chord<double>>> values{x, z};
    const auto w = t.pull(y, numbers({1}), values);
    CHECK((*w[0])[0] == 10);
    CHECK((*w[1])[0] == -1);
    const auto product = multiply_subtract(x, numbers({5}), k);
    CHECK((*t.pull(product, numbers({1}), values)[0])[0] == 5);
}

TEST_CASE("a bilinear operation of two variables maps each at the other's midpoint") {
    tape<chord<double>> t;
    const auto x = t.input(chord<double>(numbers({2}), numbers({4}))),
               z = t.input(chord<double>(numbers({1}), numbers({9})));
    const std::vector<variable<chord<double>>> values{x, z};
    const auto w = t.pull(multiply_subtract(x, z, numbers({0})), numbers({1}), values);
    CHECK((*w[0])[0] == 5);
    CHECK((*w[1])[0] == 3);
}

TEST_CASE("constants with a name are referred to, not copied, and others live as long as the tape") {
    tape<point<double>> t;
    const auto x = t.input(point<double>(numbers({1})));
    const auto named = numbers({3});
    const tensor<double>* seen[4] = {};
    apply(spy_operation{seen}, x, named);
    CHECK(seen[0] == &x.value());
    CHECK(seen[1] == &named);
    CHECK(seen[2] == &x.value());
    CHECK(seen[3] == &named);
    apply(spy_operation{seen}, x, numbers({4}));
    CHECK(seen[1] == seen[3]);
    CHECK(seen[3] != &named);

    const auto y = apply(late_operation{}, x, numbers({5}));
    const auto in_its_place = numbers({6});
    CHECK((*t.pull(y, numbers({1}), std::span(&x, 1)).front())[0] == 5);
}

TEST_CASE("an operation without a rule for an anchor is not linearizable there, and never falls back") {
    using testing::cube_operation;
    using testing::sine_operation;
    STATIC_REQUIRE(linearizable<cube_operation, point<float>, point<float>>);
    STATIC_REQUIRE(linearizable<cube_operation, chord<float>, chord<float>>);
    STATIC_REQUIRE(linearizable<sine_operation, point<float>, point<float>>);
    STATIC_REQUIRE_FALSE(linearizable<sine_operation, chord<float>, chord<float>>);
    STATIC_REQUIRE_FALSE(linearizable<cube_operation, point<float>, constant<float>>);
}

TEST_CASE("variables of two tapes are refused") {
    tape<point<double>> one, other;
    const auto x = one.input(point<double>(numbers({1}))), y = other.input(point<double>(numbers({2})));
    CHECK_THROWS_WITH(multiply_subtract(x, y, numbers({0})),
                      "apply: expected variables of one tape, got variables of two");
    CHECK_THROWS_AS(multiply_subtract(numbers({0}), y, x), argument_error);
    CHECK_NOTHROW(multiply_subtract(x, numbers({0}), x));
}
