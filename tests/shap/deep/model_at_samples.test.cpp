#include "catch.hpp"
#include <diapir/ops/elementwise.hpp>
#include <diapir/shap/deep/model_at_samples.hpp>

#include <cstddef>
#include <vector>

using namespace diapir;
using shap::detail::model_at_samples;

namespace {

struct squares {
    tensor<double> operator()(const tensor<double>& t) const { return square(t); }
};
/// Squares as vectors of outputs, which it says.
struct vectors : squares {
    shape output() const { return {2}; }
};

}  // namespace

TEST_CASE("samples go through a model in parts of any size, and come back in their order") {
    std::vector<double> x(7 * 6);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i) - 20;
    const squares f;
    for (const std::size_t at_once : {1, 3, 32}) {
        model_at_samples<double, squares> model(f, {3, 1, 2});
        const auto y = model(
            7, [&](std::size_t i) { return x.data() + i * 6; }, at_once, 2);
        REQUIRE(y.size() == x.size());
        for (std::size_t i = 0; i < x.size(); ++i) CHECK(y[i] == x[i] * x[i]);
        CHECK(model.output() == shape{3, 1, 2});
    }
}

TEST_CASE("outputs are vectors where the samples are, or where the model says so") {
    const std::vector<double> x{1, 2};
    const auto source = [&](std::size_t) { return x.data(); };
    const squares f;
    const vectors g;
    model_at_samples<double, squares> of_features(f, {2}), of_pixel(f, {1, 1, 2});
    model_at_samples<double, vectors> said(g, {1, 1, 2});
    of_features(1, source, 1, 1);
    of_pixel(1, source, 1, 1);
    said(1, source, 1, 1);
    CHECK(of_features.output() == shape{2});
    CHECK(of_pixel.output() == shape{1, 1, 2});
    CHECK(said.output() == shape{2});
}

TEST_CASE("other outputs than before are refused") {
    const std::vector<double> x{1, 2};
    const squares f;
    model_at_samples<double, squares> model(f, {2});
    model(
        1, [&](std::size_t) { return x.data(); }, 1, 1);
    CHECK_NOTHROW(model.require_output(tensor<double>::batch(3, 2, 1, 1), 3));
    CHECK_THROWS_WITH(model.require_output(tensor<double>::batch(3, 2, 1, 1), 2),
                      Catch::Contains("the model returned 3 outputs {1, 1, 2}, expected 2 outputs {1, 1, 2}"));
    CHECK_THROWS_WITH(model.require_output(tensor<double>::batch(3, 1, 1, 1), 3),
                      Catch::Contains("expected 3 outputs {1, 1, 2}"));
}
