// Synthetic seismic sections with their salt, in the manner of the TGS challenge: sediments cut by a salt body, their
// reflections seen through a Ricker wavelet and noise. Salt shows as it does in the field: a strong top, broken layers
// and a weak, chaotic interior, none of them reliably.
#pragma once

#include <diapir/attributes/gaussian.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/data/salt_body.hpp>
#include <diapir/data/sediments.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace diapir::inline DIAPIR_TARGET::data {

struct synthetic_options {
    std::size_t rows = 101, cols = 101;
    double salt_free = 0.4;                           ///< share of the sections without salt
    double hard = 0.3;                                ///< share of the salt bodies that stand out little
    double shortest_period = 6, longest_period = 14;  ///< of the wavelet's dominant frequency, in samples
    double noise = 0.25;  ///< mean root mean square of the noise, over that of the reflections
};

/// A section {rows, cols}, whole numbers from 0 to 255 around 120, and its salt, 1 in salt and 0 elsewhere.
struct synthetic_section {
    array<float> image, mask;
};

/// Sections {n, rows, cols, 1} and their salt.
struct synthetic_set {
    array<float> images, masks;
};

namespace detail {

/// In traces of that many samples longer wavelets only smooth, and take long to do so.
inline double longest_period(std::size_t samples) {
    return 10 * static_cast<double>(samples);
}

/// Convolves the traces of a section with a Ricker wavelet, the negative second derivative of a Gaussian.
inline array<double> ricker(const array<double>& section, double period) {
    using attributes::gaussian_filter;
    const double sigma = period / (2 * std::numbers::pi);  // of each of two first derivatives
    array<double> traces =
        gaussian_filter(gaussian_filter(section, {.sigma = sigma, .order = 1}), {.sigma = sigma, .order = 1});
    for (double& x : traces) x = -x;
    return traces;
}

inline double root_mean_square(const array<double>& x) {
    double sum = 0;
    for (double value : x) sum += value * value;
    return std::sqrt(sum / static_cast<double>(x.size()));
}

/// Noise in the band of the wavelet, alike over `width` traces, of root mean square 1.
inline array<double> band_noise(const shape& extents, double period, double width, random_stream& random) {
    array<double> noise = make_array<double>(extents);
    for (double& x : noise) x = random.normal();
    noise = attributes::gaussian_filter(ricker(noise, period), {.sigma = width, .along = attributes::axis::trace});
    const double scale = root_mean_square(noise);
    for (double& x : noise) x /= scale;
    return noise;
}

/// Smooths along both axes.
inline array<double> blurred(const array<double>& section, double sigma) {
    using attributes::gaussian_filter;
    return gaussian_filter(gaussian_filter(section, {.sigma = sigma}),
                           {.sigma = sigma, .along = attributes::axis::trace});
}

/// Differences down the traces of the logarithmic impedance {rows, cols}: what reflects.
inline array<double> reflectivity(const array<double>& impedance) {
    const shape extents = shape_of(impedance);
    array<double> r = make_array<double>(extents, 0);
    for (std::size_t i = extents[1]; i < r.size(); ++i)
        r.data()[i] = impedance.data()[i] - impedance.data()[i - extents[1]];
    return r;
}

/// Less energy passes through salt: weakens what lies below it, at most to `shadow` times its amplitude.
inline void cast_shadow(array<double>& section, const array<float>& mask, double shadow) {
    for (std::size_t col = 0; col < section.shape(1); ++col) {
        double passed = 1;
        for (std::size_t row = 0; row < section.shape(0); ++row) {
            passed = mask(row, col) > 0 ? std::max(shadow, passed * 0.93) : std::min(1.0, passed * 1.01);
            section(row, col) *= mask(row, col) > 0 ? 1 : passed;
        }
    }
}

/// The root mean square amplitude of the sediments, weighted by what is not salt.
inline double sediment_level(const array<double>& section, const array<double>& salt) {
    double level = 0, weight = 0;
    for (std::size_t i = 0; i < section.size(); ++i) {
        const double outside = 1.001 - salt.data()[i];
        level += outside * section.data()[i] * section.data()[i];
        weight += outside;
    }
    return std::sqrt(level / weight);
}

/// Gray values 0 to 255 around 120, with grain.
inline array<float> to_gray(const array<double>& section, random_stream& random) {
    const double mean = 120 + 6 * random.normal(), gain = random.uniform(22, 42) / root_mean_square(section);
    array<float> image = make_array<float>(shape_of(section));
    for (std::size_t i = 0; i < image.size(); ++i) {
        const double grain = random.normal();
        image.data()[i] =
            static_cast<float>(std::clamp(std::round(mean + gain * section.data()[i] + grain), 0.0, 255.0));
    }
    return image;
}

}  // namespace detail

/// Section number `index` of the endless set that a seed gives; it depends on nothing else.
/// Throws argument_error for sections below 16 x 16, for periods below 3 samples or above 10 times the rows, and for
/// shares and noise out of range.
inline synthetic_section synthesize(const synthetic_options& options, std::uint64_t seed, std::uint64_t index) {
    const auto& [rows, cols, salt_free, hard, shortest, longest, noise] = options;
    require(rows >= 16 && cols >= 16, "synthesize: expected at least 16 x 16 samples, got ", rows, " x ", cols);
    require(shortest >= 3 && longest >= shortest, "synthesize: expected periods of at least 3 samples in order, got ",
            shortest, " and ", longest);
    require(longest <= detail::longest_period(rows), "synthesize: expected periods of at most 10 times the ", rows,
            " rows, got ", longest);
    for (const double share : {salt_free, hard})
        require(share >= 0 && share <= 1, "synthesize: expected salt_free and hard in 0 ... 1, got ", share);
    require(noise >= 0 && std::isfinite(noise), "synthesize: expected noise of 0 or more, got ", noise);
    random_stream random(seed, index);
    const shape extents{rows, cols};
    const bool has_salt = random.uniform() >= salt_free, is_hard = random.uniform() < hard;
    const array<float> mask = has_salt ? random_salt_mask(rows, cols, random) : make_array<float>(extents, 0);
    const array<double> body = xt::cast<double>(mask), salt = detail::blurred(body, 0.6);
    const double period = random.uniform(shortest, longest);
    array<double> impedance =
        random_sediments(rows, cols, detail::blurred(body, 0.06 * static_cast<double>(rows)), random);

    // Salt replaces the sediments; its boundary reflects by the contrast that it happens to meet.
    const double contrast = is_hard ? random.uniform(0, 0.8) : random.uniform(1, 3);
    for (std::size_t i = 0; i < impedance.size(); ++i)
        impedance.data()[i] += salt.data()[i] * (contrast - impedance.data()[i]);
    array<double> section =
        attributes::gaussian_filter(detail::ricker(detail::reflectivity(impedance), period),
                                    {.sigma = random.uniform(0.5, 1.2), .along = attributes::axis::trace});

    // Chaotic noise fills salt, weak or, in a hard section, about as strong as layers.
    const double shadow = random.uniform(0.4, 1), chaos = is_hard ? random.uniform(0.5, 1) : random.uniform(0.1, 0.5);
    detail::cast_shadow(section, mask, shadow);
    const double level = detail::sediment_level(section, salt);
    const double width = random.uniform(0.8, 2.5), period_within = period * random.uniform(0.8, 1.4);
    const array<double> within = detail::band_noise(extents, period_within, width, random);
    const array<double> everywhere = detail::band_noise(extents, period, random.uniform(0.5, 1.5), random);
    const double noise_level = level * noise * random.uniform(0.3, 1.7);
    for (std::size_t i = 0; i < section.size(); ++i)
        section.data()[i] += level * chaos * salt.data()[i] * within.data()[i] + noise_level * everywhere.data()[i];
    return {detail::to_gray(section, random), mask};
}

/// Sections 0 ... count - 1 of the set that a seed gives, made in parallel.
inline synthetic_set synthesize_set(const synthetic_options& options, std::uint64_t seed, std::size_t count) {
    const shape extents{count, options.rows, options.cols, 1};
    synthetic_set set{make_array<float>(extents), make_array<float>(extents)};
    const std::size_t size = options.rows * options.cols;
    parallel_chunks(count, [&](std::size_t i) {
        const synthetic_section one = synthesize(options, seed, i);
        std::copy_n(one.image.data(), size, set.images.data() + i * size);
        std::copy_n(one.mask.data(), size, set.masks.data() + i * size);
    });
    return set;
}

}  // namespace diapir::inline DIAPIR_TARGET::data
