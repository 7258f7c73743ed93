// The laws tell right operations from wrong ones.
#include "autodiff/operations.hpp"
#include "catch.hpp"
#include <diapir/autodiff/laws.hpp>

#include <cmath>

using namespace diapir;
using testing::list;
using testing::numbers;

namespace {

/// x^3 with maps that are wrong by these factors.
struct wrong_cube_operation {
    double push_factor = 1, pull_factor = 1;

    struct map {
        testing::factors<double> right;
        double push_factor, pull_factor;

        tensor<double> push(const tensor<double>& v) const { return scaled(right.push(v), push_factor); }
        tensor<double> pull(const tensor<double>& w) const { return scaled(right.pull(w), pull_factor); }
        static tensor<double> scaled(tensor<double> t, double by) {
            for (double& e : t) e *= by;
            return t;
        }
    };

    tensor<double> operator()(const tensor<double>& x) const { return testing::cube_operation{}(x); }
    template <class A>
    auto linearize(const A& y, const A& x) const {
        return std::tuple(map{std::get<0>(testing::cube_operation{}.linearize(y, x)), push_factor, pull_factor});
    }
};

auto wrong(double push_factor, double pull_factor) {
    return [=](const auto& x) { return apply(wrong_cube_operation{push_factor, pull_factor}, x); };
}

const auto x = numbers({0.5, -1, 2}), r = numbers({1, 1, -0.5});

}  // namespace

TEST_CASE("a right operation obeys all laws") {
    CHECK(laws::adjoint(testing::cube, point<double>(x)) < 1e-14);
    CHECK(laws::adjoint(testing::cube, chord<double>(x, r)) < 1e-14);
    CHECK(laws::tangent(testing::cube, x) < 1e-9);
    CHECK(laws::secant(testing::cube, x, r) < 1e-14);
    CHECK(laws::tangent(testing::sine, x) < 1e-9);
}

TEST_CASE("the adjoint law finds a pull that does not belong to the push") {
    CHECK(laws::adjoint(wrong(1, 1.001), point<double>(x)) > 1e-4);
    CHECK(laws::adjoint(wrong(1, -1), chord<double>(x, r)) > 0.1);
    CHECK(laws::adjoint(wrong(1.5, 1.5), point<double>(x)) < 1e-14);  // a map, but of another function
}

TEST_CASE("the tangent and secant laws find maps of another function") {
    CHECK(laws::tangent(wrong(1.001, 1.001), x) > 1e-4);
    CHECK(laws::tangent(wrong(2, 2), x) == Approx(0.5));
    CHECK(laws::tangent(wrong(-1, -1), x) == Approx(2));
    CHECK(laws::secant(wrong(1.001, 1.001), x, r) == Approx(0.001));
    CHECK(laws::secant(wrong(2, 2), x, r) == Approx(1));
    CHECK(laws::secant(testing::cube, x, x) == 0);
}

TEST_CASE("random tensors follow their seed and have the shape and kind asked for") {
    const auto batch = tensor<double>::batch(16, 2, 4, 4);
    const auto a = laws::random_like(batch, 1), b = laws::random_like(batch, 1), c = laws::random_like(batch, 2);
    CHECK(a.shape() == batch.shape());
    CHECK(a.samples() == 16);
    CHECK(list(a) == list(b));
    CHECK(list(a) != list(c));
    CHECK(laws::inner(numbers({1, 2, 3}), numbers({4, 5, -6})) == -4);
    CHECK(laws::inner(a, a) / static_cast<double>(a.size()) == Approx(1).margin(0.2));
}

TEST_CASE("a NaN obeys no law, wherever it is") {
    const auto first = numbers({NAN, -1, 2}), last = numbers({0.5, -1, NAN});
    for (const auto& at : {first, last}) {
        CHECK(std::isnan(laws::adjoint(testing::cube, point<double>(at))));
        CHECK(std::isnan(laws::tangent(testing::cube, at)));
        CHECK(std::isnan(laws::secant(testing::cube, at, r)));
    }
}

TEST_CASE("lanes that hold no sample obey no law") {
    const auto numbers = laws::random_like(tensor<double>::batch(17, 2, 1, 1), 1);
    tensor<double> batch(numbers.shape(), INFINITY);
    batch.shape().for_each_held([&](std::size_t i) { batch[i] = numbers[i]; });
    const auto reference = laws::random_like(batch, 2);
    CHECK(laws::adjoint(testing::cube, point<double>(batch)) < 1e-14);
    CHECK(laws::tangent(testing::cube, batch) < 1e-8);
    CHECK(laws::secant(testing::cube, batch, reference) < 1e-13);
}
