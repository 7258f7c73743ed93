// Spectral decomposition, one frequency at a time, for registries.
#pragma once

#include <diapir/attributes/registry/registry.hpp>
#include <diapir/attributes/spectral/cwt.hpp>
#include <diapir/attributes/spectral/stft.hpp>

#include <array>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::attributes {

template <>
inline constexpr std::array<named_value<spectral_output>, 4> named_values<spectral_output>{
    {{"amplitude", spectral_output::amplitude},
     {"power", spectral_output::power},
     {"phase", spectral_output::phase},
     {"filtered", spectral_output::filtered}}};
template <>
inline constexpr std::array<named_value<taper>, 3> named_values<taper>{
    {{"hann", taper::hann}, {"gaussian", taper::gaussian}, {"boxcar", taper::boxcar}}};
template <>
inline constexpr std::array<named_value<wavelet>, 2> named_values<wavelet>{
    {{"morlet", wavelet::morlet}, {"ricker", wavelet::ricker}}};

namespace entries {

/// The options of a decomposition at one frequency.
template <class Decomposition>
struct picture_options : Decomposition {
    double frequency = 30;

    Decomposition at_frequency() const {
        Decomposition one = static_cast<const Decomposition&>(*this);
        one.frequencies = {frequency};
        return one;
    }
};

/// Pictures {..., 1} as {...}.
template <class T>
array<T> only_picture(array<T> pictures) {
    const shape s = shape_of(pictures);
    pictures.reshape(typename array<T>::shape_type(s.begin(), s.end() - 1));
    return pictures;
}

template <class Options>
attribute_definition<Options> of_spectrum(attribute_facts facts) {
    facts.units = "amplitude";
    facts.dimensions = dimensions::trace;
    return define<Options>(std::move(facts))
        .option("frequency", &Options::frequency, "in Hz")
        .option("output", &Options::output, "of the complex values")
        .odd([](const Options& o) { return o.along == axis::trace && o.output == spectral_output::phase; })
        .option("sample_interval", &Options::sample_interval, "in s")
        .option("along", &Options::along, "the axis of time")
        .option("edge", &Options::edge, "what it sees beyond the ends");
}

template <class Registry>
void add_decompositions(Registry& known) {
    using windows = picture_options<stft_options>;
    known.add(of_spectrum<windows>({.name = "stft", .description = "spectrum of a sliding window at one frequency"})
                  .option("window", &windows::window, "its length, in samples")
                  .option("taper", &windows::taper, "the weights of its samples")
                  .option("both_signs", &windows::both_signs, "counts the negative frequency, too")
                  .asymmetric([](const windows& o) {  // those of even lengths, but for Hann's, which begins with a 0
                      return o.along == axis::trace && o.window % 2 == 0 && o.taper != attributes::taper::hann;
                  })
                  .sections([](const auto& a, const windows& o) { return only_picture(stft(a, o.at_frequency())); }));
    using wavelets = picture_options<cwt_options>;
    known.add(of_spectrum<wavelets>({.name = "cwt", .description = "what a wavelet of one frequency lets through"})
                  .option("wavelet", &wavelets::wavelet, "its form")
                  .option("width", &wavelets::width, "of Morlet's, in radians")
                  .sections([](const auto& a, const wavelets& o) { return only_picture(cwt(a, o.at_frequency())); }));
}

}  // namespace entries

}  // namespace diapir::inline DIAPIR_TARGET::attributes
