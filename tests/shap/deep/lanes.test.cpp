#include "catch.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/shap/deep/lanes.hpp>

using namespace diapir;

namespace {

array<double> images() {
    auto x = make_array<double>({3, 2, 2, 2});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<double>(i + 1);
    return x;
}

}  // namespace

TEST_CASE("a step restricted to each player sums to the step") {
    const auto step = pack(images());
    const auto players = shap::players::channels().resolve({2, 2, 2});
    auto sum = step.like();
    std::fill(sum.begin(), sum.end(), 0.0);
    for (std::size_t p = 0; p < 2; ++p) {
        auto one = step.like();
        shap::detail::restrict_to(players, p, step, one.data());
        CHECK(unpack(one)(2, 1, 1, 1 - p) == 0);
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += one[i];
    }
    CHECK((unpack(sum) == images()));
}

TEST_CASE("the mean over the pixels of a large image is not that of a running sum in single precision") {
    tensor<float> y = tensor<float>::batch(1, 1, 512, 512);
    std::fill(y.begin(), y.end(), 0.7f);
    double found = 0;
    shap::detail::for_each_explained(shap::outputs::class_means().resolve({512, 512, 1}, {}, {}), y, 0,
                                     [&](std::size_t, const auto* lanes) { found = static_cast<double>(lanes[0]); });
    CHECK(found == Approx(static_cast<double>(0.7f)).epsilon(1e-9));
}

TEST_CASE("what is explained of a block, and its cotangent, are adjoint") {
    const auto y = pack(images());
    const auto map = shap::outputs::class_means().resolve({2, 2, 2}, {}, {});
    std::vector<double> found(2);
    shap::detail::for_each_explained(map, y, 0, [&](std::size_t o, const double* lanes) { found[o] = lanes[1]; });
    CHECK(found[0] == (9 + 11 + 13 + 15) / 4.0);
    for (std::size_t o = 0; o < 2; ++o) {
        auto w = y.like();
        std::fill(w.begin(), w.end(), 0.0);
        shap::detail::seed_output(map, o, 0, w);
        double dot = 0;
        for (std::size_t i = 1; i < y.size(); i += y.lanes()) dot += w[i] * y[i];  // lane 1
        CHECK(dot == Approx(found[o]));
    }
}
