#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/global_pool2d.hpp>
#include <diapir/nn/layers/merge.hpp>

using namespace diapir;
using testing::check_layer;
using testing::listed;
using testing::max_difference;
using testing::random_samples;
using testing::randomized;
using testing::refusal;

namespace {

/// Values with 1, 2, 3, ... channels, made of one.
std::vector<nn::value> parts(const nn::value& x, std::size_t count) {
    std::vector<nn::value> all;
    for (std::size_t i = 1; i <= count; ++i) all.push_back(x | nn::conv2d{.filters = i, .kernel = 1});
    return all;
}
/// The network of one value.
template <class F>
nn::network<double> net_of(const shape& input, const F& f) {
    return randomized<double>(input, f);
}

}  // namespace

TEST_CASE("values are concatenated along their channels, in their order") {
    const shape input{3, 2, 2};
    const auto x = random_samples(5, input);
    for (std::size_t count = 1; count <= 6; ++count) {
        INFO(count << " values");
        const auto joined = net_of(input, [&](const nn::value& v) { return nn::concatenate(parts(v, count)); });
        const auto y = joined(x);
        REQUIRE(shape_of(y) == shape{5, 3, 2, count * (count + 1) / 2});
        std::size_t channel = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const auto part = net_of(input, [&](const nn::value& v) { return parts(v, count)[i]; })(x);
            for (std::size_t c = 0; c <= i; ++c, ++channel)
                CHECK(max_difference(array<double>(xt::view(y, xt::all(), xt::all(), xt::all(), channel)),
                                     array<double>(xt::view(part, xt::all(), xt::all(), xt::all(), c))) == 0);
        }
        check_layer(input, [&](const nn::value& v) { return nn::concatenate(parts(v, count)); }, {2, 4, 2});
    }
    check_layer({4}, [](const nn::value& v) { return nn::concatenate({v | nn::dense{.units = 3}, v, v}); });
}

TEST_CASE("sums and products have the second value repeated over the first") {
    const shape input{3, 2, 4};
    const auto x = random_samples(5, input);
    const auto as_features = [](const nn::value& v) { return v | nn::global_average_pool2d{}; };
    const auto as_channel = [](const nn::value& v) { return v | nn::conv2d{.filters = 1, .kernel = 1}; };
    const auto mean = net_of(input, as_features)(x), channel = net_of(input, as_channel)(x);
    const auto check = [&](const auto& written, const auto& expected) {
        const auto y = net_of(input, written)(x);
        REQUIRE(shape_of(y) == shape_of(x));
        for (std::size_t n = 0; n < 5; ++n)
            for (std::size_t r = 0; r < 3; ++r)
                for (std::size_t c = 0; c < 2; ++c)
                    for (std::size_t k = 0; k < 4; ++k)
                        CHECK(y(n, r, c, k) == Approx(expected(x(n, r, c, k), mean(n, k), channel(n, r, c, 0))));
        check_layer(input, written, {2, 5, 4});
    };
    check([](const nn::value& v) { return v + v; }, [](double e, double, double) { return 2 * e; });
    check([](const nn::value& v) { return v * v; }, [](double e, double, double) { return e * e; });
    check([&](const nn::value& v) { return v + as_features(v); }, [](double e, double m, double) { return e + m; });
    check([&](const nn::value& v) { return v * as_features(v); }, [](double e, double m, double) { return e * m; });
    check([&](const nn::value& v) { return v + as_channel(v); }, [](double e, double, double c) { return e + c; });
    check([&](const nn::value& v) { return v * as_channel(v); }, [](double e, double, double c) { return e * c; });
    check_layer({4}, [](const nn::value& v) { return (v | nn::dense{.units = 4}) * v + v; });
}

TEST_CASE("merging layers are listed as Keras lists them") {
    const auto written = [](const nn::value& x) {
        const nn::value a = x | nn::relu{}, b = x | nn::tanh{};
        return nn::concatenate({a + b, a * b, x});
    };
    CHECK_THAT(listed({2, 2, 3}, written),
               Catch::Contains("add Add {2, 2, 3} <- re_lu <- tanh\n") &&
                   Catch::Contains("multiply Multiply {2, 2, 3} <- re_lu <- tanh\n") &&
                   Catch::Contains("concatenate Concatenate {2, 2, 9} <- add <- multiply <- input_1\n"));
}

TEST_CASE("values that cannot be merged are refused, with their shapes") {
    const auto valid = [](std::size_t filters) { return nn::conv2d{.filters = filters, .border = nn::border::valid}; };
    CHECK(refusal({5, 5, 2}, [&](const nn::value& x) { return x + (x | valid(2)); }) ==
          "network: add: add: expected two values of one shape, or a second one with one pixel or one channel, got "
          "{5, 5, 2} and {3, 3, 2}");
    CHECK_THAT(refusal({5, 5, 2}, [&](const nn::value& x) { return x * (x | nn::conv2d{.filters = 3}); }),
               Catch::Contains("network: multiply: multiply: ") && Catch::Contains("{5, 5, 2} and {5, 5, 3}"));
    CHECK_THAT(refusal({5, 5, 2}, [&](const nn::value& x) { return (x | nn::global_max_pool2d{}) * x; }),
               Catch::Contains("{2} and {5, 5, 2}"));
    CHECK(refusal({5, 5, 2},
                  [&](const nn::value& x) {
                      return nn::concatenate({x, x | valid(2)});
                  }) ==
          "network: concatenate: concatenate: expected values that differ in their channels only, got {5, 5, 2} and "
          "{3, 3, 2}");
    CHECK_THAT(refusal({5, 5, 2},
                       [&](const nn::value& x) {
                           return nn::concatenate({x, x | nn::flatten{}});
                       }),
               Catch::Contains("{5, 5, 2} and {50}"));
    CHECK(refusal({5, 5, 2}, [](const nn::value&) { return nn::concatenate({}); }) ==
          "network: expected a layer with at least one input");
}
