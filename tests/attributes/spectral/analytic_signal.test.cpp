#include "attributes/compare.hpp"
#include "attributes/spectral/trace_attributes.hpp"
#include <diapir/attributes/spectral/analytic_signal.hpp>

namespace attr = diapir::attributes;
using namespace diapir;
using namespace diapir::testing;
using Catch::Contains;

TEST_CASE("the analytic signal has no negative frequencies") {
    for (const std::size_t length : {23, 24}) {
        const auto x = noisy_sections<double>({length, 3});
        const auto z = attr::analytic_signal(x);
        for (std::size_t trace = 0; trace < 3; ++trace)
            for (std::size_t k = 0; k < length; ++k) {
                std::complex<double> of_signal = 0, of_trace = 0;
                for (std::size_t n = 0; n < length; ++n) {
                    const auto root = attr::spectral::root_of_unity(-static_cast<double>(k * n), length);
                    of_signal += std::complex(z.real(n, trace), z.imaginary(n, trace)) * root;
                    of_trace += x(n, trace) * root;
                }
                const double expected = k == 0 || 2 * k == length ? 1 : 2 * k < length ? 2 : 0;
                CHECK(std::abs(of_signal - expected * of_trace) < 1e-12);
            }
    }
}

TEMPLATE_TEST_CASE("attributes of a complex trace are those of its sections, to the bit", "", float, double) {
    for (const attr::axis along : {attr::axis::sample, attr::axis::trace}) {
        const auto x = noisy_sections<TestType>({2, 19, 7});
        const attr::trace_options options{.along = along, .padding = 3};
        const auto z = attr::analytic_signal(x, options);
        for (const auto& attribute : trace_attributes<TestType>()) {
            INFO(attribute.name);
            CHECK(same(attribute.of_signal(z, options), attribute.of_sections(x, options)));
        }
    }
}

TEST_CASE("traces may be rows") {
    const auto x = noisy_sections<double>({18, 11});
    for (const auto& attribute : trace_attributes<double>()) {
        INFO(attribute.name);
        CHECK(same(transposed(attribute.of_sections(transposed(x), {.along = attr::axis::trace})),
                   attribute.of_sections(x, {})));
    }
}

TEMPLATE_TEST_CASE("sections of a batch do not touch each other, nor do traces", "", float, double) {
    const auto x = noisy_sections<TestType>({2, 16, 13});
    for (const auto& attribute : trace_attributes<TestType>()) {
        INFO(attribute.name);
        const auto all = attribute.of_sections(x, {});
        for (const std::size_t section : {0, 1})
            for (const std::size_t trace : {0, 5, 12}) {
                auto one = make_array<TestType>({16, 1});
                for (std::size_t i = 0; i < 16; ++i) one(i, 0) = x(section, i, trace);
                const auto alone = attribute.of_sections(one, {});
                for (std::size_t i = 0; i < 16; ++i) CHECK(alone(i, 0) == all(section, i, trace));
            }
    }
}

TEMPLATE_TEST_CASE("NaN and infinity make their own trace NaN", "", float, double) {
    const auto x = noisy_sections<TestType>({15, 6});
    for (const double bad : {NAN, INFINITY}) {
        auto y = x;
        y(7, 2) = static_cast<TestType>(bad);
        for (const auto& attribute : trace_attributes<TestType>()) {
            INFO(attribute.name << " of " << bad);
            const auto before = attribute.of_sections(x, {}), after = attribute.of_sections(y, {});
            for (std::size_t i = 0; i < 15; ++i)
                for (std::size_t j = 0; j < 6; ++j) {
                    if (j == 2) {
                        CHECK(std::isnan(after(i, j)));
                    } else {
                        CHECK(after(i, j) == before(i, j));
                    }
                }
        }
    }
}

TEST_CASE("attributes do not depend on the unit of the amplitudes") {
    const auto x = noisy_sections<double>({32, 5});
    for (const double scale : {0x1p-500, 0x1p-90, 0x1p90, 0x1p500})
        for (const auto& attribute : trace_attributes<double>()) {
            INFO(attribute.name << " times " << scale);
            const auto before = attribute.of_sections(x, {}), after = attribute.of_sections(x * scale, {});
            for (std::size_t i = 0; i < x.size(); ++i)
                CHECK(after.data()[i] == before.data()[i] * std::pow(scale, attribute.power));
        }
    const array<float> single = noisy_sections<float>({32, 5});
    for (const float scale : {0x1p-95F, 0x1p95F})
        for (const auto& attribute : trace_attributes<float>()) {
            INFO(attribute.name << " times " << scale);
            const auto before = attribute.of_sections(single, {}), after = attribute.of_sections(single * scale, {});
            for (std::size_t i = 0; i < x.size(); ++i)
                CHECK(after.data()[i] == before.data()[i] * std::pow(scale, static_cast<float>(attribute.power)));
        }
}

TEST_CASE("results are the same for any number of threads") {
    const auto x = noisy_sections<float>({300, 130});
    for (const auto& attribute : trace_attributes<float>()) {
        INFO(attribute.name);
        set_threads(1);
        const auto alone = attribute.of_sections(x, {});
        set_threads(3);
        CHECK(same(attribute.of_sections(x, {}), alone));
    }
    set_threads(2);
}

TEMPLATE_TEST_CASE("dead traces, one sample, and nothing", "", float, double) {
    for (const auto& attribute : trace_attributes<TestType>()) {
        INFO(attribute.name);
        for (const TestType x : attribute.of_sections(make_array<TestType>({9, 2}, TestType{-0.0}), {})) CHECK(x == 0);
        if (attribute.power == 0 && attribute.name.find("phase") != 0 && attribute.name.find("response_phase") != 0)
            for (const TestType x : attribute.of_sections(make_array<TestType>({9, 2}, 0), {.undefined = 7}))
                CHECK(x == 7);
        const auto one = attribute.of_sections(make_array<TestType>({1, 2}, 3), {});
        CHECK(shape_of(one) == shape{1, 2});
        for (const TestType x : one) CHECK(std::isfinite(x));
        for (const shape& s : {shape{0, 4}, shape{4, 0}, shape{0, 4, 4}, shape{3, 0, 0}})
            CHECK(shape_of(attribute.of_sections(make_array<TestType>(s), {})) == s);
        CHECK_THROWS_WITH(attribute.of_sections(make_array<TestType>({5}), {}),
                          Contains("expected sections {..., samples, traces}, got {5}"));
        CHECK_THROWS_WITH(attribute.of_sections(make_array<TestType>({5, 5}), {.sample_interval = 0}),
                          Contains("expected a sample interval above 0 s whose square is in range, got 0"));
    }
}

TEST_CASE("padding continues a trace before it is transformed") {
    // A chirp whose end does not fit its beginning: with reflected ends the envelope stays near 1.
    const auto x =
        trace_of(200, 0.004, [](double t) { return std::cos(2 * std::numbers::pi * (20 * t + 15 * t * t)); });
    const auto error_at_ends = [&](const attr::trace_options& options) {
        const auto e = attr::envelope(x, options);
        return std::max(std::abs(e(0, 0) - 1), std::abs(e(199, 0) - 1));
    };
    CHECK(error_at_ends({.padding = 50}) < 0.75 * error_at_ends({}));
    // It is the analytic signal of the continued trace, cut out.
    auto longer = make_array<double>({220, 1});
    for (std::ptrdiff_t i = 0; i < 220; ++i) longer(i, 0) = x(kernels::edge_index(i - 10, 200, attr::edge::mirror), 0);
    const auto expected = attr::analytic_signal(longer),
               z = attr::analytic_signal(x, {.padding = 10, .edge = attr::edge::mirror});
    for (std::size_t i = 0; i < 200; ++i)
        CHECK(z.imaginary(i, 0) == Approx(expected.imaginary(i + 10, 0)).margin(1e-12));
}

TEST_CASE("a complex trace has one shape and the axis of the options") {
    auto z = attr::analytic_signal(noisy_sections<double>({6, 4}));
    CHECK_THROWS_WITH(attr::envelope(z, {.along = attr::axis::trace}),
                      Contains("envelope: expected a complex trace along the trace axis"));
    z.imaginary = make_array<double>({4, 6});
    CHECK_THROWS_WITH(
        attr::envelope(z),
        Contains("envelope: expected a complex trace with two parts {..., samples, traces}, got {6, 4} and {4, 6}"));
}

TEST_CASE("integers are taken for double") {
    const array<int> whole{{1, 2}, {3, 4}, {5, 7}};
    CHECK(same(attr::envelope(whole), attr::envelope(array<double>(xt::cast<double>(whole)))));
}
