#include "catch.hpp"
#include <diapir/autodiff/tape.hpp>
#include <diapir/nn/graph/layer_context.hpp>

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

using namespace diapir;

TEST_CASE("a layer sees its own parameters, and reads states in any reading") {
    const std::vector<shared_tensor<double>> tensors{freeze(tensor<double>({2}, 5.0)),
                                                     freeze(tensor<double>({1}, 7.0))};
    const nn::layer_context<nn::evaluation<double>> computed(tensors, 3, nullptr);
    CHECK((*computed.parameter(1))[0] == 7);
    CHECK((*computed.state(0))[0] == 5);
    CHECK_FALSE(computed.training());
    tape<point<double>> t;
    const std::vector<variable<point<double>>> variables{t.input(point<double>(tensors[0]))};
    nn::training_pass<double> pass{{1, 2}};
    const nn::layer_context<nn::tangents<double>> trained(variables, 3, &pass);
    CHECK(trained.parameter(0).index() == variables[0].index());
    CHECK((*trained.state(0))[1] == 5);
    CHECK(trained.training());
}

TEST_CASE("what a layer remembers has its number in the network") {
    nn::training_pass<double> pass{{1, 2}};
    tape<point<double>> t;
    const std::vector<variable<point<double>>> variables(3, t.input(point<double>(freeze(tensor<double>({1})))));
    nn::layer_context<nn::tangents<double>> context(variables, 3, &pass);
    context.remember(2, tensor<double>({1}, 0.5));
    REQUIRE(pass.kept.size() == 1);
    CHECK(pass.kept[0].parameter == 5);
    CHECK(pass.kept[0].value[0] == 0.5);
    CHECK(context.momentum(0.9) == 0.9);
    pass.momentum = 0.25;
    CHECK(context.momentum(0.9) == 0.25);
}

TEST_CASE("every layer of a step has random numbers of its own") {
    nn::training_pass<double> pass{{1, 2}};
    nn::layer_context<nn::tangents<double>> first({}, 0, &pass), second({}, 1, &pass);
    const auto a = first.next_key(), b = second.next_key(), c = first.next_key();
    CHECK(a.seed == 1);
    CHECK(a.stream != b.stream);
    CHECK(b.stream != c.stream);
    CHECK(a.stream != c.stream);
    nn::training_pass<double> next{{1, 3}};
    nn::layer_context<nn::tangents<double>> later({}, 0, &next);
    const auto d = later.next_key();
    CHECK(d.stream != a.stream);
    CHECK(d.stream != b.stream);
}

TEST_CASE("hundreds of layers of two steps have random numbers of their own") {
    std::set<std::pair<std::uint64_t, std::uint64_t>> keys;
    for (const std::uint64_t step : {3, 4}) {
        nn::training_pass<double> pass{{1, step}};
        nn::layer_context<nn::tangents<double>> context({}, 0, &pass);
        for (int layer = 0; layer < 300; ++layer) {
            const random_key key = context.next_key();
            keys.emplace(key.seed, key.stream);
        }
    }
    CHECK(keys.size() == 600);
}
