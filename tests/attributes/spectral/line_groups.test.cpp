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
            const std::size_t count = along == attr::axis::sample ? e.traces : e.samples;
            CHECK(groups.length() * count == x.size());
            CHECK(groups.count() == (count + lanes - 1) / lanes);
            auto copy = make_array<TestType>({e.samples, e.traces}, 0);
            auto channels = make_array<TestType>({e.samples, e.traces, 2}, 0);
            const std::size_t length = groups.length();
            for (std::size_t first = 0; first < groups.count(); first += 2) {
                const attr::detail::group_range some{first, std::min(first + 2, groups.count())};
                std::vector<simd::pack<TestType>> lines(some.count() * length), both(2 * lines.size());
                groups.load(x.data(), some, lines.data());
                for (std::size_t n = 0; n < some.count(); ++n)
                    for (std::size_t i = 0; i < length; ++i) {
                        both[2 * n * length + i] = lines[n * length + i];
                        both[(2 * n + 1) * length + i] = -lines[n * length + i];
                    }
                groups.store(lines.data(), some, copy.data());
                groups.store(both.data(), some, channels.data(), 2);
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
    attr::detail::for_each_group_range(4, groups, 1000, [&](std::size_t section, attr::detail::group_range some) {
        const std::lock_guard lock(one_at_a_time);
        for (std::size_t group = some.first; group < some.last; ++group) ++visits[section * groups.count() + group];
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
