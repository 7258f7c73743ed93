// Textures, for registries.
#pragma once

#include <diapir/attributes/registry/registry.hpp>
#include <diapir/attributes/texture.hpp>

#include <array>

namespace diapir::inline DIAPIR_TARGET::attributes {

template <>
inline constexpr std::array<named_value<texture_measure>, 10> named_values<texture_measure>{
    {{"contrast", texture_measure::contrast},
     {"dissimilarity", texture_measure::dissimilarity},
     {"homogeneity", texture_measure::homogeneity},
     {"second_moment", texture_measure::second_moment},
     {"energy", texture_measure::energy},
     {"entropy", texture_measure::entropy},
     {"mean", texture_measure::mean},
     {"variance", texture_measure::variance},
     {"deviation", texture_measure::deviation},
     {"correlation", texture_measure::correlation}}};

namespace entries {

struct texture_entry_options : texture_options {
    texture_measure measure = texture_measure::contrast;
};

template <class Registry>
void add_texture(Registry& known) {
    using options = texture_entry_options;
    known.add(define<options>({.name = "texture", .description = "co-occurrence of gray levels in a window"})
                  .option("measure", &options::measure, "of the co-occurrences")
                  .option("samples", &options::samples, "height of the window")
                  .option("traces", &options::traces, "width of the window")
                  .option("down", &options::down, "samples from the first of a pair to the second")
                  .option("across", &options::across, "traces from the first of a pair to the second")
                  .option("levels", &options::levels, "parts of the amplitudes from minimum to maximum")
                  .option("minimum", &options::minimum, "the least amplitude; nan: that of each section")
                  .option("maximum", &options::maximum, "the largest amplitude; nan: that of each section")
                  .asymmetric([](const options& o) { return o.down != 0 && o.across != 0; })
                  .sections([](const auto& a, const options& o) { return texture(a, o.measure, o); }));
}

}  // namespace entries

}  // namespace diapir::inline DIAPIR_TARGET::attributes
