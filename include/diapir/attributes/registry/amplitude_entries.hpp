// The amplitudes themselves, how strong they are, and gains, for registries.
#pragma once

#include <diapir/attributes/energy.hpp>
#include <diapir/attributes/gain.hpp>
#include <diapir/attributes/registry/registry.hpp>

#include <utility>

namespace diapir::inline DIAPIR_TARGET::attributes::entries {

/// An attribute with the options of energy.
template <class F>
attribute of_energy(attribute_facts facts, const F& f) {
    return define<energy_options>(std::move(facts))
        .option("window", &energy_options::window, "its length, in samples or traces")
        .option("along", &energy_options::along, "the axis that it runs along")
        .option("edge", &energy_options::edge, "what it sees beyond the section")
        .sections(f);
}

template <class Registry>
void add_energies(Registry& known) {
    known.add(of_energy({.name = "energy", .description = "mean square amplitude in a window", .units = "amplitude^2"},
                        [](const auto& a, const energy_options& o) { return energy(a, o); }));
    known.add(of_energy({.name = "rms", .description = "root mean square amplitude in a window", .units = "amplitude"},
                        [](const auto& a, const energy_options& o) { return rms(a, o); }));
    known.add(of_energy({.name = "log_energy", .description = "natural logarithm of the mean square amplitude"},
                        [](const auto& a, const energy_options& o) { return log_energy(a, o); }));
}

template <class Registry>
void add_gains(Registry& known) {
    known.add(define<gain_options>({.name = "gain",
                                    .description = "amplitudes times factor t^power exp(rate t)",
                                    .units = "amplitude",
                                    .dimensions = dimensions::trace})
                  .option("factor", &gain_options::factor, "of all amplitudes")
                  .option("power", &gain_options::power, "of the time t")
                  .option("rate", &gain_options::rate, "of the exponential, in 1/s")
                  .option("start", &gain_options::start, "time of the first sample, in s")
                  .option("sample_interval", &gain_options::sample_interval, "in s")
                  .option("along", &gain_options::along, "the axis of time")
                  .sections([](const auto& a, const gain_options& o) { return gain(a, o); }));
    known.add(define<agc_options>({.name = "agc",
                                   .description = "amplitudes over their root mean square in a window",
                                   .dimensions = dimensions::trace})
                  .option("window", &agc_options::window, "its length, in samples or traces")
                  .option("along", &agc_options::along, "the axis that it runs along")
                  .option("level", &agc_options::level, "the root mean square that is aimed at")
                  .option("undefined", &agc_options::undefined, "the value in a window of zeros")
                  .option("edge", &agc_options::edge, "what it sees beyond the section")
                  .sections([](const auto& a, const agc_options& o) { return agc(a, o); }));
}

template <class Registry>
void add_amplitudes(Registry& known) {
    known.add(define({.name = "seismic",
                      .description = "the amplitudes as they are",
                      .units = "amplitude",
                      .dimensions = dimensions::trace})
                  .sections([](const auto& a) { return a; }));
    add_energies(known);
    add_gains(known);
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::entries
