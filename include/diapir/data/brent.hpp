// The minimum of a function of one variable without derivatives: Brent, Algorithms for minimization without
// derivatives, 1973, chapter 5; started by a bracket that grows until it holds a minimum.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/target.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::data {

struct minimum {
    double place, value;
};

namespace detail {

inline constexpr double golden_ratio = 1.618033988749895;

/// An interval, and a place in it that is lower than both ends.
struct bracket {
    double low, high;
    minimum inside;
};

/// Grows [a, b] where f falls until f rises again; an end where f is not finite moves towards the middle first.
template <class F>
bracket find_bracket(const F& f, double a, double b) {
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
    double c = b + golden_ratio * (b - a);
    for (int steps = 0; steps < 100; ++steps) {
        const double fc = f(c);
        if (!(fc < fb)) break;
        a = std::exchange(b, c);
        fb = fc;
        c = b + golden_ratio * (b - a);
    }
    return {std::min(a, c), std::max(a, c), {b, fb}};
}

/// The interval that holds the minimum, the three lowest places so far, and the last two steps.
class brent_search {
public:
    explicit brent_search(const bracket& b)
        : low_(b.low), high_(b.high), best_(b.inside), second_(b.inside), third_(b.inside) {}

    const minimum& best() const { return best_; }
    /// Whether the ends are within two steps of length `small` of the best place.
    bool ends(double small) const { return std::abs(best_.place - middle()) <= 2 * small - (high_ - low_) / 2; }

    /// Where to look next, at least `small` away from the best place.
    double next_place(double small) {
        if (!parabola_step(small)) {
            step_before_ = best_.place < middle() ? high_ - best_.place : low_ - best_.place;
            step_ = (2 - golden_ratio) * step_before_;
        }
        return best_.place + (std::abs(step_) >= small ? step_ : std::copysign(small, step_));
    }
    void take(const minimum& next) {
        const bool below = next.place < best_.place;
        if (next.value <= best_.value) {
            (below ? high_ : low_) = best_.place;
            third_ = std::exchange(second_, std::exchange(best_, next));
            return;
        }
        (below ? low_ : high_) = next.place;
        if (next.value <= second_.value || second_.place == best_.place) {
            third_ = std::exchange(second_, next);
        } else if (next.value <= third_.value || third_.place == best_.place || third_.place == second_.place) {
            third_ = next;
        }
    }

private:
    double middle() const { return (low_ + high_) / 2; }

    /// A step to the vertex of the parabola through the three lowest places, at best + p / q, if that is to be trusted.
    bool parabola_step(double small) {
        if (!(std::abs(step_before_) > small)) return false;
        const double at = best_.place;
        const double r = (at - second_.place) * (best_.value - third_.value);
        double q = (at - third_.place) * (best_.value - second_.value);
        double p = (at - third_.place) * q - (at - second_.place) * r;
        q = 2 * (q - r);
        if (q > 0) p = -p;
        q = std::abs(q);
        if (!(std::abs(p) < std::abs(q * step_before_ / 2) && p > q * (low_ - at) && p < q * (high_ - at)))
            return false;
        step_before_ = std::exchange(step_, p / q);
        const double next = at + step_;
        if (next - low_ < 2 * small || high_ - next < 2 * small) step_ = at < middle() ? small : -small;
        return true;
    }

    double low_, high_;
    minimum best_, second_, third_;
    double step_ = 0, step_before_ = 0;
};

}  // namespace detail

/// A local minimum of f, searched from the bracket [a, b] on, and beyond it where f falls towards an end. f must be
/// finite in the middle of [a, b] and may be infinite elsewhere. `tolerance` is relative to the place; near 0 places
/// are told apart down to 1e-11. Throws argument_error for ends that are not finite or one, and for a negative
/// tolerance.
template <class F>
minimum minimize(const F& f, double a, double b, double tolerance = 1e-8) {
    require(std::isfinite(a) && std::isfinite(b) && a != b,
            "minimize: expected two ends that are finite and apart, got ", a, " and ", b);
    require(tolerance >= 0, "minimize: expected a tolerance of at least 0, got ", tolerance);
    detail::brent_search search(detail::find_bracket(f, a, b));
    for (int steps = 0; steps < 500; ++steps) {
        const double small = tolerance * std::abs(search.best().place) + 1e-11;
        if (search.ends(small)) break;
        const double place = search.next_place(small);
        search.take({place, f(place)});
    }
    return search.best();
}

}  // namespace diapir::inline DIAPIR_TARGET::data
