// Sum and mean of all elements, as a scalar tensor {}. Of a batch only the lanes that hold samples count.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/core/error.hpp>
#include <diapir/ops/function.hpp>

#include <algorithm>
#include <cstddef>
#include <tuple>

namespace diapir {

namespace ops {

/// factor times the sum over the elements of a tensor like the one given.
template <class T>
struct sum_map {
    shape extents;
    std::size_t samples;  // 0 for a plain tensor
    T factor;

    sum_map(const tensor<T>& like, T f) : extents(like.shape()), samples(like.samples()), factor(f) {}

    tensor<T> push(const tensor<T>& v) const {
        require(v.shape() == extents, "sum: expected a tangent ", extents, ", got ", v.shape());
        double sum = 0;
        for_each_element([&](std::size_t i) { sum += static_cast<double>(v[i]); });
        return tensor<T>::scalar(static_cast<T>(sum * static_cast<double>(factor)));
    }
    tensor<T> pull(const tensor<T>& w) const {
        tensor<T> x =
            samples ? tensor<T>::batch_of_blocks(extents[0], extents[1], extents[2], extents[3], extents[4], samples)
                    : tensor<T>(extents);
        std::fill(x.begin(), x.end(), T{0});
        for_each_element([&](std::size_t i) { x[i] = factor * w[0]; });
        return x;
    }
    std::size_t count() const { return samples ? samples * extents[1] * extents[2] * extents[3] : extents.size(); }

private:
    template <class F>
    void for_each_element(const F& f) const {
        const std::size_t lanes = samples ? extents[4] : 1, size = extents.size();
        const std::size_t block = samples ? size / extents[0] : size;
        for (std::size_t i = 0; i < size; ++i)
            if (!samples || i / block * lanes + i % lanes < samples) f(i);
    }
};

template <bool Mean>
struct reduce_operation {
    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        return map(x).push(x);
    }
    template <class Y, class X>
    auto linearize(const Y&, const X& x) const {
        return std::tuple(map(*x.x));
    }

private:
    template <class T>
    static sum_map<T> map(const tensor<T>& x) {
        sum_map<T> m(x, T{1});
        if (Mean) m.factor = static_cast<T>(1 / static_cast<double>(m.count()));
        return m;
    }
};

}  // namespace ops

/// The sum of all elements of x, or their mean: a scalar tensor {}.
inline constexpr ops::function<ops::reduce_operation<false>> sum{};
inline constexpr ops::function<ops::reduce_operation<true>> mean{};

}  // namespace diapir
