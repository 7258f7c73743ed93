// Random layered ground: layers of random thickness and impedance, folded, faulted, and dragged up along salt.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/data/random_waves.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data {

/// Logarithmic impedance by depth below the top of a stack of layers, in samples.
class layer_stack {
public:
    /// Throws argument_error unless the depth is from 0 to 2^40 samples.
    layer_stack(random_stream& random, double depth) {
        constexpr double deepest = 1099511627776;
        require(depth >= 0 && depth <= deepest, "layer_stack: expected a depth of 0 to ", deepest, " samples, got ",
                depth);
        const auto steps = static_cast<std::size_t>(depth * per_sample) + 2;
        const double correlation = random.uniform(0, 0.7);
        double thickness = random.uniform(2, 6), contrast = random.uniform(0.6, 1.4), impedance = 0;
        std::vector<double> layers;
        while (layers.size() < steps) {
            if (random.uniform() < 0.04) {  // another formation
                thickness = random.uniform(2, 7);
                contrast = random.uniform(0.5, 1.4);
            }
            impedance = correlation * impedance + contrast * random.normal();
            const double samples = 0.7 - thickness * std::log1p(-random.uniform());
            layers.insert(layers.end(), static_cast<std::size_t>(samples * per_sample) + 1, impedance);
        }
        // The mean over one sample, so that thin layers do not alias.
        table_.resize(steps);
        for (std::size_t i = 0; i < steps; ++i)
            for (std::size_t k = 0; k < per_sample; ++k)
                table_[i] += layers[std::min(i + k, layers.size() - 1)] / static_cast<double>(per_sample);
    }

    /// Above the top and below the bottom it goes on as there. Throws argument_error for NaN.
    double operator()(double depth) const {
        require(!std::isnan(depth), "layer_stack: expected a depth that is a number, got NaN");
        const double place = std::clamp(depth * per_sample, 0.0, static_cast<double>(table_.size() - 2));
        const auto below = static_cast<std::size_t>(place);
        const double share = place - static_cast<double>(below);
        return (1 - share) * table_[below] + share * table_[below + 1];
    }

private:
    static constexpr std::size_t per_sample = 4;
    std::vector<double> table_;
};

/// A plane cut through the layers: right of it they lie `throw_` samples deeper.
struct fault {
    double place, slope, throw_;  ///< column at mid height; columns per row; samples

    double operator()(double row, double col) const { return col > place + slope * row ? throw_ : 0; }
};

/// Logarithmic impedance {rows, cols} of random layers. `uplift` {rows, cols}, 0 to 1, is where they are dragged
/// upwards. Throws argument_error for other shapes of it, and where there are no rows or columns.
inline array<double> random_sediments(std::size_t rows, std::size_t cols, const array<double>& uplift,
                                      random_stream& random) {
    require(rows > 0 && cols > 0 && shape_of(uplift) == shape{rows, cols}, "random_sediments: expected an uplift {",
            rows, ", ", cols, "} of a row and a column or more, got ", shape_of(uplift));
    const double height = static_cast<double>(rows), width = static_cast<double>(cols);
    const double dip = height * random.normal() * 0.15, fold = height * random.uniform(0, 0.08);
    const double drag = height * random.uniform(0, 0.25);
    const random_waves folds(random, 1.2), fine_folds(random, 4), facies(random, 1.5), patch_place(random, 1.5);
    std::vector<fault> faults(random.below(4));
    for (fault& f : faults)
        f = {random.uniform(0.1, 0.9) * width, random.uniform(-0.8, 0.8), height * random.uniform(-0.08, 0.08)};
    // A slumped patch: broken layers that are no salt.
    const bool slumped = random.uniform() < 0.35;
    const random_waves breaks(random, 14, 10);
    const double slump_level = random.uniform(0.9, 1.6);

    const double margin = 1.5 * height;
    const layer_stack layers(random, height + 2 * margin);
    array<double> impedance = make_array<double>({rows, cols});
    const auto fill_row = [&](std::size_t row) {
        for (std::size_t col = 0; col < cols; ++col) {
            const double u = static_cast<double>(col) / width, v = static_cast<double>(row) / height;
            double depth = static_cast<double>(row) + margin + dip * (u - 0.5) +
                           fold * (folds(u, 0.3 * v) * (0.5 + v) + 0.15 * fine_folds(u, 0.5 * v)) +
                           drag * uplift(row, col);
            for (const fault& f : faults) depth += f(static_cast<double>(row) - height / 2, static_cast<double>(col));
            const bool broken = slumped && patch_place(u, v) > slump_level;
            if (broken) depth += 3 * breaks(u, v);
            impedance(row, col) = layers(depth) * std::exp(0.25 * facies(u, v)) * (broken ? 0.6 : 1.0);
        }
    };
    parallel_for(rows, fill_row, 1000 * cols);
    return impedance;
}

}  // namespace diapir::inline DIAPIR_TARGET::data
