#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/ops/channel_moments.hpp>

#include <cmath>
#include <limits>

using namespace diapir;

TEMPLATE_TEST_CASE("moments of channels are those of a plain loop over the samples", "", float, double) {
    using T = TestType;
    for (const std::size_t samples : {1, 5, 16, 21, 70})
        for (const double offset : {0.0, 1000.0}) {
            auto x = laws::random_like(tensor<T>::batch(samples, 3, 19, 11), 1);
            for (std::size_t i = 0; i < x.size(); ++i) {
                x[i] += static_cast<T>(offset);
                if (i / x.block_size() * x.lanes() + i % x.lanes() >= samples)
                    x[i] = std::numeric_limits<T>::quiet_NaN();
            }
            const auto m = channel_moments(x);
            REQUIRE(m.mean.shape() == shape{3});
            REQUIRE(m.variance.shape() == shape{3});
            const auto images = unpack(x);
            const double count = static_cast<double>(samples * 19 * 11);
            for (std::size_t k = 0; k < 3; ++k) {
                double mean = 0, variance = 0;
                for (std::size_t i = k; i < images.size(); i += 3)
                    mean += static_cast<double>(images.data()[i]) / count;
                for (std::size_t i = k; i < images.size(); i += 3)
                    variance += std::pow(static_cast<double>(images.data()[i]) - mean, 2) / count;
                CHECK(static_cast<double>(m.mean[k]) ==
                      Approx(mean).margin(1e-7).epsilon(sizeof(T) == 4 ? 1e-6 : 1e-13));
                CHECK(static_cast<double>(m.variance[k]) == Approx(variance).epsilon(sizeof(T) == 4 ? 1e-5 : 1e-12));
            }
        }
}

TEST_CASE("a constant channel has no variance") {
    const tensor<float> x(tensor_shape::batch(21, 1, 50, 50, 32), 0.1f);
    const auto m = channel_moments(x);
    CHECK(m.mean[0] == Approx(0.1f));
    CHECK(m.variance[0] >= 0);
    CHECK(m.variance[0] < 1e-13f);
}

TEST_CASE("a channel with one value that is not finite has no variance, and leaves the others alone") {
    for (const float value : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        tensor<float> x(tensor_shape::batch(21, 2, 3, 3, 32), 2.0f);
        x[3] = value;
        const auto m = channel_moments(x);
        CHECK(!std::isfinite(m.mean[0]));
        CHECK(std::isnan(m.variance[0]));
        CHECK(m.mean[1] == 2);
        CHECK(m.variance[1] == 0);
    }
}

TEST_CASE("only batches have moments") {
    CHECK_THROWS_WITH(channel_moments(testing::random_tensor(1, {4})),
                      Catch::Contains("channel_moments") && Catch::Contains("{4}"));
}
