// Superpixels: connected patches of similar pixels as players (SLIC; Achanta et al., SLIC superpixels compared to
// state-of-the-art superpixel methods, 2012).
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/shap/players/players.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

struct slic_options {
    std::size_t segments = 100;  ///< roughly as many come out
    double compactness = 0.4;    ///< weight of distance against difference of pixels, in standard deviations of the
                                 ///< channels; 0.4 is m = 10 of the paper for colors that vary by 25
    std::size_t iterations = 10;
};

namespace detail {

class slic {
public:
    /// Pixels {rows, cols, channels}, each channel divided by its standard deviation, where that is more than rounding.
    template <class T>
    slic(const T* image, const shape& s, const slic_options& o)
        : rows_(s[0]), cols_(s[1]), channels_(s[2]), options_(o), pixels_(s.size()), labels_(rows_ * cols_) {
        for (std::size_t c = 0; c < channels_; ++c) {
            double sum = 0, squares = 0, largest = 0;
            const auto count = static_cast<double>(labels_.size());
            for (std::size_t i = c; i < pixels_.size(); i += channels_) {
                pixels_[i] = static_cast<double>(image[i]);
                largest = std::max(largest, std::abs(pixels_[i]));
            }
            if (const int exponent = exponent_beyond_squares(largest); exponent != 0)
                for (std::size_t i = c; i < pixels_.size(); i += channels_)
                    pixels_[i] = std::ldexp(pixels_[i], -exponent);
            for (std::size_t i = c; i < pixels_.size(); i += channels_) sum += pixels_[i];
            const double mean = sum / count;
            for (std::size_t i = c; i < pixels_.size(); i += channels_) {
                pixels_[i] -= mean;
                squares += pixels_[i] * pixels_[i];
            }
            const double deviation = std::sqrt(squares / count * static_cast<double>(channels_));
            if (deviation <= 1e-12 * std::abs(mean)) continue;  // constant, but for rounding
            for (std::size_t i = c; i < pixels_.size(); i += channels_) pixels_[i] /= deviation;
        }
    }

    const std::vector<std::int64_t>& segment() {
        place_centers();
        for (std::size_t k = 0; k < options_.iterations; ++k) {
            const auto before = labels_;
            assign();
            if (k > 0 && labels_ == before) break;  // the centers are the means of these
            move_centers();
        }
        connect();
        return labels_;
    }

private:
    struct center {
        double row, col;
        std::vector<double> pixel;
    };

    const double* pixel(std::size_t row, std::size_t col) const {
        return pixels_.data() + (row * cols_ + col) * channels_;
    }
    double difference(const double* a, const double* b) const {
        double sum = 0;
        for (std::size_t c = 0; c < channels_; ++c) sum += (a[c] - b[c]) * (a[c] - b[c]);
        return sum;
    }
    /// The squared gradient, by central differences that stop at the edges.
    double gradient(std::size_t row, std::size_t col) const {
        const std::size_t up = row > 0 ? row - 1 : 0, down = std::min(row + 1, rows_ - 1);
        const std::size_t left = col > 0 ? col - 1 : 0, right = std::min(col + 1, cols_ - 1);
        return difference(pixel(up, col), pixel(down, col)) + difference(pixel(row, left), pixel(row, right));
    }

    /// Centers on a regular grid, each moved to the pixel of lowest gradient of the nine around it.
    void place_centers() {
        const auto rows = static_cast<double>(rows_), cols = static_cast<double>(cols_);
        step_ = std::sqrt(rows * cols / static_cast<double>(options_.segments));
        const auto along = [&](double extent) {
            return static_cast<std::size_t>(std::max(1.0, std::round(extent / step_)));
        };
        const std::size_t down = std::min(along(rows), rows_), across = std::min(along(cols), cols_);
        for (std::size_t i = 0; i < labels_.size(); ++i)
            labels_[i] = static_cast<std::int64_t>(i / cols_ * down / rows_ * across + i % cols_ * across / cols_);
        for (std::size_t r = 0; r < down; ++r)
            for (std::size_t c = 0; c < across; ++c) {
                const std::size_t row = (2 * r + 1) * rows_ / (2 * down), col = (2 * c + 1) * cols_ / (2 * across);
                std::size_t best_row = row, best_col = col;
                for (std::size_t y = row > 0 ? row - 1 : 0; y <= std::min(row + 1, rows_ - 1); ++y)
                    for (std::size_t x = col > 0 ? col - 1 : 0; x <= std::min(col + 1, cols_ - 1); ++x)
                        if (gradient(y, x) < gradient(best_row, best_col))
                            std::tie(best_row, best_col) = std::pair(y, x);
                const double* p = pixel(best_row, best_col);
                centers_.push_back({static_cast<double>(best_row), static_cast<double>(best_col), {p, p + channels_}});
            }
    }
    /// Gives every pixel to the nearest of the centers that are at most a step away; a pixel without any stays.
    void assign() {
        std::vector<double> nearest(labels_.size(), std::numeric_limits<double>::infinity());
        const double weight = options_.compactness * options_.compactness / (step_ * step_);
        const auto from = [&](double at) { return static_cast<std::size_t>(std::max(0.0, std::ceil(at - step_))); };
        const auto to = [&](double at, std::size_t extent) {
            return std::min(static_cast<std::size_t>(std::floor(at + step_)) + 1, extent);
        };
        for (std::size_t k = 0; k < centers_.size(); ++k) {
            const center& c = centers_[k];
            for (std::size_t row = from(c.row); row < to(c.row, rows_); ++row)
                for (std::size_t col = from(c.col); col < to(c.col, cols_); ++col) {
                    const double y = static_cast<double>(row) - c.row, x = static_cast<double>(col) - c.col;
                    const double distance = difference(pixel(row, col), c.pixel.data()) + weight * (y * y + x * x);
                    const std::size_t i = row * cols_ + col;
                    if (distance < nearest[i]) {
                        nearest[i] = distance;
                        labels_[i] = static_cast<std::int64_t>(k);
                    }
                }
        }
    }
    /// To the means of their pixels; one without pixels stays.
    void move_centers() {
        std::vector<center> sums(centers_.size(), center{0, 0, std::vector<double>(channels_, 0.0)});
        std::vector<double> counts(centers_.size(), 0.0);
        for (std::size_t i = 0; i < labels_.size(); ++i) {
            const auto k = static_cast<std::size_t>(labels_[i]);
            counts[k] += 1;
            sums[k].row += static_cast<double>(i / cols_);
            sums[k].col += static_cast<double>(i % cols_);
            for (std::size_t c = 0; c < channels_; ++c) sums[k].pixel[c] += pixels_[i * channels_ + c];
        }
        for (std::size_t k = 0; k < centers_.size(); ++k) {
            if (counts[k] == 0) continue;
            centers_[k].row = sums[k].row / counts[k];
            centers_[k].col = sums[k].col / counts[k];
            for (std::size_t c = 0; c < channels_; ++c) centers_[k].pixel[c] = sums[k].pixel[c] / counts[k];
        }
    }
    /// Numbers the connected parts of the segments; a part smaller than a quarter of a segment joins the one before it.
    void connect() {
        std::vector<std::int64_t> joined(labels_.size(), -1);
        std::vector<std::size_t> part;
        std::int64_t next = 0;
        for (std::size_t start = 0; start < labels_.size(); ++start) {
            if (joined[start] >= 0) continue;
            std::int64_t neighbor = -1;
            part.assign(1, start);
            joined[start] = next;
            for (std::size_t k = 0; k < part.size(); ++k)
                for_each_neighbor(part[k], [&](std::size_t i) {
                    if (joined[i] < 0 && labels_[i] == labels_[start]) {
                        joined[i] = next;
                        part.push_back(i);
                    } else if (joined[i] >= 0 && joined[i] != next) {
                        neighbor = joined[i];
                    }
                });
            if (static_cast<double>(part.size()) < step_ * step_ / 4 && neighbor >= 0) {
                for (std::size_t i : part) joined[i] = neighbor;
            } else {
                ++next;
            }
        }
        labels_ = std::move(joined);
    }
    template <class F>
    void for_each_neighbor(std::size_t i, const F& f) const {
        if (i % cols_ > 0) f(i - 1);
        if (i % cols_ + 1 < cols_) f(i + 1);
        if (i >= cols_) f(i - cols_);
        if (i + cols_ < labels_.size()) f(i + cols_);
    }

    std::size_t rows_, cols_, channels_;
    slic_options options_;
    std::vector<double> pixels_;
    std::vector<std::int64_t> labels_;
    std::vector<center> centers_;
    double step_ = 0;
};

}  // namespace detail

/// The superpixel {rows, cols} of every pixel of an image {rows, cols, channels} or {rows, cols}, counted from 0 in the
/// order of the image. Superpixels are connected. Throws argument_error for other shapes, pixels that are not
/// finite and options out of range.
template <array_expression E>
array<std::int64_t> superpixels(const E& image, const slic_options& o = {}) {
    using T = element_t<E>;
    const auto& x = evaluated<T>(image);
    shape s = shape_of(x);
    if (s.axes() == 2) s.push_back(1);
    require(s.axes() == 3 && s.size() > 0, "shap::superpixels: expected an image {rows, cols, channels}, got ",
            shape_of(x));
    require(o.segments > 0 && o.segments <= s[0] * s[1] && o.compactness >= 0 && std::isfinite(o.compactness),
            "shap::superpixels: expected 1 to ", s[0] * s[1], " segments and a compactness of at least 0, got ",
            o.segments, " and ", o.compactness);
    require_finite(x, "shap::superpixels");
    detail::slic regions(x.data(), s, o);
    const auto& labels = regions.segment();
    array<std::int64_t> out = make_array<std::int64_t>({s[0], s[1]});
    std::copy(labels.begin(), labels.end(), out.data());
    return out;
}

namespace players {

/// The superpixels of one image {rows, cols, channels}, each with all its channels; superpixels(image) * channels() has
/// one player for each superpixel of each channel.
template <array_expression E>
player_rule superpixels(const E& image, const slic_options& o = {}) {
    return labels(shap::superpixels(image, o), "superpixel");
}

}  // namespace players

}  // namespace diapir::inline DIAPIR_TARGET::shap
