// What DeepSHAP, integrated and expected gradients share: which outputs are explained, and whose references.
#include "catch.hpp"
#include "shap/networks.hpp"
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/global_pool2d.hpp>
#include <diapir/nn/layers/sequential.hpp>
#include <diapir/nn/networks/frozen_network.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/ops/concatenate.hpp>
#include <diapir/ops/elementwise.hpp>
#include <diapir/shap/deep/deep.hpp>
#include <diapir/shap/deep/expected_gradients.hpp>
#include <diapir/shap/deep/integrated_gradients.hpp>
#include <diapir/shap/exact/exact.hpp>

#include <atomic>
#include <cmath>
#include <memory>

using namespace diapir;
using namespace diapir::testing;

namespace {

const small_network net(5, 7, 6, activation::relu);
const array<double> x = normal({3, 5}, 5), references = normal({4, 5}, 6);

/// Squares, from call `wrong` on of other samples or extents.
struct changing {
    std::size_t wrong, samples, channels;
    bool recorded = false;
    std::shared_ptr<std::atomic<std::size_t>> calls = std::make_shared<std::atomic<std::size_t>>(0);
    tensor<double> operator()(const tensor<double>& t) const {
        if (++*calls < wrong) return square(t);
        return tensor<double>::batch(samples > 0 ? samples : t.samples(), channels > 0 ? channels : t.channels(), 1, 1);
    }
    template <class A>
    variable<A> operator()(const variable<A>& v) const {
        return recorded ? concatenate(square(v), square(v)) : square(v);
    }
};

shap::explanation<double> explain(shap::output_rule outputs, shap::deep_direction d) {
    return shap::deep(net, references, {.outputs = std::move(outputs)}, {.direction = d})(x);
}

}  // namespace

TEST_CASE("chosen outputs and means are explained as all are, in either direction") {
    const auto all = explain(shap::outputs::all(), shap::deep_direction::automatic);
    for (const auto d : {shap::deep_direction::push, shap::deep_direction::pull}) {
        const auto some = explain(shap::outputs::indices({4, 1}), d);
        const auto mean = explain(shap::outputs::region(array<int>{1, 0, 0, 1, 1, 0}), d);
        const auto top = explain(shap::outputs::top(2), d);
        CHECK(shape_of(some.values) == shape{3, 5, 2});
        CHECK(shape_of(mean.values) == shape{3, 5});
        CHECK(shape_of(top.base_values) == shape{3, 2});
        for (const auto* e : {&some, &mean, &top}) CHECK(e->residual < 1e-13);
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t p = 0; p < 5; ++p) {
                CHECK(some.values(i, p, 0) == Approx(all.values(i, p, 4)).margin(1e-14));
                CHECK(some.values(i, p, 1) == Approx(all.values(i, p, 1)).margin(1e-14));
                const double expected = (all.values(i, p, 0) + all.values(i, p, 3) + all.values(i, p, 4)) / 3;
                CHECK(mean.values(i, p) == Approx(expected).margin(1e-14));
                const auto best = static_cast<std::size_t>(top.selected(i, 0));
                CHECK(top.values(i, p, 0) == Approx(all.values(i, p, best)).margin(1e-14));
                CHECK(top.predictions(i, 0) == Approx(all.predictions(i, best)).margin(1e-14));
            }
    }
}

TEST_CASE("one mean takes one pull") {
    const auto mean = explain(shap::outputs::class_means(), shap::deep_direction::pull);
    CHECK(mean.evaluations == explain(shap::outputs::indices({0}), shap::deep_direction::pull).evaluations + 12 * 5);
}

TEST_CASE("references made for each input are that input's own") {
    const shap::background<double> halves(shape{5}, [](const array<double>& one) {
        array<double> half = make_array<double>({1, 5});
        for (std::size_t k = 0; k < 5; ++k) half.data()[k] = one.data()[k] / 2;
        return half;
    });
    const auto e = shap::deep(net, halves)(x);
    CHECK(e.residual < 1e-13);
    CHECK(shape_of(e.base_values) == shape{3, 6});
    for (std::size_t i = 0; i < 3; ++i) {
        const auto own = slice(x, i, i + 1);
        const auto alone = shap::deep(net, halves.at({own.data(), 5}))(own);
        CHECK(max_difference(e.inputs(i, i + 1).values, alone.values) < 1e-14);
    }
}

TEST_CASE("what cannot be explained inside a model is named") {
    CHECK_THROWS_WITH(shap::deep(net, references, shap::players::elements(), {.link = shap::link::logit})(x),
                      Catch::Contains("scale"));
    const auto largest =
        shap::outputs::reduce([](const array<double>& y) { return *std::max_element(y.begin(), y.end()); });
    CHECK_THROWS_WITH(explain(largest, shap::deep_direction::pull), Catch::Contains("function"));
}

TEST_CASE("outputs that are not finite are refused inside models as they are outside, with the inputs done before") {
    const small_network smooth(5, 7, 6, activation::sigmoid);
    array<double> bad = x, bad_references = references;
    bad(1, 2) = bad_references(3, 0) = std::nan("");
    const auto of_input = Catch::Contains("input 1 of 3: the model returned a value that is not finite; for the input");
    const auto of_base = Catch::Contains("input 0 of 3: the model returned a value that is not finite; for the mean");
    const auto check = [&](const auto& explainer, const shap::options& o) {
        CHECK_THROWS_WITH(explainer(smooth, references, o)(bad), of_input);
        CHECK_THROWS_AS(explainer(smooth, references, o)(bad), shap::model_error);
        CHECK_THROWS_WITH(explainer(smooth, bad_references, o)(x), of_base);
        CHECK_THROWS_AS(explainer(smooth, bad_references, o)(x), shap::model_error);
        CHECK(explainer(smooth, references, o)(x).size() == 3);
    };
    for (const auto& o : {shap::options{}, shap::options{.outputs = shap::outputs::class_means()}}) {
        check(shap::deep, o);
        check(shap::integrated_gradients, o);
        check(shap::expected_gradients, o);
    }
    const shap::options top{.outputs = shap::outputs::top(1)};
    CHECK_THROWS_WITH(shap::deep(smooth, references, top)(bad), Catch::Contains("shap::deep, input 1 of 3: the model"));
    try {
        shap::deep(smooth, references, top)(bad);
    } catch (const shap::model_error& e) {
        CHECK(shap::finished<double>(e)->size() == 1);
    }
}

TEST_CASE("explanations of a classifier of images have classes as their outputs, and no rows and cols") {
    const nn::network<double> net({4, 4, 2}, nn::sequential{nn::conv2d{.filters = 3}, nn::global_average_pool2d{},
                                                            nn::dense{.units = 5}, nn::softmax{}});
    const array<double> images = normal({2, 4, 4, 2}, 1), others = normal({3, 4, 4, 2}, 2);
    const auto channels = shap::players::channels();
    const auto exact = shap::exact(net, others, channels)(images);
    const auto frozen = nn::freeze(net);
    for (const auto& deep : {shap::deep(net, others, channels)(images), shap::deep(frozen, others, channels)(images)}) {
        CHECK(deep.outputs == shape{5});
        CHECK(shape_of(deep.values) == shape_of(exact.values));
        CHECK(shape_of(deep.base_values) == shape{5});
        CHECK(max_difference(deep.predictions, exact.predictions) < 1e-14);
        CHECK(max_difference(deep.base_values, exact.base_values) < 1e-14);
        CHECK(deep.residual < 1e-13);
    }
    const nn::network<double> maps({4, 4, 2}, nn::conv2d{.filters = 5, .kernel = 4, .border = nn::border::valid});
    CHECK(shap::deep(maps, others, channels)(images).outputs == shape{1, 1, 5});  // of a map of one pixel
}

TEST_CASE("models whose outputs change between calls or batches are refused") {
    const array<double> many = normal({70, 5}, 7);
    for (const std::size_t wrong : {1, 2}) {
        INFO(wrong);
        CHECK_THROWS_AS(shap::deep(changing{wrong, 1, 0}, references)(many), shap::model_error);
        CHECK_THROWS_AS(shap::expected_gradients(changing{wrong, 3, 0}, many)(many), shap::model_error);
        if (wrong == 1) continue;  // other outputs from the first call on
        CHECK_THROWS_AS(shap::deep(changing{wrong, 0, 7}, references)(many), shap::model_error);
        CHECK_THROWS_AS(shap::expected_gradients(changing{wrong, 0, 7}, many)(many), shap::model_error);
    }
    CHECK_THROWS_WITH(shap::expected_gradients(changing{2, 1, 1}, references)(slice(x, 0, 1)),
                      Catch::Contains("shap::expected_gradients, input 0 of 1: the model returned 1 outputs {1, 1, 1}, "
                                      "expected 4 outputs {1, 1, 5}"));
    CHECK_THROWS_WITH(shap::deep(changing{9, 0, 0, true}, references)(x),
                      Catch::Contains("the model returned 4 outputs {1, 1, 10}, expected 4 outputs {1, 1, 5}"));
}
