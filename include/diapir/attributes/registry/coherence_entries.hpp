// How alike neighboring traces are, for registries.
#pragma once

#include <diapir/attributes/chaos.hpp>
#include <diapir/attributes/registry/registry.hpp>
#include <diapir/attributes/registry/volume_window.hpp>
#include <diapir/attributes/semblance.hpp>
#include <diapir/attributes/similarity.hpp>
#include <diapir/attributes/steered_semblance.hpp>
#include <diapir/attributes/variance.hpp>
#include <diapir/attributes/volume/gst.hpp>
#include <diapir/attributes/volume/semblance.hpp>
#include <diapir/attributes/volume/similarity.hpp>
#include <diapir/attributes/volume/steered_semblance.hpp>
#include <diapir/attributes/volume/variance.hpp>

#include <array>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::attributes {

template <>
inline constexpr std::array<named_value<semblance_method>, 3> named_values<semblance_method>{
    {{"gst", semblance_method::gst},
     {"marfurt", semblance_method::marfurt},
     {"gersztenkorn", semblance_method::gersztenkorn}}};
template <>
inline constexpr std::array<named_value<similarity_pairs>, 3> named_values<similarity_pairs>{
    {{"opposite", similarity_pairs::opposite}, {"center", similarity_pairs::center}, {"all", similarity_pairs::all}}};
template <>
inline constexpr std::array<named_value<similarity_statistic>, 5> named_values<similarity_statistic>{
    {{"mean", similarity_statistic::mean},
     {"median", similarity_statistic::median},
     {"minimum", similarity_statistic::minimum},
     {"maximum", similarity_statistic::maximum},
     {"variance", similarity_statistic::variance}}};
template <>
inline constexpr std::array<named_value<variance_form>, 2> named_values<variance_form>{
    {{"amplitudes", variance_form::amplitudes}, {"traces", variance_form::traces}}};
template <>
inline constexpr std::array<named_value<volume::gst_measure>, 4> named_values<volume::gst_measure>{
    {{"plane", volume::gst_measure::plane},
     {"line", volume::gst_measure::line},
     {"fault", volume::gst_measure::fault},
     {"chaos", volume::gst_measure::chaos}}};

namespace entries {

struct semblance_entry_options : semblance_options {
    std::size_t inlines = 3;
};
struct steered_entry_options : steered_options {
    std::size_t inlines = 3;
};
struct similarity_entry_options : similarity_options {
    std::size_t inlines = 1;
};
struct chaos_entry_options : chaos_options {
    std::size_t inlines = 3;
};
struct variance_entry_options : variance_options {
    std::size_t inlines = 3;
};
struct gst_entry_options {
    volume::gst_measure measure = volume::gst_measure::fault;
    volume::tensor_options tensor{};
};

template <class Registry>
void add_semblance(Registry& known) {
    using options = semblance_entry_options;
    known.add(define<options>({.name = "semblance", .description = "likeness of neighboring traces, 0 to 1"})
                  .option("samples", &options::samples, "height of the window")
                  .option("traces", &options::traces, "width of the window")
                  .option("inlines", &options::inlines, "of volumes: its width from inline to inline")
                  .option("method", &options::method, "how it is measured")
                  .option("sigma", &options::sigma, "gst: width of the derivative, in samples")
                  .option("undefined", &options::undefined, "gst: the value without any gradient")
                  .option("between", &options::between, "of sections, not gst: the axis from trace to trace")
                  .sections([](const auto& a, const options& o) { return semblance(a, o); })
                  .volumes(
                      [](const auto& a, const options& o) {
                          return volume::semblance(
                              a,
                              {.window = cube_of(o), .method = o.method, .sigma = o.sigma, .undefined = o.undefined});
                      },
                      [](const options& o) { return inlines_of_tensor(o.inlines, o.sigma); }));
}

template <class Registry>
void add_steered(Registry& known) {
    using options = steered_entry_options;
    known.add(
        define<options>({.name = "steered_semblance", .description = "semblance along the best of some dips"})
            .option("samples", &options::samples, "height of the window")
            .option("traces", &options::traces, "width of the window")
            .option("inlines", &options::inlines, "of volumes: its width from inline to inline")
            .option("max_dip", &options::max_dip, "the steepest dip, in samples per trace")
            .option("dip_step", &options::dip_step, "between the dips that are tried")
            .sections([](const auto& a, const options& o) { return steered_semblance(a, o); })
            .volumes(
                [](const auto& a, const options& o) {
                    return volume::steered_semblance(
                        a, volume::steered_options{.window = cube_of(o), .max_dip = o.max_dip, .dip_step = o.dip_step});
                },
                [](const options& o) { return o.inlines; }));
}

template <class Registry>
void add_similarity(Registry& known) {
    using options = similarity_entry_options;
    known.add(define<options>({.name = "similarity", .description = "likeness of pairs of traces, 0 to 1"})
                  .option("samples", &options::samples, "height of the gate")
                  .option("reach", &options::reach, "traces on either side")
                  .option("inlines", &options::inlines, "of volumes: inlines on either side")
                  .option("pairs", &options::pairs, "which of them are compared")
                  .option("statistic", &options::statistic, "of the pairs")
                  .option("max_dip", &options::max_dip, "the steepest dip, in samples per trace")
                  .option("dip_step", &options::dip_step, "between the dips that are tried")
                  .sections([](const auto& a, const options& o) { return similarity(a, o); })
                  .volumes(
                      [](const auto& a, const options& o) {
                          return volume::similarity(a, {.samples = o.samples,
                                                        .inlines = o.inlines,
                                                        .crosslines = o.reach,
                                                        .pairs = o.pairs,
                                                        .statistic = o.statistic,
                                                        .max_dip = o.max_dip,
                                                        .dip_step = o.dip_step});
                      },
                      [](const options& o) { return o.inlines; }));
}

template <class Registry>
void add_variance(Registry& known) {
    using options = variance_entry_options;
    known.add(define<options>({.name = "variance",
                               .description = "variance of the amplitudes in a window, or of its traces",
                               .units = "amplitude^2"})
                  .option("samples", &options::samples, "height of the window")
                  .option("traces", &options::traces, "width of the window")
                  .option("inlines", &options::inlines, "of volumes: its width from inline to inline")
                  .option("form", &options::form, "among amplitudes, or of traces as a share of energy")
                  .option("edge", &options::edge, "what it sees beyond the section")
                  .sections([](const auto& a, const options& o) { return attributes::variance(a, o); })
                  .volumes(
                      [](const auto& a, const options& o) {
                          return volume::variance(a, {.window = cube_of(o), .form = o.form, .edge = o.edge});
                      },
                      [](const options& o) { return o.inlines; }));
}

template <class Registry>
void add_chaos(Registry& known) {
    using options = chaos_entry_options;
    known.add(define<options>({.name = "chaos", .description = "disorder of the layers, 0 to 1"})
                  .option("samples", &options::samples, "height of the window")
                  .option("traces", &options::traces, "width of the window")
                  .option("inlines", &options::inlines, "of volumes: its width from inline to inline")
                  .option("sigma", &options::sigma, "width of the derivative, in samples")
                  .option("undefined", &options::undefined, "the value without any gradient")
                  .sections([](const auto& a, const options& o) { return chaos(a, o); })
                  .volumes(
                      [](const auto& a, const options& o) {
                          return volume::chaos(a, {.window = cube_of(o), .sigma = o.sigma, .undefined = o.undefined});
                      },
                      [](const options& o) { return inlines_of_tensor(o.inlines, o.sigma); }));
    using gst_options = gst_entry_options;
    attribute_definition<gst_options> gst =
        define<gst_options>({.name = "gst", .description = "planes, lines, faults or chaos of a volume, 0 to 1"});
    gst.option("measure", &gst_options::measure, "which of them");
    add_tensor_options(gst, [](gst_options& o) -> volume::tensor_options& { return o.tensor; });
    known.add(
        gst.volumes([](const auto& a, const gst_options& o) { return volume::gst(a, o.measure, o.tensor); },
                    [](const gst_options& o) { return inlines_of_tensor(o.tensor.window.inlines, o.tensor.sigma); }));
}

template <class Registry>
void add_coherence(Registry& known) {
    add_semblance(known);
    add_steered(known);
    add_similarity(known);
    add_variance(known);
    add_chaos(known);
}

}  // namespace entries

}  // namespace diapir::inline DIAPIR_TARGET::attributes
