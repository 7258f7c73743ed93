// Derivatives, for registries.
#pragma once

#include <diapir/attributes/derivative.hpp>
#include <diapir/attributes/difference.hpp>
#include <diapir/attributes/gradient_magnitude.hpp>
#include <diapir/attributes/registry/registry.hpp>
#include <diapir/attributes/registry/volume_window.hpp>
#include <diapir/attributes/volume/gradient.hpp>

#include <array>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::attributes {

template <>
inline constexpr std::array<named_value<difference_definition>, 2> named_values<difference_definition>{
    {{"plain", difference_definition::plain}, {"d2geo", difference_definition::d2geo}}};

namespace entries {

struct sobel_options {
    axis along = axis::trace;
    attributes::edge edge = edge::reflect;
};
struct laplace_options {
    attributes::edge edge = edge::reflect;
};
struct gradient_entry_options : gradient_magnitude_options {
    double inline_spacing = 1;
};

/// A derivative with the options of differences.
inline attribute_definition<difference_options> with_difference_options(attribute_facts facts) {
    return define<difference_options>(std::move(facts))
        .option("along", &difference_options::along, "the axis of the derivative")
        .option("spacing", &difference_options::spacing, "between samples or traces")
        .option("definition", &difference_options::definition, "its taps")
        .option("edge", &difference_options::edge, "what it sees beyond the section");
}

template <class Registry>
void add_differences(Registry& known) {
    known.add(
        with_difference_options(
            {.name = "first_derivative", .description = "half the change over two steps", .units = "amplitude/spacing"})
            .sections([](const auto& a, const difference_options& o) { return first_derivative(a, o); })
            .odd([](const difference_options& o) { return o.along == axis::trace; }));
    known.add(with_difference_options({.name = "second_derivative",
                                       .description = "the change of the change from step to step",
                                       .units = "amplitude/spacing^2"})
                  .sections([](const auto& a, const difference_options& o) { return second_derivative(a, o); }));
}

template <class Registry>
void add_derivatives(Registry& known) {
    known.add(define<sobel_options>({.name = "sobel",
                                     .description = "derivative along one axis, smoothed along the other",
                                     .units = "amplitude"})
                  .option("along", &sobel_options::along, "the axis of the derivative")
                  .option("edge", &sobel_options::edge, "what it sees beyond the section")
                  .sections([](const auto& a, const sobel_options& o) { return sobel(a, o.along, o.edge); })
                  .odd([](const sobel_options& o) { return o.along == axis::trace; }));
    known.add(
        define<laplace_options>(
            {.name = "laplace", .description = "second derivatives along both axes, summed", .units = "amplitude"})
            .option("edge", &laplace_options::edge, "what it sees beyond the section")
            .sections([](const auto& a, const laplace_options& o) { return laplace(a, o.edge); }));
    using options = gradient_entry_options;
    known.add(define<options>({.name = "gradient_magnitude",
                               .description = "length of the gradient, by derivatives of Gaussian",
                               .units = "amplitude/spacing"})
                  .option("sigma", &options::sigma, "width of the derivatives, in samples")
                  .option("smoothed", &options::smoothed, "of sections: smoothed along the other axis, too")
                  .option("sample_interval", &options::sample_interval, "from sample to sample")
                  .option("trace_spacing", &options::trace_spacing, "from trace to trace")
                  .option("inline_spacing", &options::inline_spacing, "of volumes: from inline to inline")
                  .option("edge", &options::edge, "what they see beyond the section")
                  .sections([](const auto& a, const options& o) { return gradient_magnitude(a, o); })
                  .volumes(
                      [](const auto& a, const options& o) {
                          return volume::gradient_magnitude(
                              a, {.sigma = o.sigma,
                                  .edge = o.edge,
                                  .spacing = {o.inline_spacing, o.trace_spacing, o.sample_interval}});
                      },
                      [](const options& o) { return inlines_of_gaussian(o.sigma); }));
    add_differences(known);
}

}  // namespace entries

}  // namespace diapir::inline DIAPIR_TARGET::attributes
