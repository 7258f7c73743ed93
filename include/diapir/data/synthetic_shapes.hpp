// Small gray images of ten plane figures, labelled: a set for classification that needs no download. Place, size,
// direction and contrast vary, and figures may be darker than what is behind them, so that no pixel tells by itself
// and a linear model learns nearly nothing; a small convolutional network learns nearly all.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>
#include <diapir/data/add_noise.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string_view>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data {

struct shapes_options {
    std::size_t size = 28;     ///< rows and columns
    std::size_t classes = 10;  ///< the first of shape_names
    double noise = 0.05;       ///< standard deviation; figures differ from what is behind them by 0.4 to 0.9
    std::uint64_t seed = 0;
};

/// The classes, by their labels.
inline constexpr std::array<std::string_view, 10> shape_names{"disk",  "square", "triangle", "cross",    "ring",
                                                              "frame", "star",   "bar",      "crescent", "corner"};

/// Images {n, size, size, 1}, of values around 0 to 1, and the number of each one's class.
template <class T>
struct shapes_set {
    array<T> images;
    std::vector<std::size_t> labels;
};

namespace detail {

/// How far (x, y) is outside a figure, below 0 inside; figures lie in the circle of radius 1. Near their outlines it is
/// the distance.
inline double outside_figure(std::size_t label, double x, double y) {
    const double radius = std::hypot(x, y), reach = std::max(std::abs(x), std::abs(y));
    switch (label) {
        case 0:
            return radius - 0.85;
        case 1:
            return reach - 0.7;
        case 2:
            return std::max(y - 0.5, std::abs(x) * std::numbers::sqrt3 / 2 - y / 2 - 0.5);
        case 3:
            return std::max(reach - 0.9, std::min(std::abs(x), std::abs(y)) - 0.25);
        case 4:
            return std::abs(radius - 0.65) - 0.2;
        case 5:
            return std::abs(reach - 0.53) - 0.17;
        case 6: {  // a fifth part, mirrored at the line from the center to its tip at (1, 0)
            constexpr double part = 2 * std::numbers::pi / 5, notch = 0.42;
            const double angle = std::remainder(std::atan2(y, x), part);
            const double along = radius * std::cos(angle), across = std::abs(radius * std::sin(angle));
            const double dx = 1 - notch * std::cos(part / 2), dy = notch * std::sin(part / 2);
            return ((along - 1) * dy + across * dx) / std::hypot(dx, dy);
        }
        case 7:
            return std::max(std::abs(x) - 0.95, std::abs(y) - 0.27);
        case 8:
            return std::max(radius - 0.9, 0.75 - std::hypot(x - 0.5, y));
        default:
            return std::max(reach - 0.7, std::min(x, y) + 0.2);
    }
}

/// Draws one image {size, size}.
template <class T>
void draw_figure(std::size_t label, const shapes_options& options, random_stream& random, T* to) {
    const double size = static_cast<double>(options.size);
    const double radius = random.uniform(0.3, 0.42) * size;  // of the circle around the figure
    const double x = random.uniform(radius, size - radius), y = random.uniform(radius, size - radius);
    const double angle = random.uniform(0, 2 * std::numbers::pi), cosine = std::cos(angle), sine = std::sin(angle);
    const double contrast = random.uniform(0.4, 0.9), dark = random.uniform(0, 1 - contrast);
    const bool negative = random.uniform() < 0.5;
    const double behind = negative ? dark + contrast : dark, figure = negative ? -contrast : contrast;
    T* pixel = to;
    for (std::size_t row = 0; row < options.size; ++row)
        for (std::size_t col = 0; col < options.size; ++col) {
            const double u = (static_cast<double>(col) + 0.5 - x) / radius,
                         v = (static_cast<double>(row) + 0.5 - y) / radius;
            const double outside = outside_figure(label, cosine * u + sine * v, cosine * v - sine * u) * radius;
            const double cover = std::clamp(0.5 - outside, 0.0, 1.0);  // of the pixel
            *pixel++ = static_cast<T>(behind + figure * cover);
        }
    if (options.noise > 0) add_noise(to, options.size * options.size, options.noise, random);
}

}  // namespace detail

/// `count` images, made in parallel: image i is of class i modulo classes, and depends on the seed and i alone. Throws
/// argument_error for images below 12 x 12, for fewer than 1 or more than 10 classes, and for noise that is negative or
/// not finite.
template <std::floating_point T>
shapes_set<T> shapes(std::size_t count, const shapes_options& options = {}) {
    require(options.size >= 12, "shapes: expected a size of at least 12, got ", options.size);
    require(options.classes >= 1 && options.classes <= shape_names.size(), "shapes: expected 1 to ", shape_names.size(),
            " classes, got ", options.classes);
    require(options.noise >= 0 && std::isfinite(options.noise), "shapes: expected noise of 0 or more, got ",
            options.noise);
    shapes_set<T> set{make_array<T>({count, options.size, options.size, 1}), std::vector<std::size_t>(count)};
    const std::size_t pixels = options.size * options.size;
    const auto draw = [&](std::size_t i) {
        random_stream random(options.seed, i);
        set.labels[i] = i % options.classes;
        detail::draw_figure(set.labels[i], options, random, set.images.data() + i * pixels);
    };
    parallel_for(count, draw, 100 * pixels);
    return set;
}

}  // namespace diapir::inline DIAPIR_TARGET::data
