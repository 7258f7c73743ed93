// Operations of a user's own, for the tests of autodiff: two with rules for points and chords, one without a rule for
// chords.
#pragma once

#include <diapir/autodiff/operation.hpp>

#include <cmath>
#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::testing {

/// Elementwise multiplication with given factors.
template <class T>
struct factors {
    tensor<T> by;

    tensor<T> push(const tensor<T>& v) const {
        tensor<T> y = v.like();
        for (std::size_t i = 0; i < v.size(); ++i) y[i] = by[i % by.size()] * v[i];
        return y;
    }
    tensor<T> pull(const tensor<T>& w) const { return push(w); }
};

/// x^3 elementwise. The chord's slope x^2 + x r + r^2 is exact.
struct cube_operation {
    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        tensor<T> y = x.like();
        for (std::size_t i = 0; i < x.size(); ++i) y[i] = x[i] * x[i] * x[i];
        return y;
    }
    template <class T>
    auto linearize(const point<T>&, const point<T>& a) const {
        return slopes(*a.x, *a.x);
    }
    template <class T>
    auto linearize(const chord<T>&, const chord<T>& a) const {
        return slopes(*a.x, *a.r);
    }

private:
    template <class T>
    static auto slopes(const tensor<T>& x, const tensor<T>& r) {
        factors<T> f{x.like()};
        for (std::size_t i = 0; i < x.size(); ++i) f.by[i] = x[i] * x[i] + x[i] * r[i] + r[i] * r[i];
        return std::tuple(std::move(f));
    }
};

/// a b - c elementwise: bilinear in the first two arguments.
struct multiply_subtract_operation {
    template <class T>
    tensor<T> operator()(const tensor<T>& a, const tensor<T>& b, const tensor<T>& c) const {
        tensor<T> y = a.like();
        for (std::size_t i = 0; i < a.size(); ++i) y[i] = a[i] * b[i] - c[i];
        return y;
    }
    template <class Y, class A, class B, class C>
    auto linearize(const Y&, const A& a, const B& b, const C& c) const {
        using T = typename Y::value_type;
        return std::tuple(factors<T>{*midpoint(b)}, factors<T>{*midpoint(a)},
                          factors<T>{tensor<T>(c.x->shape(), T{-1})});
    }
};

/// sin(x) elementwise, with a rule for points only.
struct sine_operation {
    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        tensor<T> y = x.like();
        for (std::size_t i = 0; i < x.size(); ++i) y[i] = std::sin(x[i]);
        return y;
    }
    template <class T>
    auto linearize(const point<T>&, const point<T>& a) const {
        factors<T> f{a.x->like()};
        for (std::size_t i = 0; i < f.by.size(); ++i) f.by[i] = std::cos((*a.x)[i]);
        return std::tuple(std::move(f));
    }
};

inline constexpr auto cube = [](auto&& x) { return apply(cube_operation{}, std::forward<decltype(x)>(x)); };
inline constexpr auto sine = [](auto&& x) { return apply(sine_operation{}, std::forward<decltype(x)>(x)); };
inline constexpr auto multiply_subtract = [](auto&& a, auto&& b, auto&& c) {
    return apply(multiply_subtract_operation{}, std::forward<decltype(a)>(a), std::forward<decltype(b)>(b),
                 std::forward<decltype(c)>(c));
};

/// A plain tensor of those numbers.
inline tensor<double> numbers(std::initializer_list<double> values) {
    tensor<double> t(shape{values.size()});
    std::copy(values.begin(), values.end(), t.begin());
    return t;
}
inline std::vector<double> list(const tensor<double>& t) {
    return {t.begin(), t.end()};
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
