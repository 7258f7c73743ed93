// Attributes of complex traces, for registries.
#pragma once

#include <diapir/attributes/registry/registry.hpp>
#include <diapir/attributes/spectral/amplitude_change.hpp>
#include <diapir/attributes/spectral/analytic_signal.hpp>
#include <diapir/attributes/spectral/envelope.hpp>
#include <diapir/attributes/spectral/instantaneous_frequency.hpp>
#include <diapir/attributes/spectral/phase.hpp>
#include <diapir/attributes/spectral/quality_factor.hpp>
#include <diapir/attributes/spectral/response.hpp>
#include <diapir/attributes/spectral/sweetness.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::attributes {

template <>
inline constexpr std::array<named_value<frequency_definition>, 4> named_values<frequency_definition>{
    {{"scheuer_oldenburg", frequency_definition::scheuer_oldenburg},
     {"claerbout", frequency_definition::claerbout},
     {"naive", frequency_definition::naive},
     {"bruges_0_5_4", frequency_definition::bruges_0_5_4}}};
template <>
inline constexpr std::array<named_value<quality_definition>, 3> named_values<quality_definition>{
    {{"decay", quality_definition::decay},
     {"growth", quality_definition::growth},
     {"magnitude", quality_definition::magnitude}}};
template <>
inline constexpr std::array<named_value<sweetness_definition>, 2> named_values<sweetness_definition>{
    {{"root", sweetness_definition::root}, {"quotient", sweetness_definition::quotient}}};

namespace entries {

/// The options of the analytic signal among those of an attribute.
template <class Options>
auto& trace_of(Options& o) {
    if constexpr (std::is_same_v<std::remove_const_t<Options>, trace_options>) {
        return o;
    } else {
        return o.trace;
    }
}

/// Whether time runs the other way where traces are mirrored.
template <class Options>
bool mirrors_time(const Options& o) {
    return trace_of(o).along == axis::trace;
}

/// The definition of an attribute of complex traces, with the options that all of them have.
template <class Options = trace_options>
attribute_definition<Options> of_signal(const std::string& name, const std::string& description,
                                        const std::string& units) {
    return define<Options>({.name = name, .description = description, .units = units, .dimensions = dimensions::trace})
        .option(
            "sample_interval", [](Options& o) -> double& { return trace_of(o).sample_interval; }, "in s")
        .option(
            "along", [](Options& o) -> axis& { return trace_of(o).along; }, "the axis of time")
        .option(
            "padding", [](Options& o) -> std::size_t& { return trace_of(o).padding; },
            "samples by which traces are continued at both ends")
        .option(
            "edge", [](Options& o) -> edge& { return trace_of(o).edge; }, "how they are continued");
}

/// The same of a rate or a ratio, which has no value where the envelope is 0.
template <class Options = trace_options>
attribute_definition<Options> of_rate(const std::string& name, const std::string& description,
                                      const std::string& units) {
    return of_signal<Options>(name, description, units)
        .option(
            "undefined", [](Options& o) -> double& { return trace_of(o).undefined; },
            "the value where the envelope is 0");
}

template <class Registry>
void add_phases(Registry& known) {
    known.add(of_signal<>("envelope", "magnitude of the analytic signal", "amplitude")
                  .sections([](const auto& a, const trace_options& o) { return envelope(a, o); }));
    known.add(of_signal<>("quadrature", "the traces delayed in phase by 90 degrees", "amplitude")
                  .odd(mirrors_time<trace_options>)
                  .sections([](const auto& a, const trace_options& o) { return quadrature(a, o); }));
    known.add(of_signal<phase_options>("phase", "angle of the analytic signal, 0 at peaks", "radians")
                  .option("degrees", &phase_options::degrees, "degrees instead of radians")
                  .odd(mirrors_time<phase_options>)
                  .sections([](const auto& a, const phase_options& o) { return phase(a, o); }));
    known.add(of_rate<>("cosine_phase", "cosine of the phase: traces without their amplitudes", "1")
                  .sections([](const auto& a, const trace_options& o) { return cosine_phase(a, o); }));
    known.add(
        of_signal<rotation_options>("rotate_phase", "traces whose phases all grow by an angle", "amplitude")
            .option("degrees", &rotation_options::degrees, "the angle")
            .odd([](const rotation_options& o) { return mirrors_time(o) && std::remainder(o.degrees, 180) != 0; })
            .asymmetric([](const rotation_options& o) { return mirrors_time(o) && std::remainder(o.degrees, 90) != 0; })
            .sections([](const auto& a, const rotation_options& o) { return rotate_phase(a, o); }));
}

template <class Registry>
void add_frequencies(Registry& known) {
    known.add(of_rate<frequency_options>("instantaneous_frequency", "how fast the phase grows", "Hz")
                  .option("definition", &frequency_options::definition, "how it is measured")
                  .option("clip_percentile", &frequency_options::clip_percentile, "limits the magnitudes of a section")
                  .sections([](const auto& a, const frequency_options& o) { return instantaneous_frequency(a, o); }));
    known.add(of_rate<>("bandwidth", "spread of the spectrum about the instantaneous frequency", "Hz")
                  .sections([](const auto& a, const trace_options& o) { return bandwidth(a, o); }));
    known.add(
        of_rate<dominant_frequency_options>("dominant_frequency", "root mean square frequency", "Hz")
            .option("definition", &dominant_frequency_options::definition, "of the instantaneous frequency")
            .sections([](const auto& a, const dominant_frequency_options& o) { return dominant_frequency(a, o); }));
    known.add(of_rate<quality_options>("quality_factor", "how slowly amplitudes decay, per cycle", "1")
                  .option("definition", &quality_options::definition, "its sign")
                  .odd([](const quality_options& o) {
                      return mirrors_time(o) && o.definition != quality_definition::magnitude;
                  })
                  .option("frequency", &quality_options::frequency, "the instantaneous one that it takes")
                  .sections([](const auto& a, const quality_options& o) { return quality_factor(a, o); }));
    known.add(of_signal<sweetness_options>("sweetness", "envelope over the root of the frequency", "amplitude/Hz^0.5")
                  .option("definition", &sweetness_options::definition, "the root of the frequency, or itself")
                  .option("least_frequency", &sweetness_options::least_frequency, "lower ones count as this")
                  .option("frequency", &sweetness_options::frequency, "the instantaneous one that it takes")
                  .sections([](const auto& a, const sweetness_options& o) { return sweetness(a, o); }));
}

template <class Registry>
void add_changes(Registry& known) {
    using options = amplitude_change_options;
    known.add(of_rate<options>("relative_amplitude_change", "change of the envelope over the envelope", "1/s")
                  .option("most", &options::most, "limits its magnitude")
                  .odd(mirrors_time<options>)
                  .sections([](const auto& a, const options& o) { return relative_amplitude_change(a, o); }));
    known.add(of_rate<options>("amplitude_acceleration", "change of the relative amplitude change", "1/s^2")
                  .option("most", &options::most, "limits the relative amplitude change")
                  .sections([](const auto& a, const options& o) { return amplitude_acceleration(a, o); }));
}

template <class Registry>
void add_responses(Registry& known) {
    known.add(of_signal<>("response_amplitude", "envelope at the peak of each event", "amplitude")
                  .asymmetric(mirrors_time<trace_options>)
                  .sections([](const auto& a, const trace_options& o) { return response_amplitude(a, o); }));
    known.add(of_signal<phase_options>("response_phase", "phase at the peak of each event", "radians")
                  .asymmetric(mirrors_time<phase_options>)
                  .option("degrees", &phase_options::degrees, "degrees instead of radians")
                  .sections([](const auto& a, const phase_options& o) { return response_phase(a, o); }));
    known.add(
        of_rate<response_frequency_options>("response_frequency", "frequency at the peak of each event", "Hz")
            .asymmetric(mirrors_time<response_frequency_options>)
            .option("definition", &response_frequency_options::definition, "how it is measured")
            .sections([](const auto& a, const response_frequency_options& o) { return response_frequency(a, o); }));
    known.add(of_signal<>("apparent_polarity", "envelope at the peak of each event, with its sign", "amplitude")
                  .asymmetric(mirrors_time<trace_options>)
                  .sections([](const auto& a, const trace_options& o) { return apparent_polarity(a, o); }));
}

}  // namespace entries

}  // namespace diapir::inline DIAPIR_TARGET::attributes
