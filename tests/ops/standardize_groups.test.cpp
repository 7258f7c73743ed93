#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/ops/standardize_groups.hpp>

#include <cstddef>

using namespace diapir;
using testing::random_batch;
using testing::tensor_d;

namespace {

/// Standardizes nothing: takes off the means, and pushes with the direction alone or with none.
template <class Groups>
void check_group(const Groups& groups, const tensor_d& x) {
    const auto m = groups.moments(x);
    const tensor_d one(m.mean.shape(), 1.0), none(m.mean.shape(), 0.0);
    const auto centered = groups.standardized(x, m.mean, one);
    CHECK(testing::equal(groups.push(x, centered, one, none), centered));
    const auto again = groups.moments(centered);
    for (std::size_t i = 0; i < m.mean.size(); ++i) {
        CHECK(again.mean[i] == Approx(0).margin(1e-12));
        CHECK(again.variance[i] == Approx(m.variance[i]));
    }
    // mean(c c) c, which takes c to its variance times itself.
    const auto along = groups.push(centered, centered, none, one);
    const auto expected = groups.standardized(centered, none, m.variance);
    for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(along[i] == Approx(expected[i]).margin(1e-12));
}

}  // namespace

TEST_CASE("groups take off their means, and know their variances") {
    for (const std::size_t samples : {3, 32}) {
        const auto x = random_batch(1, 6, 3, 4, samples);
        check_group(ops::channels_of_batch(x.shape()), x);
        check_group(ops::groups_of_samples::of_channels(x.shape(), 3), x);
        check_group(ops::groups_of_samples::of_pixels(x.shape()), x);
    }
}

TEST_CASE("groups are made of consecutive channels of a sample, or of the channels of a pixel") {
    const auto x = random_batch(1, 6, 3, 4, 21);
    const auto images = unpack(x);
    const auto by_three = ops::groups_of_samples::of_channels(x.shape(), 2).moments(x);
    const auto by_pixel = ops::groups_of_samples::of_pixels(x.shape()).moments(x);
    REQUIRE(by_three.mean.shape() == tensor_shape::batch(21, 2, 1, 1, 32));
    REQUIRE(by_pixel.mean.shape() == tensor_shape::batch(21, 1, 3, 4, 32));
    const auto of_three = unpack(by_three.mean), of_pixel = unpack(by_pixel.mean);
    for (std::size_t n = 0; n < 21; ++n) {
        double groups[2] = {};
        for (std::size_t r = 0; r < 3; ++r)
            for (std::size_t c = 0; c < 4; ++c) {
                double pixel = 0;
                for (std::size_t k = 0; k < 6; ++k) {
                    groups[k / 3] += images(n, r, c, k) / 36;
                    pixel += images(n, r, c, k) / 6;
                }
                CHECK(of_pixel(n, r, c, 0) == Approx(pixel).margin(1e-12));
            }
        for (std::size_t g = 0; g < 2; ++g) CHECK(of_three(n, 0, 0, g) == Approx(groups[g]).margin(1e-12));
    }
    CHECK_THROWS_AS(ops::groups_of_samples::of_channels(x.shape(), 4), argument_error);
    CHECK_THROWS_AS(ops::groups_of_samples::of_channels(x.shape(), 0), argument_error);
}

TEST_CASE("groups of many elements far from zero keep the digits of their moments") {
    auto x = tensor<float>::batch(1, 4, 256, 256);
    random_stream random(3);
    double mean = 0, variance = 0;
    const auto count = static_cast<double>(x.size());
    for (float& e : x) mean += static_cast<double>(e = static_cast<float>(1000 + random.normal())) / count;
    for (const float e : x) variance += (static_cast<double>(e) - mean) * (static_cast<double>(e) - mean) / count;
    const auto m = ops::groups_of_samples::of_channels(x.shape(), 1).moments(x);
    CHECK(static_cast<double>(m.mean[0]) == Approx(mean).epsilon(6e-8));
    CHECK(static_cast<double>(m.variance[0]) == Approx(variance).epsilon(1e-6));
}
