// Random outlines of salt bodies in a section: domes, overhanging stocks, tongues, massifs that fill a side, and
// lenses. Places are fractions of the section's width u and height v, from the upper left corner.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>
#include <diapir/data/random_waves.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data {

/// Whether the place (u, v) is salt.
using salt_body = std::function<bool(double u, double v)>;

namespace detail {

/// A broad swell that rises from below.
inline salt_body dome(random_stream& random) {
    const double top = random.uniform(-0.05, 0.8), center = random.uniform(-0.2, 1.2),
                 width = random.uniform(0.15, 0.6);
    const double height = random.uniform(0.2, 1.2), power = random.uniform(1.4, 3.5);
    return [=](double u, double v) { return v > top + height * std::pow(std::abs(u - center) / width, power); };
}

/// A stem with a wider, often leaning bulb.
inline salt_body stock(random_stream& random) {
    const double top = random.uniform(-0.1, 0.6), center = random.uniform(0, 1), lean = random.uniform(-0.5, 0.5);
    const double bulb = random.uniform(0.12, 0.35), stem = bulb * random.uniform(0.3, 1.2),
                 neck = random.uniform(0.2, 0.5);
    return [=](double u, double v) {
        const double depth = (v - top) / neck;
        if (depth < 0) return false;
        const double crown = std::sqrt(std::min(1.0, depth * (2 - std::min(depth, 1.0))));
        const double half = crown * (stem + (bulb - stem) * std::exp(-std::pow(depth - 0.6, 2) * 2));
        return std::abs(u - center - lean * (v - top)) < half;
    };
}

/// A sheet that enters from one side and thins towards its tip.
inline salt_body tongue(random_stream& random) {
    const double top = random.uniform(0, 0.75), dip = random.uniform(-0.4, 0.4), thickness = random.uniform(0.08, 0.4);
    const double tip = random.uniform(0.3, 1.6);
    const bool from_right = random.uniform() < 0.5;
    return [=](double u, double v) {
        const double along = from_right ? 1 - u : u;
        if (along > tip) return false;
        const double half = thickness / 2 * std::sqrt(1 - std::pow(std::max(along, 0.0) / tip, 2));
        return std::abs(v - top - dip * along - thickness / 2) < half;
    };
}

/// Salt on one side of a steep or slanting face.
inline salt_body massif(random_stream& random) {
    const double angle = random.uniform(-0.2, 1.2) * std::numbers::pi, offset = random.uniform(-0.5, 0.35);
    const double bend = random.uniform(-0.8, 0.8);
    return [=](double u, double v) {
        const double across = (u - 0.5) * std::cos(angle) + (v - 0.5) * std::sin(angle);
        const double along = (v - 0.5) * std::cos(angle) - (u - 0.5) * std::sin(angle);
        return across + bend * along * along > offset;
    };
}

/// A closed body without roots.
inline salt_body lens(random_stream& random) {
    const double center_u = random.uniform(-0.1, 1.1), center_v = random.uniform(0.05, 1.05);
    const double width = random.uniform(0.12, 0.5), height = random.uniform(0.08, 0.3), dip = random.uniform(-0.6, 0.6);
    return [=](double u, double v) {
        const double across = (u - center_u) / width, down = (v - center_v - dip * (u - center_u)) / height;
        return across * across + down * down < 1;
    };
}

}  // namespace detail

/// A random salt body with an uneven outline.
inline salt_body random_salt_body(random_stream& random) {
    constexpr salt_body (*kinds[])(random_stream&) = {detail::dome, detail::stock, detail::tongue, detail::massif,
                                                      detail::lens};
    const salt_body smooth = kinds[random.below(std::size(kinds))](random);
    const random_waves broad_u(random, 2), broad_v(random, 2), fine_u(random, 7), fine_v(random, 7);
    const double broad = random.uniform(0.01, 0.05), fine = random.uniform(0.002, 0.015);
    return [=](double u, double v) {
        return smooth(u + broad * broad_u(u, v) + fine * fine_u(u, v), v + broad * broad_v(u, v) + fine * fine_v(u, v));
    };
}

/// 1 in salt, 0 elsewhere, in a section of rows x cols samples that salt covers by a share of 0.01 to 0.98. Throws
/// argument_error for fewer than two samples, of which no share is between.
inline array<float> random_salt_mask(std::size_t rows, std::size_t cols, random_stream& random) {
    require(rows > 0 && cols > 0 && (rows > 1 || cols > 1), "random_salt_mask: expected at least two samples, got ",
            rows, " x ", cols);
    array<float> mask = make_array<float>({rows, cols});
    std::vector<std::size_t> salt(rows);  // samples in each row
    double share;
    do {
        const salt_body body = random_salt_body(random);
        const auto fill_row = [&](std::size_t row) {
            salt[row] = 0;
            for (std::size_t col = 0; col < cols; ++col) {
                const double u = (static_cast<double>(col) + 0.5) / static_cast<double>(cols);
                const double v = (static_cast<double>(row) + 0.5) / static_cast<double>(rows);
                const bool is_salt = body(u, v);
                mask(row, col) = is_salt;
                salt[row] += is_salt;
            }
        };
        parallel_for(rows, fill_row, 1000 * cols);
        share = static_cast<double>(std::accumulate(salt.begin(), salt.end(), std::size_t{0})) /
                static_cast<double>(rows * cols);
    } while (share < 0.01 || share > 0.98);
    return mask;
}

}  // namespace diapir::inline DIAPIR_TARGET::data
