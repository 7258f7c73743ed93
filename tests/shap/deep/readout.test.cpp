// Both ways to read a linear map give the same contributions, and those of a linear function are known.
#include "catch.hpp"
#include <diapir/core/array.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/core/random.hpp>
#include <diapir/ops/conv2d.hpp>
#include <diapir/shap/deep/readout.hpp>

#include <cstddef>
#include <vector>

using namespace diapir;
using namespace diapir::shap::detail;

namespace {

tensor<double> noise(tensor<double> t, std::uint64_t seed) {
    random_stream random(seed);
    for (double& e : t) e = random.normal();
    return t;
}

}  // namespace

TEST_CASE("items lie in the lanes of blocks one after the other") {
    const item_range items{10, 50};
    CHECK(items.of_block(0, 32).first == 10);
    CHECK(items.of_block(0, 32).last == 42);
    CHECK(items.of_block(1, 32).first == 42);
    CHECK(items.of_block(1, 32).last == 50);
    CHECK(items.of_block(2, 32).first == items.of_block(2, 32).last);
}

TEST_CASE("pushed and pulled contributions are those of a linear function") {
    constexpr std::size_t points = 20, pixels = 6, channels = 2, outputs = 3;
    const auto kernel = noise(tensor<double>(shape{1, 1, channels, outputs}), 1),
               bias = noise(tensor<double>(shape{outputs}), 2);
    const auto f = [&](const auto& x) { return conv2d(x, kernel, bias); };
    const auto x = noise(tensor<double>::batch(points, channels, 2, 3), 3), r = noise(x.like(), 4);
    tensor<double> step = x;
    for (std::size_t i = 0; i < step.size(); ++i) step[i] -= r[i];
    const auto players = shap::players::channels().resolve({2, 3, channels});
    const auto explained = shap::outputs::all().resolve({2, 3, outputs}, {}, {});
    const auto map = linearize(f, chord<double>(x, r));

    point_sums expected(0, 1, points, channels, pixels * outputs, false), pushed = expected, pulled = expected;
    for (std::size_t item = 0; item < points; ++item)
        for (std::size_t c = 0; c < channels; ++c)
            for (std::size_t o = 0; o < pixels * outputs; ++o) {
                const std::size_t pixel = o / outputs;
                const double value =
                    kernel[c * outputs + o % outputs] *
                    step[((item / step.lanes() * channels + c) * pixels + pixel) * step.lanes() + item % step.lanes()];
                expected.add(&value, item, item + 1, c, o);
            }
    push_players(map, step, {0, points}, players, explained, 2, pushed);
    for (const std::size_t at_once : {1, 5, 100}) {
        pulled = point_sums(0, 1, points, channels, pixels * outputs, false);
        pull_outputs(map, step, {0, points}, players, explained, at_once, pulled);
        for (std::size_t i = 0; i < channels * pixels * outputs; ++i) {
            CHECK(pushed.values(0)[i] == Approx(expected.values(0)[i]).margin(1e-12));
            CHECK(pulled.values(0)[i] == Approx(expected.values(0)[i]).margin(1e-12));
        }
    }
}

TEST_CASE("contributions of a large image in single precision are those of exact arithmetic, in either direction") {
    const tensor<float> kernel(shape{1, 1, 1, 1}, 1.0f), bias(shape{1}, 0.0f);
    tensor<float> x = tensor<float>::batch(1, 1, 512, 512), r = x.like();
    std::fill(x.begin(), x.end(), 0.7f);
    std::fill(r.begin(), r.end(), 0.0f);
    const auto players = shap::players::channels().resolve({512, 512, 1});
    const auto explained = shap::outputs::class_means().resolve({512, 512, 1}, {}, {});
    const auto map = linearize([&](const auto& v) { return conv2d(v, kernel, bias); }, chord<float>(x, r));
    point_sums pushed(0, 1, 1, 1, 1, false), pulled = pushed;
    push_players(map, x, {0, 1}, players, explained, 1, pushed);
    pull_outputs(map, x, {0, 1}, players, explained, 1, pulled);
    CHECK(pushed.values(0)[0] == Approx(static_cast<double>(0.7f)).epsilon(1e-7));
    CHECK(pulled.values(0)[0] == Approx(static_cast<double>(0.7f)).epsilon(1e-7));
}
