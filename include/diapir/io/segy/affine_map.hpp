// From line numbers to coordinates: the affine map that fits those of the traces best, by least squares.
#pragma once

#include <diapir/core/linalg.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::segy {

/// A place, or a step, in the plane of the coordinates.
struct plane_point {
    double x = 0, y = 0;

    double length() const { return std::hypot(x, y); }
    /// Clockwise from north (y), in degrees from 0 to 360.
    double azimuth() const {
        const double degrees = std::atan2(x, y) * 180 / std::numbers::pi;
        return degrees < 0 ? degrees + 360 : degrees;
    }
};

/// Where the trace of inline i and crossline k lies: origin + i per_iline + k per_xline.
struct affine_map {
    plane_point origin, per_iline, per_xline;
    double misfit = 0;        ///< root mean square distance of the traces from there
    bool determined = false;  ///< false where there are no coordinates, or all lie in one place

    plane_point operator()(double iline, double xline) const {
        return {origin.x + iline * per_iline.x + xline * per_xline.x,
                origin.y + iline * per_iline.y + xline * per_xline.y};
    }
};

/// What the fit needs of some traces; sums of parts are added. Everything is relative to one trace, so that nothing of
/// the precision of large coordinates is lost.
class affine_sums {
public:
    /// A trace by its inline, crossline, x and y less those of the trace to which all is relative.
    void add(double iline, double xline, double x, double y) {
        const std::array<double, 4> v{iline, xline, x, y};
        count_ += 1;
        for (std::size_t i = 0; i < 4; ++i) {
            sums_[i] += v[i];
            for (std::size_t k = i; k < 4; ++k) products_[i][k] += v[i] * v[k];
        }
    }
    affine_sums& operator+=(const affine_sums& other) {
        count_ += other.count_;
        for (std::size_t i = 0; i < 4; ++i) {
            sums_[i] += other.sums_[i];
            for (std::size_t k = i; k < 4; ++k) products_[i][k] += other.products_[i][k];
        }
        return *this;
    }

    /// The best map; `iline`, `xline` and `at` are those of the trace to which all is relative. A direction in which
    /// nothing varies gets a step of 0.
    affine_map fit(double iline, double xline, plane_point at) const {
        affine_map map;
        if (count_ == 0) return map;
        const double lines[] = {covariance(0, 0), covariance(1, 1)};
        const bool tied = covariance(0, 1) * covariance(0, 1) > (1 - 1e-9) * lines[0] * lines[1];
        std::vector<std::size_t> free;  // directions that tell something
        for (std::size_t i = 0; i < 2; ++i)
            if (lines[i] > 0 && !(tied && !free.empty())) free.push_back(i);
        map.determined = covariance(2, 2) + covariance(3, 3) > 0;
        plane_point steps[2];
        if (map.determined && !free.empty()) {
            std::vector<double> gram, right;
            for (const std::size_t i : free)
                for (const std::size_t k : free) gram.push_back(covariance(i, k));
            for (const std::size_t axis : {2u, 3u})
                for (const std::size_t i : free) right.push_back(covariance(i, axis));
            cholesky<double>(gram, free.size()).solve(right.data(), 2);
            for (std::size_t i = 0; i < free.size(); ++i) steps[free[i]] = {right[i], right[free.size() + i]};
        }
        map.per_iline = steps[0];
        map.per_xline = steps[1];
        const auto mean = [&](std::size_t i) { return sums_[i] / count_; };
        const double il = iline + mean(0), xl = xline + mean(1);
        map.origin = {at.x + mean(2) - il * steps[0].x - xl * steps[1].x,
                      at.y + mean(3) - il * steps[0].y - xl * steps[1].y};
        double left = covariance(2, 2) + covariance(3, 3);
        for (std::size_t i = 0; i < 2; ++i) left -= steps[i].x * covariance(i, 2) + steps[i].y * covariance(i, 3);
        map.misfit = std::sqrt(std::max(0.0, left));
        return map;
    }

private:
    double covariance(std::size_t i, std::size_t k) const {
        const double product = i <= k ? products_[i][k] : products_[k][i];
        return product / count_ - sums_[i] / count_ * (sums_[k] / count_);
    }

    double count_ = 0;
    std::array<double, 4> sums_{};
    std::array<std::array<double, 4>, 4> products_{};
};

}  // namespace diapir::inline DIAPIR_TARGET::io::segy
