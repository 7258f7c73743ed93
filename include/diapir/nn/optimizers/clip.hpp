// Keeping gradients from becoming too large before an optimizer sees them (Pascanu, Mikolov and Bengio 2013).
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <ranges>
#include <span>

namespace diapir::inline DIAPIR_TARGET::nn {

namespace detail {

template <class T>
tensor<T>* gradient_in(tensor<T>& g) {
    return &g;
}
template <class T>
tensor<T>* gradient_in(std::optional<tensor<T>>& g) {
    return g ? &*g : nullptr;
}

inline void check_limit(const char* name, double limit) {
    require(limit > 0, name, ": expected a limit above 0, got ", limit);
}

/// The sum of the squares, in an order that does not depend on the threads.
template <class T>
double sum_of_squares(const tensor<T>& t) {
    kept_vector<double> parts(divide_up(t.size(), elements_at_once));
    parallel_ranges(t.size(), elements_at_once, [&](std::size_t begin, std::size_t end) {
        constexpr std::size_t strands = 8;
        std::array<double, strands> sums{};
        const auto square = [&](std::size_t i) { return static_cast<double>(t[i]) * static_cast<double>(t[i]); };
        std::size_t i = begin;
        for (; i + strands <= end; i += strands)
            for (std::size_t k = 0; k < strands; ++k) sums[k] += square(i + k);
        for (; i < end; ++i) sums[0] += square(i);
        for (const double sum : sums) parts[begin / elements_at_once] += sum;
    });
    double all = 0;
    for (const double part : parts) all += part;
    return all;
}

/// The root of the sum of the squares of all gradients where those under- or overflow: relative to the largest number.
template <class G>
double scaled_norm(G& gradients) {
    double largest = 0, sum = 0;
    for (auto& g : gradients)
        if (const auto* t = gradient_in(g))
            for (const auto v : *t) largest = std::max(largest, std::abs(static_cast<double>(v)));
    if (largest == 0 || std::isinf(largest)) return largest;
    for (auto& g : gradients)
        if (const auto* t = gradient_in(g))
            for (const auto v : *t) {
                const double share = static_cast<double>(v) / largest;
                sum += share * share;
            }
    return largest * std::sqrt(sum);
}

template <class T, class F>
void change_each(tensor<T>& t, const F& f) {
    parallel_ranges(t.size(), elements_at_once, [&](std::size_t begin, std::size_t end) {
        simd::transform(end - begin, t.data() + begin, f, t.data() + begin);
    });
}
/// Brings a norm down to a limit. A norm that is not finite cannot be brought down, and nothing is changed.
template <class T>
void scale_to(tensor<T>& t, double norm, double limit) {
    if (!(norm > limit) || !std::isfinite(norm)) return;
    change_each(t, [factor = static_cast<T>(limit / norm)](auto v) { return v * decltype(v)(factor); });
}

}  // namespace detail

/// Gradients: a range of tensors, or of optional ones, of which those that are not there do not count.
template <class G>
concept gradient_range = std::ranges::forward_range<G> && requires(G& gradients) {
    detail::gradient_in(*std::ranges::begin(gradients));
};

/// The root of the sum of the squares of all gradients.
template <gradient_range G>
double global_norm(G&& gradients) {
    double sum = 0;
    for (auto& g : gradients)
        if (const auto* t = detail::gradient_in(g)) sum += detail::sum_of_squares(*t);
    if (sum < 1e-280 || std::isinf(sum)) return detail::scaled_norm(gradients);
    return std::sqrt(sum);
}

/// Makes all gradients smaller by one factor where their norm, taken together, exceeds the limit (Keras'
/// global_clipnorm, PyTorch's clip_grad_norm_). Gradients whose norm is not finite stay as they are. Returns the norm
/// that they had. Throws argument_error unless the limit is positive.
template <gradient_range G>
double clip_by_global_norm(G&& gradients, double limit) {
    detail::check_limit("clip_by_global_norm", limit);
    const double norm = global_norm(gradients);
    for (auto& g : gradients)
        if (auto* t = detail::gradient_in(g)) detail::scale_to(*t, norm, limit);
    return norm;
}

/// The same for each tensor by itself (Keras' clipnorm).
template <gradient_range G>
void clip_by_norm(G&& gradients, double limit) {
    detail::check_limit("clip_by_norm", limit);
    for (auto& g : gradients)
        if (auto* t = detail::gradient_in(g)) detail::scale_to(*t, global_norm(std::span(t, 1)), limit);
}

/// Brings every number into -limit ... limit (Keras' clipvalue); NaN stays NaN. Throws argument_error unless the limit
/// is positive, also as the gradients' type holds it.
template <gradient_range G>
void clip_by_value(G&& gradients, double limit) {
    detail::check_limit("clip_by_value", limit);
    const auto clip = [limit](auto& t) {
        const auto held = static_cast<std::remove_cvref_t<decltype(t[0])>>(limit);
        require(held > 0, "clip_by_value: expected a limit that the gradients' type holds, got ", limit);
        detail::change_each(t, [most = held](auto v) {
            using V = decltype(v);
            return simd::select(v > V(most), V(most), V(simd::select(v < V(-most), V(-most), v)));
        });
    };
    for (auto& g : gradients)
        if (auto* t = detail::gradient_in(g)) clip(*t);
}

/// What is to be clipped, in the order of Keras 2.8: values first, then each tensor, then all together. 0 is none.
struct gradient_clip {
    double global_norm = 0, norm = 0, value = 0;

    /// Returns the norm of all gradients before. Throws argument_error where an option is negative or NaN.
    template <gradient_range G>
    double operator()(G&& gradients) const {
        for (const double limit : {global_norm, norm, value})
            require(limit >= 0, "gradient_clip: expected limits above 0, or 0 for none, got ", limit);
        const double before = nn::global_norm(gradients);
        if (value > 0) clip_by_value(gradients, value);
        if (norm > 0) clip_by_norm(gradients, norm);
        if (global_norm > 0) clip_by_global_norm(gradients, global_norm);
        return before;
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
