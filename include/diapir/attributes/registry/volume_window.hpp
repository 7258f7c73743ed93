// What entries of registries for volumes share: the window, and how many inlines its values depend on.
#pragma once

#include <diapir/attributes/registry/attribute.hpp>
#include <diapir/attributes/volume/structure_tensor.hpp>
#include <diapir/attributes/volume/volume.hpp>

#include <cmath>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::attributes::entries {

/// The window in volumes of an attribute whose options have one for sections, and a number of inlines.
template <class Options>
volume::cube cube_of(const Options& o) {
    return {.inlines = o.inlines, .crosslines = o.traces, .samples = o.samples};
}

/// On how many inlines to either side what comes out of a derivative of Gaussian depends.
inline std::size_t inlines_of_gaussian(double sigma) {
    return sigma > 0 && sigma < 1e6 ? static_cast<std::size_t>(std::ceil(4 * sigma)) + 1 : 0;
}

/// On how many inlines to either side what comes out of a structure tensor depends.
inline std::size_t inlines_of_tensor(std::size_t window, double sigma) {
    return window / 2 + 1 + inlines_of_gaussian(sigma);
}

/// The options of a structure tensor of volumes, which `of` finds in those of the attribute.
template <class Options, class Of>
void add_tensor_options(attribute_definition<Options>& definition, Of of) {
    const auto window = [of](Options& o) -> volume::cube& { return of(o).window; };
    definition
        .option(
            "inlines", [=](Options& o) -> std::size_t& { return window(o).inlines; }, "of the window")
        .option(
            "crosslines", [=](Options& o) -> std::size_t& { return window(o).crosslines; }, "of the window")
        .option(
            "samples", [=](Options& o) -> std::size_t& { return window(o).samples; }, "height of the window")
        .option(
            "sigma", [=](Options& o) -> double& { return of(o).sigma; }, "width of the derivative, in samples")
        .option(
            "edge", [=](Options& o) -> edge& { return of(o).edge; }, "what windows see beyond the volume")
        .option(
            "undefined", [=](Options& o) -> double& { return of(o).undefined; }, "the value without any gradient");
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::entries
