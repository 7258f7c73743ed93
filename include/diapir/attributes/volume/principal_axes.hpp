// Eigenvalues of symmetric positive semidefinite 3 x 3 matrices, a matrix in each lane of a register, and the
// eigenvector of the largest: the closed form with an angle, after Smith, Eigenvalues of a symmetric 3 x 3 matrix, CACM
// 4, 1961. The angle's sine is computed from a residual instead of from its cosine, which would lose half of the digits
// where two eigenvalues are close.
#pragma once

#include <diapir/core/simd.hpp>

#include <limits>

namespace diapir::inline DIAPIR_TARGET::attributes::volume::detail {

/// A symmetric matrix, or one in each lane.
template <class V>
struct symmetric3 {
    V ii, xx, ss, ix, is, xs;

    V trace() const { return ii + xx + ss; }
    friend symmetric3 operator*(const symmetric3& a, const V& f) {
        return {a.ii * f, a.xx * f, a.ss * f, a.ix * f, a.is * f, a.xs * f};
    }
    symmetric3 plus_diagonal(const V& d) const { return {ii + d, xx + d, ss + d, ix, is, xs}; }
    symmetric3 squared() const {
        return {ii * ii + ix * ix + is * is, ix * ix + xx * xx + xs * xs, is * is + xs * xs + ss * ss,
                ii * ix + ix * xx + is * xs, ii * is + ix * xs + is * ss, ix * is + xx * xs + xs * ss};
    }
    /// The sum of the squares of all nine elements.
    V square_sum() const {
        const V beside = ix * ix + is * is + xs * xs;
        return ii * ii + xx * xx + ss * ss + beside + beside;
    }
    V determinant() const { return ii * (xx * ss - xs * xs) - ix * (ix * ss - xs * is) + is * (ix * xs - xx * is); }
};

/// A vector along inlines, crosslines and samples.
template <class V>
struct direction {
    V i, x, s;
};

/// The eigenvalues of a matrix A as shares of their sum tr A, and where the largest points to. A = 0 gives NaN.
///
/// A / tr A = 1/3 + p B with tr B = 0 and tr B^2 = 6, whose eigenvalues are 2 cos(a), 2 cos(a +- 2 pi / 3). Their sum
/// of cubes gives cos 3a = det B / 2, and the part R of B^2 that is orthogonal to 1 and B gives sin 3a = |R| / sqrt 6.
template <class V>
class principal_axes {
public:
    explicit principal_axes(const symmetric3<V>& a) {
        using T = simd::number<V>;
        const symmetric3<V> share = a * (V(T(1)) / a.trace());
        mean_ = share.trace() * V(T(1.0 / 3));
        const symmetric3<V> deviation = share.plus_diagonal(-mean_);
        scale_ = simd::sqrt(V(deviation.square_sum() * V(T(1.0 / 6))));
        const V inverse = simd::select(scale_ == V(T(0)), V(T(0)), V(V(T(1)) / scale_));
        shape_ = deviation * inverse;
        square_ = shape_.squared();
        const V cosine_of_three = shape_.determinant() * V(T(0.5));
        const symmetric3<V> along = shape_ * cosine_of_three;
        const symmetric3<V> rest = symmetric3<V>{square_.ii - along.ii, square_.xx - along.xx, square_.ss - along.ss,
                                                 square_.ix - along.ix, square_.is - along.is, square_.xs - along.xs}
                                       .plus_diagonal(V(T(-2)));
        const V sine_of_three = simd::sqrt(V(rest.square_sum() * V(T(1.0 / 6))));
        const V angle = simd::atan2(sine_of_three, cosine_of_three) * V(T(1.0 / 3));
        cosine_ = simd::cos(angle);
        sine_ = simd::sin(angle) * V(T(1.7320508075688772));
    }

    V largest() const { return mean_ + scale_ * (cosine_ + cosine_); }
    V middle() const { return not_negative(V(mean_ + scale_ * (sine_ - cosine_))); }
    V smallest() const { return not_negative(V(mean_ - scale_ * (sine_ + cosine_))); }

    /// Where all eigenvalues are equal, up to rounding.
    auto without_direction() const {
        using T = simd::number<V>;
        return scale_ <= V(16 * std::numeric_limits<T>::epsilon());
    }
    /// Along the eigenvector of the largest eigenvalue, of any length and sign: the column of (B - b)(B - c), for the
    /// other eigenvalues b and c of B, that is the longest.
    direction<V> normal() const {
        using T = simd::number<V>;
        const V m = cosine_ + cosine_, rest = m * m - V(T(3));
        const V ii = square_.ii + m * shape_.ii + rest, xx = square_.xx + m * shape_.xx + rest,
                ss = square_.ss + m * shape_.ss + rest, ix = square_.ix + m * shape_.ix,
                is = square_.is + m * shape_.is, xs = square_.xs + m * shape_.xs;
        const auto longest = ss >= simd::max(ii, xx), across = ii >= xx;
        const auto pick = [&](const V& of_s, const V& of_i, const V& of_x) {
            return V(simd::select(longest, of_s, V(simd::select(across, of_i, of_x))));
        };
        return {pick(is, ii, ix), pick(xs, ix, xx), pick(ss, is, xs)};
    }

private:
    static V not_negative(const V& share) {
        using T = simd::number<V>;
        return simd::select(share < V(T(0)), V(T(0)), share);
    }

    V mean_, scale_, cosine_, sine_;  // 1/3, p, cos a, sqrt 3 sin a
    symmetric3<V> shape_, square_;    // B, B^2
};

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume::detail
