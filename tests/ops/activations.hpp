// What the tests of activations check of each: values against a formula in long double, laws, secants in any unit.
#pragma once

#include "catch.hpp"
#include "ops/laws.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace diapir::inline DIAPIR_TARGET::testing {

/// Compares f with a formula, for whole registers and for what is left over, in both tails and near 0.
template <class T, class F, class Formula>
void check_values(const F& f, const Formula& formula, double accuracy = sizeof(T) == 4 ? 1e-6 : 1e-14) {
    for (const double unit : {1e-6, 0.15, 1.0, 4.0}) {
        tensor<T> x(shape{37});
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<T>(unit * (static_cast<double>(i) - 18));
        const auto y = f(x);
        for (std::size_t i = 0; i < x.size(); ++i) {
            INFO("at " << x[i]);
            const auto expected = static_cast<double>(formula(static_cast<long double>(x[i])));
            const double steep = std::max(1.0, std::pow(static_cast<double>(x[i]), 2));  // tails magnify rounding of x
            if (std::abs(expected) > 1e-30)
                CHECK(static_cast<double>(y[i]) == Approx(expected).epsilon(steep * accuracy));
        }
    }
}

/// The largest |L (x - r) - (f(x) - f(r))|, relative to |f(x)| or |f(r)|: rounding of the values is not the slope's. Of
/// values in far tails, below 1e-16 units, fewer digits hold.
template <class T, class F>
double secant_residual(const F& f, double unit) {
    tensor<T> x(shape{203}), r(shape{203});
    random_stream random(3, 4);
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = static_cast<T>(unit * random.normal());
        r[i] = i % 5 == 0 ? x[i] * T(1.0001) : static_cast<T>(unit * random.normal());
    }
    const auto map = linearize(f, chord<T>(x, r));
    tensor<T> step = x;
    for (std::size_t i = 0; i < x.size(); ++i) step[i] -= r[i];
    const auto pushed = map.push(step);
    double worst = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double at_x = static_cast<double>((*map.value().x)[i]), at_r = static_cast<double>((*map.value().r)[i]);
        const double wrong = std::abs(static_cast<double>(pushed[i]) - (at_x - at_r));
        if (std::isnan(wrong)) return wrong;
        const double size = std::max({std::abs(at_x), std::abs(at_r), 1e-16 * unit});
        worst = std::max(worst, wrong / size);
    }
    return worst;
}

/// The divided difference over a distance that has hardly a digit is the derivative.
template <class F>
double secant_of_close_values(const F& f, double at) {
    const tensor<double> x(shape{9}, at), r(shape{9}, at - 1e-12), one(shape{9}, 1.0);
    return std::abs(linearize(f, chord<double>(x, r)).push(one)[0] - linearize(f, point<double>(x)).push(one)[0]);
}

/// All that an activation must do.
template <class F>
void check_activation(const F& f) {
    const auto x = random_batch(5, 2, 3, 3, 21);
    check_laws(f, x);
    check_laws_in_float(f, x);
    check_stacked(f, random_batch(5, 2, 3, 3, 40));
    for (const double at : {-7.0, -0.3, 1e-3, 0.4, 6.0}) CHECK(secant_of_close_values(f, at) < 1e-11);
    for (const double unit : {1e-20, 1e-6, 1e-2, 1.0, 10.0, 1e3, 1e15}) {
        INFO("in units of " << unit);
        CHECK(secant_residual<float>(f, unit) < 32 * static_cast<double>(std::numeric_limits<float>::epsilon()));
        CHECK(secant_residual<double>(f, unit) < 32 * std::numeric_limits<double>::epsilon());
    }
    for (const std::size_t size : {1, 16})
        for (double e : f(tensor<double>(shape{size}, std::numeric_limits<double>::quiet_NaN()))) CHECK(std::isnan(e));
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
