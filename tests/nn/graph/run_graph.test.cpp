// Values that are used twice, or later than the next layer, and layers that take what they are given.
#include "nn/layers/check_layer.hpp"
#include <diapir/nn/graph/run_graph.hpp>
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/dropout.hpp>
#include <diapir/nn/layers/fit_poolings.hpp>
#include <diapir/nn/layers/merge.hpp>
#include <diapir/ops/arithmetic.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>

using namespace diapir;
using testing::check_layer;
using testing::max_difference;
using testing::random_samples;
using testing::randomized;

namespace {

template <class F>
std::shared_ptr<nn::graph> graph_of(const shape& input, const F& written) {
    auto g = std::make_shared<nn::graph>(input);
    g->finish(written(nn::value(g, 0)).node());
    return g;
}
/// All values that are left of running a graph without parameters.
auto left_of(const nn::graph& g, const tensor<double>& x) {
    return nn::run_graph<nn::evaluation<double>>(g, nn::graph_plan(g, false), x, {}, nullptr);
}

/// The sum of values, each of which it takes where it may.
struct taking_sum {
    std::string type() const { return "TakingSum"; }
    shape output(std::span<const shape> x) const { return x[0]; }
    template <class Context, class X>
    X operator()(Context&, const nn::layer_inputs<X>& x) const {
        X sum = x.take(0);
        for (std::size_t i = 1; i < x.size(); ++i) {
            const X next = x.take(i);
            sum = add(sum, next);
        }
        return sum;
    }
};

/// A value used by layers that would take it, and after each of them again.
nn::value woven(const nn::value& x) {
    const nn::value a = x | nn::tanh{};
    const nn::value b = a | nn::relu{};
    const nn::value c = a | nn::sigmoid{};
    const nn::value d = (a * b) | nn::dropout{0.1} | nn::softplus{};
    return nn::concatenate({a, b + b, c * x, d + a, d * d});
}

}  // namespace

TEST_CASE("layers that take their argument do not spoil it for those that come later") {
    const auto g = graph_of({3, 4, 2}, woven);
    const auto x = random_samples(20, {3, 4, 2});
    const auto packed = pack(x);
    const auto values = left_of(*g, packed);
    CHECK(max_difference(unpack(packed), x) == 0);  // what the caller has is not touched
    REQUIRE(values[g->output()]);
    const array<double> y = unpack(*values[g->output()]);
    for (std::size_t i = 0; i < x.size() / 2; ++i)
        for (std::size_t k = 0; k < 2; ++k) {
            const double e = x.data()[2 * i + k], a = std::tanh(e), b = std::max(a, 0.0), c = 1 / (1 + std::exp(-a)),
                         d = std::log1p(std::exp(a * b));
            const double expected[] = {a, 2 * b, c * e, d + a, d * d};
            for (std::size_t part = 0; part < 5; ++part)
                CHECK(y.data()[10 * i + 2 * part + k] == Approx(expected[part]).epsilon(1e-12));
        }
    check_layer({3, 4, 2}, woven);
}

TEST_CASE("a layer that is given a value twice may take it once only") {
    const auto written = [](const nn::value& x) {
        const nn::value a = x | nn::tanh{};
        return nn::merge(taking_sum{}, {a, x, a, a});
    };
    const auto x = random_samples(5, {3, 4, 2});
    const array<double> y = nn::network<double>({3, 4, 2}, written)(x);
    for (std::size_t i = 0; i < x.size(); ++i)
        CHECK(y.data()[i] == Approx(3 * std::tanh(x.data()[i]) + x.data()[i]).epsilon(1e-13));
    check_layer({3, 4, 2}, written);
}

TEST_CASE("a value is there until its last use, and the output to the end") {
    const auto g = graph_of({2, 2, 1}, [](const nn::value& x) {
        const nn::value a = x | nn::relu{};  // 1, used by 2 and 3
        const nn::value b = a | nn::tanh{};  // 2
        const nn::value c = a + b;           // 3
        (void)(c | nn::softplus{});          // 4, which nothing needs
        return c;
    });
    const nn::graph_plan plan(*g, false);
    CHECK(plan.last_use(0, 1));
    CHECK(plan.last_use(1, 3));
    CHECK_FALSE(plan.last_use(1, 2));
    CHECK(plan.last_use(2, 3));
    CHECK(plan.needed(3));
    CHECK_FALSE(plan.last_use(3, 4));
    CHECK_FALSE(plan.needed(4));
    const auto values = left_of(*g, pack(random_samples(3, {2, 2, 1})));
    for (const std::size_t gone : {0, 1, 2, 4}) CHECK_FALSE(values[gone]);
    CHECK(values[3]);
}

TEST_CASE("what is trained beside the output is computed in training only") {
    const auto g = graph_of({2, 2, 1}, [](const nn::value& x) {
        const nn::value a = x | nn::relu{};
        nn::train_beside(a | nn::tanh{} | nn::softplus{}, 0.5);
        return a | nn::softplus{} | nn::sigmoid{};
    });
    const nn::graph_plan inference(*g, false), training(*g, true);
    for (const std::size_t node : {2, 3}) {
        CHECK_FALSE(inference.needed(node));
        CHECK(training.needed(node));
    }
    CHECK(g->output() == 4);
    for (const nn::graph_plan* plan : {&inference, &training}) {
        CHECK_FALSE(plan->needed(5));  // the sigmoid that was taken off
        CHECK(plan->needed(4));
        CHECK_FALSE(plan->last_use(4, 5));
    }
    const auto x = pack(random_samples(3, {2, 2, 1}));
    auto both = nn::run_graph<nn::evaluation<double>>(*g, training, x, {}, nullptr);
    CHECK(both[3]);
    CHECK(both[4]);
    CHECK_FALSE(left_of(*g, x)[3]);
}

TEST_CASE("an output that others are made of is not taken from the user") {
    const auto g = graph_of({2, 2, 1}, [](const nn::value& x) {
        const nn::value y = x | nn::tanh{};
        nn::train_beside(y | nn::relu{}, 1);
        return y;
    });
    const auto x = random_samples(3, {2, 2, 1});
    auto values = nn::run_graph<nn::evaluation<double>>(*g, nn::graph_plan(*g, true), pack(x), {}, nullptr);
    const array<double> y = unpack(*values[1]);
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(y.data()[i] == Approx(std::tanh(x.data()[i])));
}

TEST_CASE("a network may give its input, and needs all of its parameters") {
    const nn::network<double> same({2, 2, 1}, [](const nn::value& x) { return x; });
    const auto x = random_samples(3, {2, 2, 1});
    CHECK(max_difference(same(x), x) == 0);
    const nn::network<double> net({2, 2, 1}, nn::conv2d{.filters = 1});
    CHECK_THROWS_WITH(net.logits(pack(x), {}), Catch::Contains("network: expected more parameters than 0"));
}
