// Functions of one number applied to every element: relu, sigmoid, tanh, exp, log, square. Each gives its value, its
// slope and its divided difference.
#pragma once

#include <diapir/autodiff/anchor.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/sigmoid.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/ops/function.hpp>

#include <cstddef>
#include <limits>
#include <numbers>
#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

/// out[i] = f(in[i]...), in parallel.
template <class T, class F, class... In>
void transform(std::size_t count, T* out, const F& f, const In*... in) {
    parallel_ranges(count, elements_at_once, [&](std::size_t begin, std::size_t end) {
        simd::transform(end - begin, out + begin, f, (in + begin)...);
    });
}

/// Multiplication of every element with a slope. Stacked tangents reuse the slopes block by block.
template <class T>
class diagonal_map {
public:
    explicit diagonal_map(shared_tensor<T> slope) : slope_(std::move(slope)) {}
    explicit diagonal_map(tensor<T> slope) : slope_(make_kept<const tensor<T>>(std::move(slope))) {}

    tensor<T> push(const tensor<T>& v) const {
        const tensor<T>& slope = *slope_;
        require(v.shape().is_stack_of(slope.shape()), "diagonal map: slopes ", slope.shape(), " do not fit a tangent ",
                v.shape());
        tensor<T> y = v.like();
        for (std::size_t at = 0; at < v.size(); at += slope.size())
            transform(
                slope.size(), y.data() + at, [](auto s, auto e) { return s * e; }, slope.data(), v.data() + at);
        return y;
    }
    tensor<T> pull(const tensor<T>& w) const { return push(w); }

private:
    shared_tensor<T> slope_;
};

/// The derivative of F at a point, computed from x and y = F(x) when it is used.
template <class F, class T>
class elementwise_tangent {
public:
    elementwise_tangent(F f, shared_tensor<T> x, shared_tensor<T> y) : f_(f), x_(std::move(x)), y_(std::move(y)) {}

    tensor<T> push(const tensor<T>& v) const {
        require(v.shape().is_stack_of(x_->shape()), "elementwise: a tangent ", v.shape(), " does not fit ",
                x_->shape());
        tensor<T> out = v.like();
        for (std::size_t at = 0; at < v.size(); at += x_->size())
            transform(
                x_->size(), out.data() + at, [&](auto x, auto y, auto e) { return f_.slope(x, y) * e; }, x_->data(),
                y_->data(), v.data() + at);
        return out;
    }
    tensor<T> pull(const tensor<T>& w) const { return push(w); }

private:
    F f_;
    shared_tensor<T> x_, y_;
};

namespace detail {

/// (F(x) - F(r)) / step for the step = x - r, which is not 0. A difference of two nearly equal values would have few
/// correct digits: F has a formula of its own without one, or else is taken for straight where x and r agree in six
/// digits. No threshold is absolute, so that a chord holds in any unit. (shap 0.41 takes |x - r| < 1e-6 for a point.)
template <class F, class V>
V secant_slope(const F& f, const V& x, const V& r, const V& y_x, const V& y_r, const V& step) {
    if constexpr (requires { f.secant(x, r, y_x, y_r, step); }) {
        return f.secant(x, r, y_x, y_r, step);
    } else {
        const auto near = simd::abs(step) <= V(1e-6) * simd::max(simd::abs(x), simd::abs(r));
        return simd::select(near, f.slope(r, y_r), V((y_x - y_r) / step));
    }
}

}  // namespace detail

/// F applied to every element. F has value(x), slope(x, y = value(x)) and, optionally, the divided difference
/// secant(x, r, value(x), value(r), x - r) for x - r other than 0; all on scalars and registers.
template <class F>
struct elementwise {
    static constexpr bool treats_samples_alike = true;

    F f;

    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        tensor<T> y = x.like();
        transform(
            x.size(), y.data(), [&](auto e) { return f.value(e); }, x.data());
        return y;
    }
    template <class T>
    tensor<T> operator()(tensor<T>&& x) const {
        transform(
            x.size(), x.data(), [&](auto e) { return f.value(e); }, x.data());
        return std::move(x);
    }

    template <class T>
    auto linearize(const point<T>& y, const point<T>& x) const {
        return std::tuple(elementwise_tangent<F, T>(f, x.x, y.x));
    }
    template <class T>
    auto linearize(const chord<T>& y, const chord<T>& x) const {
        tensor<T> slope = x.x->like();
        transform(
            slope.size(), slope.data(),
            [&](auto at, auto r, auto y_at, auto y_r) {
                using V = decltype(at);
                const V step = at - r;
                const auto none = at == r || step == V(0);  // of one infinity, too, and of a step flushed to 0
                const V length = simd::select(none, V(T{1}), step);
                return simd::select(none, V(f.slope(r, y_r)), V(detail::secant_slope(f, at, r, y_at, y_r, length)));
            },
            x.x->data(), x.r->data(), y.x->data(), y.r->data());
        return std::tuple(diagonal_map<T>(std::move(slope)));
    }
};

struct relu_function {
    template <class V>
    V value(const V& x) const {
        return simd::select(x < V(0), V(0), x);  // keeps NaN, which a maximum may lose
    }
    template <class V>
    V slope(const V& x, const V&) const {
        return simd::select(x > V(0), V(1), V(0));
    }
    template <class V>
    V secant(const V&, const V&, const V& y_x, const V& y_r, const V& step) const {
        return (y_x - y_r) / step;  // nothing is lost: y is x, or 0
    }
};
struct sigmoid_function {
    template <class V>
    V value(const V& x) const {
        return simd::sigmoid(x);
    }
    template <class V>
    V slope(const V&, const V& y) const {
        return y * (V(1) - y);
    }
    /// With h the larger value and l the smaller one: h - l = h (1 - l) (1 - exp(-|x - r|)).
    template <class V>
    V secant(const V&, const V&, const V& y_x, const V& y_r, const V& step) const {
        const V length = simd::abs(step);
        return simd::max(y_x, y_r) * (V(1) - simd::min(y_x, y_r)) * (V(0) - simd::expm1(V(V(0) - length))) / length;
    }
};
struct tanh_function {
    template <class V>
    V value(const V& x) const {
        return simd::tanh(x);
    }
    template <class V>
    V slope(const V&, const V& y) const {
        return V(1) - y * y;
    }
    /// tanh(x) - tanh(r) = tanh(x - r) (1 - tanh(x) tanh(r))
    template <class V>
    V secant(const V&, const V&, const V& y_x, const V& y_r, const V& step) const {
        return simd::tanh(step) / step * (V(1) - y_x * y_r);
    }
};
struct exp_function {
    template <class V>
    V value(const V& x) const {
        return simd::exp(x);
    }
    template <class V>
    V slope(const V&, const V& y) const {
        return y;
    }
    template <class V>
    V secant(const V&, const V&, const V& y_x, const V& y_r, const V& step) const {
        const auto near = simd::abs(step) < V(1);
        const V rise = y_r * simd::expm1(V(simd::select(near, step, V(0))));
        return simd::select(near, rise, V(y_x - y_r)) / step;
    }
};
struct log_function {
    /// The logarithm of xsimd is wrong by 5 % below the smallest normal double.
    template <class V>
    V value(const V& x) const {
        const auto tiny = x < simd::constant<V>(std::numeric_limits<simd::number<V>>::min());
        const V of_larger = simd::log(V(simd::select(tiny, V(x * simd::constant<V>(0x1p64)), x)));
        return simd::select(tiny, V(of_larger - simd::constant<V>(64 * std::numbers::ln2)), of_larger);
    }
    template <class V>
    V slope(const V& x, const V&) const {
        return V(1) / x;
    }
    template <class V>
    V secant(const V&, const V& r, const V& y_x, const V& y_r, const V& step) const {
        const V ratio = step / r;
        const auto near = simd::abs(ratio) < V(0.5);
        const V rise = simd::log1p(V(simd::select(near, ratio, V(0))));
        return simd::select(near, rise, V(y_x - y_r)) / step;
    }
};
struct square_function {
    template <class V>
    V value(const V& x) const {
        return x * x;
    }
    template <class V>
    V slope(const V& x, const V&) const {
        return x + x;
    }
    template <class V>
    V secant(const V& x, const V& r, const V&, const V&, const V&) const {
        return x + r;
    }
};

}  // namespace ops

/// max(x, 0); its slope at 0 is 0, as in TensorFlow.
inline constexpr ops::function<ops::elementwise<ops::relu_function>> relu{};
/// 1 / (1 + exp(-x))
inline constexpr ops::function<ops::elementwise<ops::sigmoid_function>> sigmoid{};
inline constexpr ops::function<ops::elementwise<ops::tanh_function>> tanh{};
inline constexpr ops::function<ops::elementwise<ops::exp_function>> exp{};
inline constexpr ops::function<ops::elementwise<ops::log_function>> log{};
inline constexpr ops::function<ops::elementwise<ops::square_function>> square{};

}  // namespace diapir::inline DIAPIR_TARGET
