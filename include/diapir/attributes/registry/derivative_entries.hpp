// Derivatives and smoothing, for registries.
#pragma once

#include <diapir/attributes/derivative.hpp>
#include <diapir/attributes/gaussian.hpp>
#include <diapir/attributes/registry/registry.hpp>

namespace diapir::inline DIAPIR_TARGET::attributes::entries {

struct sobel_options {
    axis along = axis::trace;
    attributes::edge edge = edge::reflect;
};

struct laplace_options {
    attributes::edge edge = edge::reflect;
};

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
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::entries
