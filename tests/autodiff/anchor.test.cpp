#include "autodiff/operations.hpp"
#include "catch.hpp"
#include <diapir/autodiff/anchor.hpp>

using namespace diapir;
using testing::list;
using testing::numbers;

TEST_CASE("points and chords vary, constants do not") {
    STATIC_REQUIRE(varying_anchor<point<float>>);
    STATIC_REQUIRE(varying_anchor<chord<double>>);
    STATIC_REQUIRE_FALSE(varying_anchor<constant<float>>);
}

TEST_CASE("a point keeps its tensor or shares it") {
    auto x = numbers({1, 2});
    const double* data = x.data();
    const point<double> kept(std::move(x));
    CHECK(kept.x->data() == data);
    const point<double> shared(kept.x);
    CHECK(shared.x == kept.x);
    const auto y = numbers({3});
    CHECK(point<double>(refer_to(y)).x.get() == &y);
}

TEST_CASE("a constant refers to what has a name and keeps what has none") {
    const auto named = numbers({1, 2});
    CHECK(constant<double>(named).x.get() == &named);
    const constant<double> kept(numbers({3, 4}));
    CHECK(list(*kept.x) == std::vector<double>{3, 4});
}

TEST_CASE("a chord's ends have one shape") {
    const chord<double> c(numbers({1, 2}), numbers({3, 5}));
    CHECK(list(*c.x) == std::vector<double>{1, 2});
    CHECK(list(*c.r) == std::vector<double>{3, 5});
    CHECK_THROWS_WITH(chord<double>(numbers({1, 2}), numbers({1})), Catch::Contains("{2}") && Catch::Contains("{1}"));
    CHECK_THROWS_AS(chord<double>(numbers({1, 2}), numbers({1})), argument_error);
}

TEST_CASE("the midpoint of a chord is halfway, that of other anchors their value") {
    const chord<double> c(numbers({1, 2}), numbers({3, -5}));
    CHECK(list(*midpoint(c)) == std::vector<double>{2, -1.5});
    CHECK(list(*midpoint(chord<double>(numbers({1e308, 1.5e308}), numbers({1e308, 1e308})))) ==
          std::vector<double>{1e308, 1.25e308});
    const point<double> p(numbers({1}));
    CHECK(midpoint(p) == p.x);
    const auto k = numbers({1});
    CHECK(midpoint(constant<double>(k)).get() == &k);
    auto x = tensor<double>::batch(3, 1, 1, 1);
    std::fill(x.begin(), x.end(), 1.0);
    CHECK(midpoint(chord<double>(x, x))->samples() == 3);
}

TEST_CASE("a chord between batches of different numbers of samples is refused") {
    const auto batch = [](std::size_t samples) {
        return tensor<double>(tensor_shape::batch(samples, 4, 3, 2, 32), 1.0);
    };
    CHECK_NOTHROW(chord<double>(batch(17), batch(17)));
    CHECK_THROWS_WITH(chord<double>(batch(17), batch(30)),
                      "chord: expected two tensors of one shape, got 17 x {4, 3, 2} and 30 x {4, 3, 2}");
}
