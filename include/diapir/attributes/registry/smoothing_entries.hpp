// Smoothing, for registries.
#pragma once

#include <diapir/attributes/gaussian.hpp>
#include <diapir/attributes/gaussian_smoothing.hpp>
#include <diapir/attributes/median_smoothing.hpp>
#include <diapir/attributes/registry/registry.hpp>

namespace diapir::inline DIAPIR_TARGET::attributes::entries {

template <class Registry>
void add_smoothing(Registry& known) {
    known.add(define<gaussian_options>({.name = "gaussian",
                                        .description = "smoothed along one axis by a Gaussian, or its derivative",
                                        .units = "amplitude"})
                  .option("sigma", &gaussian_options::sigma, "its width, in samples or traces")
                  .option("along", &gaussian_options::along, "the axis that it runs along")
                  .option("order", &gaussian_options::order, "0 smooths, 1 gives the first derivative")
                  .option("truncate", &gaussian_options::truncate, "it ends at so many sigmas")
                  .option("edge", &gaussian_options::edge, "what it sees beyond the section")
                  .sections([](const auto& a, const gaussian_options& o) { return gaussian_filter(a, o); })
                  .odd([](const gaussian_options& o) { return o.order == 1 && o.along == axis::trace; }));
    using gaussian2d_options = gaussian_smoothing_options;
    known.add(define<gaussian2d_options>({.name = "gaussian_smoothing",
                                          .description = "smoothed along both axes by a Gaussian",
                                          .units = "amplitude"})
                  .option("samples", &gaussian2d_options::samples, "its width down the samples")
                  .option("traces", &gaussian2d_options::traces, "its width across the traces")
                  .option("truncate", &gaussian2d_options::truncate, "it ends at so many widths")
                  .option("edge", &gaussian2d_options::edge, "what it sees beyond the section")
                  .sections([](const auto& a, const gaussian2d_options& o) { return gaussian_smoothing(a, o); }));
    known.add(
        define<median_options>({.name = "median_smoothing", .description = "median of a window", .units = "amplitude"})
            .option("samples", &median_options::samples, "height of the window")
            .option("traces", &median_options::traces, "width of the window")
            .option("edge", &median_options::edge, "what it sees beyond the section")
            .sections([](const auto& a, const median_options& o) { return median_smoothing(a, o); }));
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::entries
