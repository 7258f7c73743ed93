#include "autodiff/operations.hpp"
#include "catch.hpp"
#include <diapir/ops/function.hpp>

using namespace diapir;
using testing::numbers;

namespace {

/// The value of an operation on temporaries, made in their own memory.
struct negate_operation {
    tensor<double> operator()(tensor<double>&& x) const {
        for (double& e : x) e = -e;
        return std::move(x);
    }
};

constexpr ops::function<testing::cube_operation> cube{};
constexpr ops::function<testing::multiply_subtract_operation> multiply_subtract{};

}  // namespace

TEST_CASE("an operation of any number of arguments is a function of tensors and of variables") {
    CHECK(cube(numbers({2}))[0] == 8);
    CHECK(multiply_subtract(numbers({2}), numbers({3}), numbers({1}))[0] == 5);
    tape<point<double>> t;
    const auto x = t.input(point<double>(numbers({2})));
    const auto y = multiply_subtract(x, cube(x), numbers({1}));
    CHECK(y.value()[0] == 15);
    CHECK((*t.pull(y, numbers({1}), std::span(&x, 1)).front())[0] == 32);
}

TEST_CASE("temporaries are handed on as such") {
    auto x = numbers({1, 2});
    const double* data = x.data();
    const auto y = ops::function<negate_operation>{}(std::move(x));
    CHECK(y.data() == data);
    CHECK(y[1] == -2);
}
