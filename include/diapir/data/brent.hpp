// The minimum of a function of one variable without derivatives: Brent, Algorithms for minimization without
// derivatives, 1973, chapter 5; started by a bracket that grows until it holds a minimum.
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

namespace diapir::data {

struct minimum {
    double place, value;
};

/// A local minimum of f, searched from the bracket [a, b] on, and beyond it where f falls towards an end. f must be
/// finite in the middle of [a, b] and may be infinite elsewhere. `tolerance` is relative to the place.
template <class F>
minimum minimise(const F& f, double a, double b, double tolerance = 1e-8) {
    constexpr double golden = 1.618033988749895;
    const double start = (a + b) / 2;
    const auto finite = [&](double& end) {
        double value = f(end);
        for (int halvings = 0; halvings < 50 && !std::isfinite(value); ++halvings) value = f(end = (end + start) / 2);
        return value;
    };
    double fa = finite(a), fb = finite(b);
    if (fa < fb) {
        std::swap(a, b);
        std::swap(fa, fb);
    }
    double c = b + golden * (b - a);
    for (int steps = 0; steps < 100; ++steps) {
        const double fc = f(c);
        if (!(fc < fb)) break;
        a = std::exchange(b, c);
        fb = fc;
        c = b + golden * (b - a);
    }

    double low = std::min(a, c), high = std::max(a, c);
    double best = b, second = b, third = b, f_best = fb, f_second = fb, f_third = fb;
    double step = 0, step_before = 0;
    for (int steps = 0; steps < 500; ++steps) {
        const double small = tolerance * std::abs(best) + 1e-11, middle = (low + high) / 2;
        if (std::abs(best - middle) <= 2 * small - (high - low) / 2) break;
        bool parabola = false;
        if (std::abs(step_before) > small) {
            // The vertex of the parabola through the three best places is at best + p / q.
            const double r = (best - second) * (f_best - f_third);
            double q = (best - third) * (f_best - f_second);
            double p = (best - third) * q - (best - second) * r;
            q = 2 * (q - r);
            if (q > 0) p = -p;
            q = std::abs(q);
            parabola = std::abs(p) < std::abs(q * step_before / 2) && p > q * (low - best) && p < q * (high - best);
            if (parabola) {
                step_before = std::exchange(step, p / q);
                const double next = best + step;
                if (next - low < 2 * small || high - next < 2 * small) step = best < middle ? small : -small;
            }
        }
        if (!parabola) {
            step_before = best < middle ? high - best : low - best;
            step = (2 - golden) * step_before;
        }
        const double next = best + (std::abs(step) >= small ? step : std::copysign(small, step));
        const double f_next = f(next);
        if (f_next <= f_best) {
            (next < best ? high : low) = best;
            third = std::exchange(second, std::exchange(best, next));
            f_third = std::exchange(f_second, std::exchange(f_best, f_next));
        } else {
            (next < best ? low : high) = next;
            if (f_next <= f_second || second == best) {
                third = std::exchange(second, next);
                f_third = std::exchange(f_second, f_next);
            } else if (f_next <= f_third || third == best || third == second) {
                third = next;
                f_third = f_next;
            }
        }
    }
    return {best, f_best};
}

}  // namespace diapir::data
