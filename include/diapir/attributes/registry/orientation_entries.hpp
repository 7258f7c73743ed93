// Which way layers lie and how they bend, for registries.
#pragma once

#include <diapir/attributes/curvature.hpp>
#include <diapir/attributes/dip.hpp>
#include <diapir/attributes/registry/registry.hpp>
#include <diapir/attributes/registry/volume_window.hpp>
#include <diapir/attributes/steered_semblance.hpp>
#include <diapir/attributes/volume/curvature.hpp>
#include <diapir/attributes/volume/dip.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::attributes {

template <>
inline constexpr std::array<named_value<dip_unit>, 2> named_values<dip_unit>{
    {{"slope", dip_unit::slope}, {"degrees", dip_unit::degrees}}};
template <>
inline constexpr std::array<named_value<volume::curvature_measure>, 8> named_values<volume::curvature_measure>{
    {{"mean", volume::curvature_measure::mean},
     {"gaussian", volume::curvature_measure::gaussian},
     {"maximum", volume::curvature_measure::maximum},
     {"minimum", volume::curvature_measure::minimum},
     {"most_positive", volume::curvature_measure::most_positive},
     {"most_negative", volume::curvature_measure::most_negative},
     {"curvedness", volume::curvature_measure::curvedness},
     {"shape_index", volume::curvature_measure::shape_index}}};

namespace entries {

/// Of sections, and of volumes with a window of as many inlines.
struct dip_entry_options : dip_options {
    std::size_t inlines = 3;
    double inline_spacing = 1;

    volume::dip_options of_volume() const {
        return {.tensor = {.window = cube_of(*this), .sigma = sigma, .undefined = undefined},
                .spacing = {.inlines = inline_spacing, .crosslines = trace_spacing, .samples = sample_interval}};
    }
    std::size_t halo() const { return inlines_of_tensor(inlines, sigma); }
};

struct curvature_entry_options : dip_entry_options {
    volume::curvature_measure measure = volume::curvature_measure::most_positive;
    double lateral_sigma = 1;

    std::size_t lateral_halo() const { return halo() + 1 + inlines_of_gaussian(lateral_sigma); }
};

/// Slopes in the unit of the options.
template <class T>
array<T> in_unit(array<T> slopes, dip_unit unit) {
    if (unit == dip_unit::degrees)
        for (T& slope : slopes) slope = static_cast<T>(std::atan(slope) * T(180 / std::numbers::pi));
    return slopes;
}

/// A definition with the options of dips.
template <class Options>
attribute_definition<Options> with_dip_options(attribute_facts facts) {
    return define<Options>(std::move(facts))
        .option("samples", &Options::samples, "height of the window")
        .option("traces", &Options::traces, "width of the window")
        .option("inlines", &Options::inlines, "of volumes: its width from inline to inline")
        .option("sigma", &Options::sigma, "width of the derivative, in samples")
        .option("sample_interval", &Options::sample_interval, "from sample to sample")
        .option("trace_spacing", &Options::trace_spacing, "from trace to trace")
        .option("inline_spacing", &Options::inline_spacing, "of volumes: from inline to inline")
        .option("undefined", &Options::undefined, "the value without any gradient");
}

template <class Registry>
void add_dips(Registry& known) {
    using options = dip_entry_options;
    const auto halo = [](const options& o) { return o.halo(); };
    known.add(
        with_dip_options<options>({.name = "dip",
                                   .description = "slope of the layers, downwards; of volumes the steepest",
                                   .units = "interval/spacing"})
            .option("unit", &options::unit, "of the values")
            .odd()
            .sections([](const auto& a, const options& o) { return dip(a, o); })
            .volumes([](const auto& a, const options& o) { return in_unit(volume::dip(a, o.of_volume()), o.unit); },
                     halo));
    known.add(with_dip_options<options>({.name = "inline_dip",
                                         .description = "slope of the layers from crossline to crossline",
                                         .units = "interval/spacing"})
                  .option("unit", &options::unit, "of the values")
                  .volumes([](const auto& a,
                              const options& o) { return in_unit(volume::inline_dip(a, o.of_volume()), o.unit); },
                           halo));
    known.add(with_dip_options<options>({.name = "crossline_dip",
                                         .description = "slope of the layers from inline to inline",
                                         .units = "interval/spacing"})
                  .option("unit", &options::unit, "of the values")
                  .volumes([](const auto& a,
                              const options& o) { return in_unit(volume::crossline_dip(a, o.of_volume()), o.unit); },
                           halo));
    known.add(with_dip_options<options>({.name = "azimuth",
                                         .description = "direction of the steepest descent, 0 along inlines",
                                         .units = "degrees"})
                  .volumes([](const auto& a, const options& o) { return volume::azimuth(a, o.of_volume()); }, halo));
    known.add(define<steered_options>(
                  {.name = "browsed_dip", .description = "the dip of the best semblance", .units = "samples/trace"})
                  .option("samples", &steered_options::samples, "height of the window")
                  .option("traces", &steered_options::traces, "width of the window")
                  .option("max_dip", &steered_options::max_dip, "the steepest dip, in samples per trace")
                  .option("dip_step", &steered_options::dip_step, "between the dips that are tried")
                  .odd()
                  .sections([](const auto& a, const steered_options& o) { return browsed_dip(a, o); }));
}

template <class Registry>
void add_curvature(Registry& known) {
    using options = curvature_entry_options;
    known.add(
        with_dip_options<options>(
            {.name = "curvature", .description = "how layers bend, positive over anticlines", .units = "1/spacing"})
            .option("measure", &options::measure, "of volumes: which curvature")
            .option("lateral_sigma", &options::lateral_sigma, "of volumes: width of the derivative of dips")
            .sections([](const auto& a, const options& o) { return curvature(a, static_cast<const dip_options&>(o)); })
            .volumes(
                [](const auto& a, const options& o) {
                    return volume::curvature(a, o.measure, {.dip = o.of_volume(), .sigma = o.lateral_sigma});
                },
                [](const options& o) { return o.lateral_halo(); }));
}

template <class Registry>
void add_orientation(Registry& known) {
    add_dips(known);
    add_curvature(known);
}

}  // namespace entries

}  // namespace diapir::inline DIAPIR_TARGET::attributes
