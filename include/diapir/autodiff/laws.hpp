// The laws that every operation must obey, as numbers that a test compares with zero:
//   adjoint   <w, L v> = <L^T w, v>, at any anchor;
//   tangent   (f(x + h v) - f(x - h v)) / 2h = L v at point{x};
//   secant    L (x - r) = f(x) - f(r) at chord{x, r}.
// Each takes a function of one variable; fix the other arguments, or vary them in turn.
#pragma once

#include <diapir/autodiff/linearize.hpp>
#include <diapir/core/random.hpp>

#include <algorithm>
#include <cmath>

namespace diapir::inline DIAPIR_TARGET::laws {

/// A tensor like `t` of standard normal numbers; unused lanes of a batch are filled as well.
template <class T>
tensor<T> random_like(const tensor<T>& t, std::uint64_t seed) {
    random_stream random(seed, 0x1a35);
    tensor<T> r = t.like();
    for (T& e : r) e = static_cast<T>(random.normal());
    return r;
}

/// The sum of the products of two tensors of one shape, but for the lanes of batches that hold no sample. Throws
/// argument_error for others.
template <class T>
double inner(const tensor<T>& a, const tensor<T>& b) {
    require_same_shape("laws::inner", a.shape(), b.shape());
    double sum = 0;
    a.shape().for_each_held([&](std::size_t i) { sum += static_cast<double>(a[i]) * static_cast<double>(b[i]); });
    return sum;
}

namespace detail {

/// The largest of some errors, relative to the largest of some values; NaN if an error is.
class relative_error {
public:
    void add(double error, double value) {
        if (error > worst_ || std::isnan(error)) worst_ = error;
        largest_ = std::max(largest_, std::abs(value));
    }
    operator double() const { return worst_ / largest_; }

private:
    double worst_ = 0, largest_ = 1e-300;
};

}  // namespace detail

/// |<w, L v> - <L^T w, v>| relative to |w| |L v|, for random v and w.
template <class F, varying_anchor A>
double adjoint(const F& f, const A& anchor, std::uint64_t seed = 1) {
    const auto map = linearize(f, anchor);
    const auto v = random_like(*anchor.x, seed);
    const auto pushed = map.push(v);
    const auto w = random_like(pushed, seed + 1);
    const double scale = std::sqrt(inner(w, w) * inner(pushed, pushed)) + 1e-300;
    return std::abs(inner(w, pushed) - inner(map.pull(w), v)) / scale;
}

/// The largest difference between L v and central differences with step h, relative to the largest |L v|. Throws
/// argument_error unless the step is above 0 and f has tensors and variables of one shape.
template <class F, class T>
double tangent(const F& f, const tensor<T>& x, double h = 1e-5, std::uint64_t seed = 1) {
    require(h > 0 && std::isfinite(h), "laws::tangent: expected a step above 0, got ", h);
    const auto v = random_like(x, seed);
    tensor<T> ahead = x, behind = x;
    for (std::size_t i = 0; i < x.size(); ++i) {
        ahead[i] += static_cast<T>(h) * v[i];
        behind[i] -= static_cast<T>(h) * v[i];
    }
    const auto pushed = linearize(f, point<T>(x)).push(v);
    const auto y1 = f(ahead), y0 = f(behind);
    require_same_shape("laws::tangent", y1.shape(), pushed.shape());
    require_same_shape("laws::tangent", y0.shape(), pushed.shape());
    detail::relative_error worst;
    pushed.shape().for_each_held([&](std::size_t i) {
        const double slope = (static_cast<double>(y1[i]) - static_cast<double>(y0[i])) / (2 * h),
                     found = static_cast<double>(pushed[i]);
        worst.add(std::abs(slope - found), found);
    });
    return worst;
}

/// The largest |L (x - r) - (f(x) - f(r))|, relative to the largest |f(x) - f(r)|.
template <class F, class T>
double secant(const F& f, const tensor<T>& x, const tensor<T>& r) {
    const auto map = linearize(f, chord<T>(x, r));
    tensor<T> difference = x;
    for (std::size_t i = 0; i < x.size(); ++i) difference[i] -= r[i];
    const auto pushed = map.push(difference);
    detail::relative_error worst;
    pushed.shape().for_each_held([&](std::size_t i) {
        const double exact = static_cast<double>((*map.value().x)[i]) - static_cast<double>((*map.value().r)[i]);
        worst.add(std::abs(static_cast<double>(pushed[i]) - exact), exact);
    });
    return worst;
}

}  // namespace diapir::inline DIAPIR_TARGET::laws
