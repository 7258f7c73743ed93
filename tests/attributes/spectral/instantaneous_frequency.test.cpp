#include "attributes/compare.hpp"
#include "attributes/spectral/trace_attributes.hpp"
#include <diapir/attributes/spectral/instantaneous_frequency.hpp>

namespace attr = diapir::attributes;
using namespace diapir;
using namespace diapir::testing;
using attr::frequency_definition;
using Catch::Contains;

namespace {

constexpr double interval = 0.004;
constexpr attr::axis axes[]{attr::axis::sample, attr::axis::trace};

std::string suffix(attr::axis along, const std::string& image) {
    return (along == attr::axis::sample ? "_ax0_" : "_ax1_") + image;
}

attr::frequency_options unclipped(frequency_definition definition, attr::axis along) {
    return {.definition = definition, .between_samples = true, .trace = {.sample_interval = interval, .along = along}};
}

/// Checks single precision: within 5e-3 Hz, but for values near a jump, which may be `jump` away, and relatively where
/// they are large.
void check_single(const array<float>& f, const array<double>& expected, double jump) {
    REQUIRE(shape_of(f) == shape_of(expected));
    for (std::size_t i = 0; i < f.size(); ++i) {
        const double difference = std::abs(static_cast<double>(f.data()[i]) - expected.data()[i]);
        const double tolerance = std::max(5e-3, jump == 0 ? 1e-3 * std::abs(expected.data()[i]) : 0);
        CHECK((difference <= tolerance || std::abs(difference - jump) <= 1e-2));
    }
}

/// Line number i along an axis, as a section of one trace.
template <class T>
array<T> line_of(const array<T>& x, attr::axis along, std::size_t i) {
    const std::size_t length = x.shape()[along == attr::axis::sample ? 0 : 1];
    array<T> line = make_array<T>({length, 1});
    for (std::size_t k = 0; k < length; ++k) line(k, 0) = along == attr::axis::sample ? x(k, i) : x(i, k);
    return line;
}

}  // namespace

TEST_CASE("frequencies of bruges, without limits") {
    const auto archive = reference("attributes");
    for (const attr::axis along : axes)
        for (const std::string image : {"normal", "nonsquare", "const"}) {
            INFO(suffix(along, image));
            const auto expected = archive.get<double>("freq_so_raw" + suffix(along, image));
            const auto options = unclipped(frequency_definition::bruges_0_5_4, along);
            const auto f = attr::instantaneous_frequency(archive.get<double>("img_" + image), options);
            CHECK(max_difference(f, expected) <= std::max(1e-8 * max_magnitude(expected), 1e-10));
            check_single(attr::instantaneous_frequency(archive.get<float>("img_" + image), options), expected,
                         0.5 / interval);
        }
}

TEST_CASE("the other two frequencies of bruges") {
    const auto archive = reference("attributes");
    const auto compare = [&](const std::string& name, frequency_definition definition, double jump) {
        INFO(name);
        const auto expected = archive.get<double>(name);
        const auto options = unclipped(definition, attr::axis::trace);
        const auto f = attr::instantaneous_frequency(archive.get<double>("img_nonsquare"), options);
        CHECK(max_difference(f, expected) <= 1e-8 * max_magnitude(expected));
        check_single(attr::instantaneous_frequency(archive.get<float>("img_nonsquare"), options), expected, jump);
    };
    compare("freq_claerbout_raw_ax1_nonsquare", frequency_definition::claerbout, 0);
    compare("freq_scipy_raw_ax1_nonsquare", frequency_definition::naive, 1 / interval);
}

TEST_CASE("the preset limits each section to a percentile, as bruges does by default") {
    const auto archive = reference("attributes");
    for (const attr::axis along : axes)
        for (const std::string image : {"normal", "nonsquare", "const"}) {
            INFO(suffix(along, image));
            const auto x = archive.get<double>("img_" + image);
            const auto of_image = archive.get<double>("freq_so_clipimg" + suffix(along, image));
            const auto of_trace = archive.get<double>("freq_so_clip99" + suffix(along, image));
            const double tolerance = std::max(1e-8 * max_magnitude(of_image), 1e-10);
            const auto options = attr::frequency_options::bruges_0_5_4(interval, along);
            CHECK(max_difference(attr::instantaneous_frequency(x, options), of_image) <= tolerance);
            for (std::size_t i = 0; i < x.shape()[along == attr::axis::sample ? 1 : 0]; ++i) {
                const auto one = attr::frequency_options::bruges_0_5_4(interval);
                CHECK(max_difference(attr::instantaneous_frequency(line_of(x, along, i), one),
                                     line_of(of_trace, along, i)) <= tolerance);
            }
        }
}

TEST_CASE("bruges handed a whole section takes differences along the other axis") {
    const auto archive = reference("attributes");
    auto signal = attr::analytic_signal(archive.get<double>("img_nonsquare"), {.along = attr::axis::trace});
    signal.along = attr::axis::sample;
    const auto expected = archive.get<double>("freq_so_literal2d_nonsquare");
    const auto f = attr::instantaneous_frequency(signal, attr::frequency_options::bruges_0_5_4(interval));
    CHECK(max_difference(f, expected) <= 1e-8 * max_magnitude(expected));
}

TEST_CASE("a sine has its frequency, by all definitions that can show it") {
    const std::size_t samples = 250;  // 1 s
    for (const double hertz : {5.0, 40.0, 62.0, 100.0}) {
        const auto x =
            trace_of(samples, interval, [&](double t) { return std::sin(2 * std::numbers::pi * hertz * t); });
        const auto check = [&](frequency_definition definition, double expected) {
            INFO(hertz << " Hz by definition " << static_cast<int>(definition));
            for (const bool between : {false, true})
                for (const double f : attr::instantaneous_frequency(x, {.definition = definition,
                                                                       .between_samples = between,
                                                                       .trace = {.sample_interval = interval}}))
                    CHECK(f == Approx(expected));
        };
        check(frequency_definition::scheuer_oldenburg, hertz);
        check(frequency_definition::naive, hertz);
        check(frequency_definition::bruges_0_5_4, hertz < 62.5 ? hertz : hertz - 125);
        check(frequency_definition::claerbout,
              std::tan(std::numbers::pi * hertz * interval) / (std::numbers::pi * interval));
    }
}

TEST_CASE("the frequency at a sample is the mean of those before and after") {
    const auto x = noisy_sections<double>({20, 3});
    const auto at = attr::instantaneous_frequency(x),
               between = attr::instantaneous_frequency(x, {.between_samples = true});
    CHECK(shape_of(between) == shape{19, 3});
    for (std::size_t j = 0; j < 3; ++j) {
        CHECK(at(0, j) == between(0, j));
        CHECK(at(19, j) == between(18, j));
        for (std::size_t i = 1; i < 19; ++i) CHECK(at(i, j) == Approx((between(i - 1, j) + between(i, j)) / 2));
    }
}

TEST_CASE("percentiles are those of NumPy, NaN left out") {
    const std::vector<double> x{-4, 1, NAN, 3, -2};
    const auto of = [&](double percentile) {
        return attr::detail::percentile_of_magnitudes(x.data(), x.size(), percentile);
    };
    CHECK(of(0) == 1);
    CHECK(of(50) == 2.5);
    CHECK(of(90) == Approx(3.7));
    CHECK(of(100) == 4);
    CHECK(attr::detail::percentile_of_magnitudes(x.data() + 2, 1, 50) == 0);
    CHECK_THROWS_WITH(attr::instantaneous_frequency(noisy_sections<double>({4, 4}), {.clip_percentile = 101}),
                      Contains("instantaneous_frequency: expected a percentile from 0 to 100, got 101"));
    CHECK(shape_of(attr::instantaneous_frequency(make_array<double>({1, 4}, 1),
                                                 {.between_samples = true, .clip_percentile = 50})) == shape{0, 4});
}

TEST_CASE("what alternates has half the sampling rate all along") {
    array<double> x = make_array<double>({16, 3});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = i / 3 % 2 == 0 ? 1 : -1;
    for (const double f : attr::instantaneous_frequency(x, {.trace = {.sample_interval = interval}}))
        CHECK(f == Approx(0.5 / interval));
}
