#include "autodiff/operations.hpp"
#include "catch.hpp"
#include <diapir/autodiff/linearize.hpp>

#include <tuple>

using namespace diapir;
using testing::cube;
using testing::list;
using testing::multiply_subtract;
using testing::numbers;

namespace {

const auto f = [](const auto& x) { return multiply_subtract(cube(x), x, x); };  // x^4 - x

/// A function with this value, which does not depend on its argument.
auto always(const tensor<double>& y) {
    return [&y](const auto& x) { return x.owner().input(point<double>(refer_to(y))); };
}

/// An operation whose maps give one number, whatever they are given.
struct one_number {
    struct map {
        tensor<double> push(const tensor<double>&) const { return numbers({1}); }
        tensor<double> pull(const tensor<double>&) const { return numbers({1}); }
    };
    tensor<double> operator()(const tensor<double>& x) const { return x; }
    template <class Y, class X>
    auto linearize(const Y&, const X&) const {
        return std::tuple(map{});
    }
};

}  // namespace

TEST_CASE("a function at a point is its derivative") {
    const auto map = linearize(f, point<double>(numbers({2, 3})));
    CHECK(list(*map.value().x) == std::vector<double>{14, 78});
    CHECK(list(map.push(numbers({1, 2}))) == std::vector<double>{31, 214});
    CHECK(list(map.pull(numbers({3, 1}))) == std::vector<double>{93, 107});
    CHECK(list(map.pull(numbers({3, 1}))) == std::vector<double>{93, 107});
}

TEST_CASE("a function along a chord is its secant") {
    const auto map = linearize(f, chord<double>(numbers({3}), numbers({1})));
    CHECK((*map.value().x)[0] == 78);
    CHECK((*map.value().r)[0] == 0);
    CHECK(map.push(numbers({2}))[0] == 78);
    CHECK(map.pull(numbers({1}))[0] == 39);
}

TEST_CASE("a function that does not depend on its argument is the zero map") {
    const auto y = numbers({7, 8, 9});
    const auto map = linearize(always(y), point<double>(numbers({2, 3})));
    CHECK(list(map.push(numbers({1, 2}))) == std::vector<double>{0, 0, 0});
    CHECK(list(map.pull(numbers({1, 2, 3}))) == std::vector<double>{0, 0});

    const auto batch = [](std::size_t blocks, std::size_t channels) {
        auto b = tensor<double>::batch_of_blocks(blocks, channels, 3, 1, 16, 5 * blocks);
        std::fill(b.begin(), b.end(), 1.0);
        return b;
    };
    const auto value = batch(1, 2);
    const auto of_batch = linearize(always(value), point<double>(batch(1, 4)));
    const auto check = [&](const tensor<double>& zero, std::size_t channels) {
        CHECK(zero.shape() == shape{3, channels, 3, 1, 16});
        CHECK(zero.samples() == 15);
        CHECK(list(zero) == std::vector<double>(zero.size(), 0.0));
    };
    check(of_batch.push(batch(3, 4)), 2);
    check(of_batch.pull(batch(3, 2)), 4);
}

TEST_CASE("a linearization can be moved") {
    auto map = linearize(f, point<double>(numbers({2})));
    const auto moved = std::move(map);
    CHECK(moved.pull(numbers({1}))[0] == 31);
}

TEST_CASE("the gradient is that of a function with one number as its value") {
    CHECK(list(gradient(f, numbers({2}))) == std::vector<double>{31});
    CHECK_THROWS_WITH(gradient(f, numbers({2, 3})), Catch::Contains("scalar") && Catch::Contains("{2}"));
}

TEST_CASE("tangents that do not fit are refused, for plain values and for batches") {
    const auto same = [](const auto& x) { return cube(x); };
    const auto plain = linearize(same, point<double>(numbers({2, 3})));
    CHECK_THROWS_WITH(plain.push(numbers({1})),
                      Catch::Contains("push") && Catch::Contains("{1}") && Catch::Contains("{2}"));
    CHECK_THROWS_WITH(plain.pull(numbers({1, 2, 3})), Catch::Contains("pull") && Catch::Contains("{3}"));
    CHECK_THROWS_AS(plain.push(tensor<double>::batch(1, 2, 1, 1)), argument_error);
    auto x = tensor<double>::batch_of_blocks(2, 1, 2, 2, 16, 32);
    std::fill(x.begin(), x.end(), 1.0);
    const auto of_batch = linearize(same, point<double>(x));
    const auto of = [](std::size_t blocks, std::size_t channels, std::size_t lanes) {
        auto t = tensor<double>::batch_of_blocks(blocks, channels, 2, 2, lanes, 16 * blocks);
        std::fill(t.begin(), t.end(), 1.0);
        return t;
    };
    CHECK_NOTHROW(of_batch.push(of(4, 1, 16)));
    CHECK_THROWS_AS(of_batch.push(of(3, 1, 16)), argument_error);
    CHECK_THROWS_AS(of_batch.pull(of(2, 2, 16)), argument_error);
    CHECK_THROWS_AS(of_batch.pull(of(2, 1, 32)), argument_error);
    CHECK_THROWS_AS(of_batch.push(tensor<double>(shape{2, 1, 2, 2, 16}, 1.0)), argument_error);
    CHECK_THROWS_AS(of_batch.push(numbers({1})), argument_error);
}

TEST_CASE("a tangent of another number of samples does not fit a batch") {
    const auto batch = [](std::size_t samples) {
        return tensor<double>(tensor_shape::batch(samples, 1, 2, 2, 32), 1.0);
    };
    const auto map = linearize([](const auto& x) { return cube(x); }, point<double>(batch(17)));
    CHECK_NOTHROW(map.push(batch(17)));
    CHECK_THROWS_WITH(map.push(batch(30)), "push: a tangent 30 x {1, 2, 2} does not fit a value 17 x {1, 2, 2}");
    CHECK_THROWS_AS(map.pull(batch(30)), argument_error);
}

TEST_CASE("maps that give another shape than their value's are found out") {
    const auto map = linearize([](const auto& x) { return apply(one_number{}, x); }, point<double>(numbers({2, 3})));
    CHECK_THROWS_WITH(map.pull(numbers({1, 1})), "pull: a tangent {1} does not fit a value {2}");
    CHECK_THROWS_WITH(map.push(numbers({1, 1})), "push: a tangent {1} does not fit a value {2}");
}
