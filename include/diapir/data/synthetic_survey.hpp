// A synthetic survey with its salt: folded, faulted layers in three dimensions, pierced and dragged up by domes of salt
// and a sheet of it, seen through a Ricker wavelet, shadow and noise. Inlines are made one at a time, in any order, so
// that a survey may be of any size.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/random.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/data/random_waves.hpp>
#include <diapir/data/sediments.hpp>
#include <diapir/data/synthetic.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data {

struct synthetic_survey_options {
    std::size_t ilines = 100, xlines = 100, samples = 200;
    double period = 10;  ///< of the wavelet's dominant frequency, in samples
    double noise = 0.2;  ///< root mean square of the noise, over that of the reflections
};

/// The survey that a seed gives. Places are fractions of its extents: u along an inline, w across the inlines, v down.
class synthetic_survey {
public:
    /// Throws argument_error for fewer than 2 lines of either direction or 16 samples, and for periods below 3 samples
    /// or above 10 times the samples of a trace.
    explicit synthetic_survey(const synthetic_survey_options& options, std::uint64_t seed = 0)
        : synthetic_survey(options, seed, random_stream(seed)) {}

    /// An inline {samples, crosslines}: amplitudes of root mean square about 1 in the sediments, and 1 in salt, 0
    /// elsewhere. It depends on nothing but options, seed and index.
    synthetic_section inline_section(std::size_t index) const {
        require(index < options_.ilines, "synthetic_survey: expected an inline below ", options_.ilines, ", got ",
                index);
        const auto [ilines, xlines, samples, period, noise] = options_;
        const shape extents{samples, xlines};
        array<double> impedance = make_array<double>(extents);
        array<float> salt = make_array<float>(extents);
        for (std::size_t x = 0; x < xlines; ++x) fill_trace(index, x, impedance, salt);
        array<double> section = detail::ricker(detail::reflectivity(impedance), period);
        detail::cast_shadow(section, salt, 0.6);
        random_stream random(seed_, 1 + index);
        const array<double> within = detail::band_noise(extents, period, 1.5, random),
                            everywhere = detail::band_noise(extents, period, 0.8, random);
        array<float> image = make_array<float>(extents);
        for (std::size_t i = 0; i < image.size(); ++i) {
            const double chaos = salt.data()[i] > 0 ? 0.3 * within.data()[i] : 0;
            image.data()[i] = static_cast<float>(section.data()[i] / level_ + chaos + noise * everywhere.data()[i]);
        }
        return {std::move(image), std::move(salt)};
    }

private:
    static constexpr double salt_impedance = 2.5;

    struct dome {
        double u, w, top, half_u, half_w, height, power;
        double distance(double at_u, double at_w) const { return std::hypot((at_u - u) / half_u, (at_w - w) / half_w); }
        /// The top of the salt there.
        double surface(double at_u, double at_w) const { return top + height * std::pow(distance(at_u, at_w), power); }
    };
    struct sheet {
        double u, w, v, half_u, half_w, half_v;
        bool holds(double at_u, double at_w, double at_v) const {
            return std::hypot((at_u - u) / half_u, (at_w - w) / half_w, (at_v - v) / half_v) < 1;
        }
    };

    /// The options, after a look at them.
    static const synthetic_survey_options& checked(const synthetic_survey_options& options) {
        require(options.ilines > 1 && options.xlines > 1 && options.samples >= 16,
                "synthetic_survey: expected at least 2 x 2 lines of 16 samples, got ", options.ilines, " x ",
                options.xlines, " x ", options.samples);
        require(options.period >= 3 && options.period <= detail::longest_period(options.samples),
                "synthetic_survey: expected a period of 3 samples to 10 times the ", options.samples, " samples, got ",
                options.period);
        require(options.noise >= 0 && std::isfinite(options.noise),
                "synthetic_survey: expected noise of 0 or more, got ", options.noise);
        for (const shape& needed : {shape{3, options.samples}, shape{options.samples, options.xlines}})
            needed.checked_size();  // the stack of layers, an inline
        return options;
    }

    synthetic_survey(const synthetic_survey_options& options, std::uint64_t seed, random_stream random)
        : options_(checked(options)),
          seed_(seed),
          layers_(random, 3 * static_cast<double>(options.samples)),
          folds_(random, 1.5),
          rough_(random, 6) {
        for (int i = 0; i < 2; ++i)
            domes_.push_back({random.uniform(0.15, 0.85), random.uniform(0.15, 0.85), random.uniform(0.25, 0.5),
                              random.uniform(0.12, 0.25), random.uniform(0.12, 0.25), random.uniform(0.15, 0.4),
                              random.uniform(1.6, 3)});
        sheet_ = {random.uniform(0.2, 0.8),  random.uniform(0.2, 0.8),  random.uniform(0.3, 0.7),
                  random.uniform(0.15, 0.3), random.uniform(0.15, 0.3), random.uniform(0.04, 0.08)};
        level_ = reflection_level();
        dip_u_ = 0.1 * random.normal();
        dip_w_ = 0.1 * random.normal();
        fault_ = {random.uniform(0.3, 0.7), random.uniform(-0.3, 0.3), random.uniform(0.02, 0.06)};
    }

    /// The root mean square of what all layers reflect.
    double reflection_level() const {
        array<double> impedance = make_array<double>({3 * options_.samples, 1});
        for (std::size_t s = 0; s < impedance.size(); ++s) impedance.data()[s] = layers_(static_cast<double>(s));
        return detail::root_mean_square(detail::ricker(detail::reflectivity(impedance), options_.period));
    }
    void fill_trace(std::size_t iline, std::size_t xline, array<double>& impedance, array<float>& salt) const {
        const double u = static_cast<double>(xline) / static_cast<double>(options_.xlines - 1),
                     w = static_cast<double>(iline) / static_cast<double>(options_.ilines - 1);
        const double height = static_cast<double>(options_.samples), uneven = 0.01 * rough_(u, w);
        double top = 2, drag = 0;
        for (const dome& d : domes_) {
            top = std::min(top, d.surface(u, w) + uneven);
            drag = std::max(drag, std::exp(-d.distance(u, w) * d.distance(u, w)));
        }
        const double shift = height * (1 + dip_u_ * (u - 0.5) + dip_w_ * (w - 0.5) + 0.03 * folds_(u, w) + 0.12 * drag);
        for (std::size_t s = 0; s < options_.samples; ++s) {
            const double v = static_cast<double>(s) / height;
            const bool in_salt = v > top || sheet_.holds(u, w, v + uneven);
            const double thrown = u + fault_[1] * (w - 0.5) > fault_[0] + 0.3 * (v - 0.5) ? height * fault_[2] : 0;
            impedance(s, xline) = in_salt ? salt_impedance : layers_(static_cast<double>(s) + shift + thrown);
            salt(s, xline) = in_salt;
        }
    }

    synthetic_survey_options options_;
    std::uint64_t seed_;
    layer_stack layers_;
    random_waves folds_, rough_;
    std::vector<dome> domes_;
    sheet sheet_{};
    double level_ = 1, dip_u_ = 0, dip_w_ = 0;
    std::array<double, 3> fault_{};  ///< place, slope across the inlines, throw
};

}  // namespace diapir::inline DIAPIR_TARGET::data
