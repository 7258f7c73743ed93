// Smooth random functions of the place in a section, for synthetic geology.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/random.hpp>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data {

/// A sum of plane waves of random direction, length and phase: mean 0, mean square 1.
class random_waves {
public:
    /// Waves of up to `frequency` cycles per unit of length. Throws argument_error unless it is finite and not
    /// negative, and for no terms or more than 2^20.
    random_waves(random_stream& random, double frequency, std::size_t terms = 6) {
        require(frequency >= 0 && std::isfinite(frequency), "random_waves: expected a frequency of at least 0, got ",
                frequency);
        require(terms > 0 && terms <= 1 << 20, "random_waves: expected 1 to 1048576 terms, got ", terms);
        for (std::size_t i = 0; i < terms; ++i)
            waves_.push_back(
                {random.uniform(-frequency, frequency), random.uniform(-frequency, frequency), random.uniform()});
    }

    double operator()(double u, double v = 0) const {
        double sum = 0;
        for (const wave& w : waves_) sum += std::cos(2 * std::numbers::pi * (w.u * u + w.v * v + w.phase));
        return sum * std::sqrt(2 / static_cast<double>(waves_.size()));
    }

private:
    struct wave {
        double u, v, phase;
    };
    std::vector<wave> waves_;
};

}  // namespace diapir::inline DIAPIR_TARGET::data
