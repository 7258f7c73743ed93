// The builder of layers that computes. A network describes itself once, as calls to the layers of a builder: with this
// one it computes (on tensors) or records (on variables), with layer_lister it lists its layers and their parameters.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/random.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/ops/concatenate.hpp>
#include <diapir/ops/conv2d.hpp>
#include <diapir/ops/conv2d_transpose.hpp>
#include <diapir/ops/dropout.hpp>
#include <diapir/ops/elementwise.hpp>
#include <diapir/ops/pool2d.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Runs layers on tensors or variables, taking its parameters (tensors, named tensors or variables) one after the
/// other.
template <class P>
class layer_runner {
public:
    /// A layer throws argument_error where no parameters are left for it. `dropout` names the random numbers of a
    /// training step; without it dropout is the identity.
    explicit layer_runner(std::span<const P> parameters, std::optional<random_key> dropout = {})
        : parameters_(parameters), dropout_(dropout) {}

    template <class X>
    auto conv2d(X&& x, std::size_t, std::size_t, activation a) {
        const auto &kernel = next(), &bias = next();
        return activated(diapir::conv2d(std::forward<X>(x), kernel, bias), a);
    }
    template <class X>
    auto conv2d_transpose(X&& x, std::size_t, std::size_t) {
        const auto &kernel = next(), &bias = next();
        return diapir::conv2d_transpose(std::forward<X>(x), kernel, bias, {.row_stride = 2, .col_stride = 2});
    }
    template <class X>
    auto max_pool2d(const X& x) {
        return diapir::max_pool2d(x);
    }
    template <class X>
    X dropout(X x, double rate) {
        if (!dropout_ || rate == 0) return x;
        random_key key = *dropout_;
        key.stream = key.stream * 64 + dropouts_++;
        return diapir::dropout(x, rate, key);
    }
    template <class X>
    auto concatenate(const X& a, const X& b) {
        return diapir::concatenate(a, b);
    }

private:
    template <class Y>
    static Y activated(Y y, activation a) {
        if (a == activation::none) return y;
        return relu(std::move(y));
    }
    const auto& next() {
        require(next_ < parameters_.size(), "network: expected more parameters than ", parameters_.size());
        const P& p = parameters_[next_++];
        if constexpr (operand<P>) {
            return p;
        } else {
            return p.value;
        }
    }

    std::span<const P> parameters_;
    std::size_t next_ = 0;
    std::optional<random_key> dropout_;
    std::uint64_t dropouts_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
