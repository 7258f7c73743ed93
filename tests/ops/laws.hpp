// What the tests of operations share: random tensors, the laws of autodiff, and tangents stacked along the blocks.
#pragma once

#include "catch.hpp"
#include <diapir/autodiff/laws.hpp>
#include <diapir/autodiff/linearize.hpp>

#include <algorithm>
#include <functional>

namespace diapir::inline DIAPIR_TARGET::testing {

using tensor_d = tensor<double>;

inline tensor_d random_batch(std::uint64_t seed, std::size_t channels, std::size_t rows, std::size_t cols,
                             std::size_t samples = 16) {
    return laws::random_like(tensor_d::batch(samples, channels, rows, cols), seed);
}
inline tensor_d random_tensor(std::uint64_t seed, const shape& s) {
    return laws::random_like(tensor_d(s), seed);
}

/// A function of one tensor or variable, its type hidden so that the laws are compiled once.
class function_of_one {
public:
    template <class F>
    function_of_one(const F& f) : value_(f), tangent_(f), secant_(f) {}

    tensor_d operator()(const tensor_d& x) const { return value_(x); }
    variable<point<double>> operator()(const variable<point<double>>& x) const { return tangent_(x); }
    variable<chord<double>> operator()(const variable<chord<double>>& x) const { return secant_(x); }

private:
    std::function<tensor_d(const tensor_d&)> value_;
    std::function<variable<point<double>>(const variable<point<double>>&)> tangent_;
    std::function<variable<chord<double>>(const variable<chord<double>>&)> secant_;
};

/// Checks all laws of f at x, with the reference r for the chord.
inline void check_laws(const function_of_one& f, const tensor_d& x, const tensor_d& r) {
    CHECK(laws::adjoint(f, point<double>(x)) < 1e-12);
    CHECK(laws::adjoint(f, chord<double>(x, r)) < 1e-12);
    CHECK(laws::tangent(f, x, 1e-6) < 1e-7);
    CHECK(laws::secant(f, x, r) < 1e-11);
}
inline void check_laws(const function_of_one& f, const tensor_d& x) {
    check_laws(f, x, laws::random_like(x, 99));
}

/// Checks in float that f, a function of one tensor or variable, is adjoint and a secant at x and the reference r.
template <class F>
void check_laws_in_float(const F& f, const tensor_d& x, const tensor_d& r) {
    const auto single = [](const tensor_d& t) {
        tensor<float> s(t.shape());
        std::copy(t.begin(), t.end(), s.begin());
        return s;
    };
    CHECK(laws::adjoint(f, point<float>(single(x))) < 1e-5);
    CHECK(laws::adjoint(f, chord<float>(single(x), single(r))) < 1e-5);
    CHECK(laws::tangent(f, single(x), 1e-3) < 1e-2);
    CHECK(laws::secant(f, single(x), single(r)) < 1e-5);
}
template <class F>
void check_laws_in_float(const F& f, const tensor_d& x) {
    check_laws_in_float(f, x, laws::random_like(x, 99));
}

/// Two batches, one after the other along the block axis.
inline tensor_d stack(const tensor_d& a, const tensor_d& b) {
    auto s = tensor_d::batch_of_blocks(2 * a.blocks(), a.channels(), a.rows(), a.cols(), a.lanes(), 2 * a.samples());
    std::copy(b.begin(), b.end(), std::copy(a.begin(), a.end(), s.begin()));
    return s;
}
inline bool equal(const tensor_d& a, const tensor_d& b) {
    return a.shape() == b.shape() && a.samples() == b.samples() && std::equal(a.begin(), a.end(), b.begin());
}

/// Checks that f, from a batch to a batch, pushes and pulls two stacked tangents as it does each of them.
inline void check_stacked(const function_of_one& f, const tensor_d& x) {
    const auto check = [&](const auto& anchor) {
        const auto map = linearize(f, anchor);
        const auto v1 = laws::random_like(x, 5), v2 = laws::random_like(x, 6);
        const auto y1 = map.push(v1), y2 = map.push(v2);
        CHECK(equal(map.push(stack(v1, v2)), stack(y1, y2)));
        CHECK(equal(map.pull(stack(y1, y2)), stack(map.pull(y1), map.pull(y2))));
    };
    check(point<double>(x));
    check(chord<double>(x, laws::random_like(x, 99)));
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
