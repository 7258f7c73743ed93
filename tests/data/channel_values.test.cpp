#include "catch.hpp"
#include <diapir/data/channel_values.hpp>

#include <cmath>
#include <vector>

using diapir::data::detail::channel_values;

TEST_CASE("a channel's numbers are counted, bounded and kept in their order, without the NaN") {
    constexpr std::size_t samples = 20001, channels = 3;
    std::vector<float> x(samples * channels, 1e9f);
    std::vector<double> expected;
    for (std::size_t i = 0; i < samples; ++i) {
        const float value = i % 7 == 0 ? NAN : static_cast<float>(i) - 500;
        x[i * channels + 1] = value;
        if (i % 7 != 0) expected.push_back(static_cast<double>(value));
    }
    const channel_values<float> values(x.data() + 1, samples, channels);
    REQUIRE(values.count() == expected.size());
    CHECK(values.low() == -499);
    CHECK(values.high() == 19500);
    const auto logs = values.logs();
    for (std::size_t i = 0; i < expected.size(); ++i)
        REQUIRE(logs[i] == Approx(diapir::data::signed_log1p(expected[i])).epsilon(1e-14));
}

TEST_CASE("a channel of NaN has no values") {
    const std::vector<double> x(10, NAN);
    CHECK(channel_values<double>(x.data(), 10, 1).count() == 0);
    CHECK(channel_values<double>(x.data(), 0, 1).count() == 0);
}
