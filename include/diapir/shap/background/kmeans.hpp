// A background of few references that stand for many: the means of clusters, weighted by their sizes (k-means; Lloyd
// 1982, seeded as k-means++ of Arthur and Vassilvitskii 2007), as shap.kmeans.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>
#include <diapir/shap/background/background.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap::backgrounds {

namespace detail {

/// The squared distance of two rows.
template <class T>
double squared_distance(const T* a, const double* b, std::size_t count) {
    double sum = 0;
    for (std::size_t e = 0; e < count; ++e) {
        const double step = static_cast<double>(a[e]) - b[e];
        sum += step * step;
    }
    return sum;
}

/// Clusters of rows {n, inner}.
template <class T>
class clusters {
public:
    clusters(const T* rows, std::size_t n, std::size_t inner)
        : rows_(rows), n_(n), inner_(inner), nearest_(n, 0), gap_(n, std::numeric_limits<double>::infinity()) {}

    std::size_t size() const { return inner_ > 0 ? centers_.size() / inner_ : 0; }
    const double* center(std::size_t c) const { return centers_.data() + c * inner_; }

    /// Chooses up to `count` different rows as centers, the further from those chosen the likelier.
    void seed(std::size_t count, random_stream random) {
        for (std::size_t row = random.below(n_); size() < count;) {
            centers_.insert(centers_.end(), rows_ + row * inner_, rows_ + (row + 1) * inner_);
            assign(size() - 1);
            double total = 0;
            for (double g : gap_) total += g;
            if (!(total > 0)) return;  // every row is a center
            double at = std::isfinite(total) ? random.uniform(0, total) : total * random.uniform();
            for (row = 0; row + 1 < n_ && (at -= gap_[row]) >= 0;) ++row;
            while (gap_[row] == 0) --row;  // rounding may lead past the last row that is no center
        }
    }
    /// Moves the centers to the means of their rows until no row changes its cluster.
    void refine(std::size_t iterations) {
        for (std::size_t k = 0; k < iterations; ++k) {
            const auto before = nearest_;
            move();
            std::fill(gap_.begin(), gap_.end(), std::numeric_limits<double>::infinity());
            for (std::size_t c = 0; c < size(); ++c) assign(c);
            if (nearest_ == before) return;
        }
        move();
    }
    /// The numbers of rows.
    std::vector<double> counts() const {
        std::vector<double> count(size(), 0.0);
        for (std::size_t c : nearest_) count[c] += 1;
        return count;
    }

private:
    /// Gives center c the rows that are nearer to it than to those before.
    void assign(std::size_t c) {
        parallel_for(
            n_,
            [&](std::size_t i) {
                const double gap = squared_distance(rows_ + i * inner_, center(c), inner_);
                if (gap < gap_[i]) {
                    gap_[i] = gap;
                    nearest_[i] = c;
                }
            },
            2 * inner_);
    }
    /// Centers without rows stay where they are.
    void move() {
        const auto count = counts();
        for (std::size_t c = 0; c < size(); ++c)
            if (count[c] > 0) std::fill_n(centers_.begin() + static_cast<std::ptrdiff_t>(c * inner_), inner_, 0.0);
        for (std::size_t i = 0; i < n_; ++i) {
            double* center = centers_.data() + nearest_[i] * inner_;
            for (std::size_t e = 0; e < inner_; ++e)
                center[e] += static_cast<double>(rows_[i * inner_ + e]) / count[nearest_[i]];
        }
    }

    const T* rows_;
    std::size_t n_, inner_;
    std::vector<double> centers_;
    std::vector<std::size_t> nearest_;
    std::vector<double> gap_;  // to the nearest center, squared
};

}  // namespace detail

/// At most `count` references: the means of clusters of x {n, input...}, each with the share of its rows as its weight.
/// The same for any number of threads. Distances are Euclidean in the units of x. Throws argument_error where x has
/// fewer rows.
template <array_expression E>
background<real_t<E>> kmeans(const E& x, std::size_t count, std::uint64_t seed, std::size_t iterations = 100) {
    using T = real_t<E>;
    const auto& rows = evaluated<T>(x);
    shape s = shape_of(rows);
    require(s.axes() >= 2 && s.size() > 0, "backgrounds::kmeans: expected a non-empty array {n, input...}, got ", s);
    require(count > 0 && count <= s[0], "backgrounds::kmeans: cannot make ", count, " clusters of ", s[0], " rows");
    require_finite(rows, "backgrounds::kmeans");
    const std::size_t inner = s.drop(1).size();
    double largest = 0;
    for (T v : rows) largest = std::max(largest, std::abs(static_cast<double>(v)));
    const int exponent = exponent_beyond_squares(largest);
    array<T> scaled = make_array<T>(exponent != 0 ? s : shape{0});
    std::transform(rows.data(), rows.data() + scaled.size(), scaled.data(),
                   [&](T v) { return static_cast<T>(std::ldexp(v, -exponent)); });
    detail::clusters<T> c(exponent != 0 ? scaled.data() : rows.data(), s[0], inner);
    c.seed(count, random_stream(seed, 0xc1));
    c.refine(iterations);
    const auto sizes = c.counts();
    std::vector<double> weights;
    for (double size : sizes)
        if (size > 0) weights.push_back(size);
    s[0] = weights.size();
    array<T> means = make_array<T>(s);
    T* to = means.data();
    for (std::size_t k = 0; k < sizes.size(); ++k)
        if (sizes[k] > 0)
            to = std::transform(c.center(k), c.center(k) + inner, to,
                                [&](double v) { return static_cast<T>(exponent != 0 ? std::ldexp(v, exponent) : v); });
    return {std::move(means), std::move(weights)};
}

}  // namespace diapir::inline DIAPIR_TARGET::shap::backgrounds
