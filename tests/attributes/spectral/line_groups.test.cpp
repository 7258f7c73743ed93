#include "attributes/spectral/trace_attributes.hpp"
#include "catch.hpp"
#include <diapir/attributes/spectral/line_groups.hpp>

#include <mutex>

namespace attr = diapir::attributes;
using namespace diapir;
using namespace diapir::testing;

TEMPLATE_TEST_CASE("groups of lines are read and written, also with channels", "", float, double) {
    constexpr std::size_t lanes = simd::width<TestType>;
    for (const attr::axis along : {attr::axis::sample, attr::axis::trace})
        for (const attr::extents e : {attr::extents{5, 2 * lanes + 1}, {lanes, 3}, {1, 1}, {7, lanes}}) {
            const auto x = noisy_sections<TestType>({e.samples, e.traces});
            const attr::detail::line_groups<TestType> groups(e, along);
            const std::size_t lines = along == attr::axis::sample ? e.traces : e.samples;
            CHECK(groups.length() * lines == x.size());
            CHECK(groups.count() == (lines + lanes - 1) / lanes);
            auto copy = make_array<TestType>({e.samples, e.traces}, 0);
            auto channels = make_array<TestType>({e.samples, e.traces, 2}, 0);
            for (std::size_t group = 0; group < groups.count(); ++group) {
                std::vector<simd::pack<TestType>> line(2 * groups.length());
                groups.load(x.data(), group, line.data());
                for (std::size_t i = 0; i < groups.length(); ++i) line[groups.length() + i] = -line[i];
                groups.store(line.data(), group, copy.data());
                groups.store(line.data(), group, channels.data(), 2);
            }
            CHECK(same(copy, x));
            for (std::size_t i = 0; i < x.size(); ++i) {
                CHECK(channels.data()[2 * i] == x.data()[i]);
                CHECK(channels.data()[2 * i + 1] == -x.data()[i]);
            }
        }
}

TEST_CASE("every group of every section comes once") {
    const attr::detail::line_groups<float> groups({9, 103}, attr::axis::sample);
    std::vector<int> visits(4 * groups.count());
    std::mutex one_at_a_time;
    attr::detail::for_each_group(4, groups, 1000, [&](std::size_t section, std::size_t group) {
        const std::lock_guard lock(one_at_a_time);
        ++visits[section * groups.count() + group];
    });
    for (const int count : visits) CHECK(count == 1);
}

TEST_CASE("each lane has the unit factor of its amplitudes") {
    constexpr std::size_t lanes = simd::width<float>;
    float first[lanes], second[lanes];
    for (std::size_t i = 0; i < lanes; ++i) {
        first[i] = std::ldexp(-1.5F, static_cast<int>(5 * i));
        second[i] = i == 1 ? INFINITY : i == 2 ? NAN : 0;
    }
    const simd::pack<float> line[] = {simd::load(first), simd::load(second)};
    float units[lanes];
    simd::store(units, attr::detail::unit_factors_of_lanes<float>(line, 2));
    for (std::size_t i = 0; i < lanes; ++i) {
        const float amplitudes[] = {first[i], second[i]};
        CHECK(units[i] == attr::unit_factor(amplitudes, 2));
    }
}
