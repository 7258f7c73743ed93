// A table of all attributes of complex traces, and sections for their tests.
#pragma once

#include "attributes/compare.hpp"
#include <diapir/attributes/spectral.hpp>
#include <diapir/core/random.hpp>

#include <functional>
#include <numbers>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

template <class T>
struct trace_attribute {
    using options = attributes::trace_options;
    std::string name;
    int power;  ///< the result is in units of the amplitude to this power
    std::function<array<T>(const array<T>&, const options&)> of_sections;
    std::function<array<T>(const attributes::complex_trace<T>&, const options&)> of_signal;
};

/// An entry of the table from a generic function of a source and trace_options.
template <class T, class F>
trace_attribute<T> entry(const std::string& name, int power, const F& f) {
    return {name, power, [f](const array<T>& x, const attributes::trace_options& o) { return f(x, o); },
            [f](const attributes::complex_trace<T>& z, const attributes::trace_options& o) { return f(z, o); }};
}

template <class T>
std::vector<trace_attribute<T>> trace_attributes() {
    namespace attr = attributes;
    using attr::frequency_definition;
    std::vector<trace_attribute<T>> all{
        entry<T>("envelope", 1, [](const auto& x, const auto& o) { return attr::envelope(x, o); }),
        entry<T>("quadrature", 1, [](const auto& x, const auto& o) { return attr::quadrature(x, o); }),
        entry<T>("phase", 0, [](const auto& x, const auto& o) { return attr::phase(x, {.trace = o}); }),
        entry<T>("cosine_phase", 0, [](const auto& x, const auto& o) { return attr::cosine_phase(x, o); }),
        entry<T>("rotate_phase", 1,
                 [](const auto& x, const auto& o) { return attr::rotate_phase(x, {.degrees = 30, .trace = o}); }),
        entry<T>("relative_amplitude_change", 0,
                 [](const auto& x, const auto& o) { return attr::relative_amplitude_change(x, {.trace = o}); }),
        entry<T>("amplitude_acceleration", 0,
                 [](const auto& x, const auto& o) { return attr::amplitude_acceleration(x, {.trace = o}); }),
        entry<T>("bandwidth", 0, [](const auto& x, const auto& o) { return attr::bandwidth(x, o); }),
        entry<T>("dominant_frequency", 0,
                 [](const auto& x, const auto& o) { return attr::dominant_frequency(x, {.trace = o}); }),
        entry<T>("quality_factor", 0,
                 [](const auto& x, const auto& o) { return attr::quality_factor(x, {.trace = o}); }),
        entry<T>("sweetness", 1, [](const auto& x, const auto& o) { return attr::sweetness(x, {.trace = o}); }),
        entry<T>("response_amplitude", 1, [](const auto& x, const auto& o) { return attr::response_amplitude(x, o); }),
        entry<T>("response_phase", 0,
                 [](const auto& x, const auto& o) { return attr::response_phase(x, {.trace = o}); }),
        entry<T>("response_frequency", 0,
                 [](const auto& x, const auto& o) { return attr::response_frequency(x, {.trace = o}); }),
        entry<T>("apparent_polarity", 1, [](const auto& x, const auto& o) { return attr::apparent_polarity(x, o); })};
    for (const auto definition : {frequency_definition::scheuer_oldenburg, frequency_definition::claerbout,
                                  frequency_definition::naive, frequency_definition::bruges_0_5_4})
        all.push_back(entry<T>("instantaneous_frequency " + std::to_string(static_cast<int>(definition)), 0,
                               [=](const auto& x, const auto& o) {
                                   return attr::instantaneous_frequency(x, {.definition = definition, .trace = o});
                               }));
    return all;
}

/// Normal noise, somewhat smoothed down the samples.
template <class T>
array<T> noisy_sections(const shape& s, std::uint64_t seed = 1) {
    array<T> x = make_array<T>(s);
    random_stream random(seed, 0);
    const std::size_t traces = s.back();
    for (std::size_t i = 0; i < x.size(); ++i)
        x.data()[i] = static_cast<T>(random.normal()) + (i < traces ? T{0} : x.data()[i - traces] / 2);
    return x;
}

/// A trace {samples, 1} of f(t) at times t, in seconds.
template <class F>
array<double> trace_of(std::size_t samples, double sample_interval, const F& f) {
    array<double> x = make_array<double>({samples, 1});
    for (std::size_t i = 0; i < samples; ++i) x(i, 0) = f(static_cast<double>(i) * sample_interval);
    return x;
}

/// Ricker's wavelet of phase 0 with that peak frequency.
inline double ricker(double t, double frequency) {
    const double a = std::pow(std::numbers::pi * frequency * t, 2);
    return (1 - 2 * a) * std::exp(-a);
}

/// Sections {samples, traces} with rows and columns exchanged.
template <class T>
array<T> transposed(const array<T>& x) {
    array<T> y = make_array<T>({x.shape()[1], x.shape()[0]});
    for (std::size_t i = 0; i < x.shape()[0]; ++i)
        for (std::size_t j = 0; j < x.shape()[1]; ++j) y(j, i) = x(i, j);
    return y;
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
