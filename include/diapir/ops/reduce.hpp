// Sum and mean of all elements, as a scalar tensor {}. Of a batch only the lanes that hold samples count.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/core/error.hpp>
#include <diapir/ops/function.hpp>

#include <algorithm>
#include <cstddef>
#include <tuple>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

/// factor times the sum over the elements of a tensor like the one given.
template <class T>
struct sum_map {
    tensor_shape of;
    T factor;

    tensor<T> push(const tensor<T>& v) const {
        require(v.shape() == of, "sum: expected a tangent ", of, ", got ", v.shape());
        double sum = 0;
        of.for_each_held([&](std::size_t i) { sum += static_cast<double>(v[i]); });
        return tensor<T>::scalar(static_cast<T>(sum * static_cast<double>(factor)));
    }
    tensor<T> pull(const tensor<T>& w) const {
        tensor<T> x(of, T{0});
        of.for_each_held([&](std::size_t i) { x[i] = factor * w[0]; });
        return x;
    }
    std::size_t count() const { return of.is_batch() ? of.samples() * of[1] * of[2] * of[3] : of.size(); }
};

template <bool Mean>
struct reduce_operation {
    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        require(!Mean || x.size() > 0, "mean: expected at least one element, got ", x.shape());
        return map(x).push(x);
    }
    template <class Y, class X>
    auto linearize(const Y&, const X& x) const {
        return std::tuple(map(*x.x));
    }

private:
    template <class T>
    static sum_map<T> map(const tensor<T>& x) {
        sum_map<T> m{x.shape(), T{1}};
        if (Mean) m.factor = static_cast<T>(1 / static_cast<double>(m.count()));
        return m;
    }
};

}  // namespace ops

/// The sum of all elements of x, or their mean: a scalar tensor {}. The mean throws argument_error where there are
/// none.
inline constexpr ops::function<ops::reduce_operation<false>> sum{};
inline constexpr ops::function<ops::reduce_operation<true>> mean{};

}  // namespace diapir::inline DIAPIR_TARGET
