// The layers that a network is built from. A network describes itself once, as calls to the layers of a builder; with
// one builder it computes (on tensors) or records (on variables), with the other it lists its layers and their
// parameters.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/ops/concatenate.hpp>
#include <diapir/ops/conv2d.hpp>
#include <diapir/ops/conv2d_transpose.hpp>
#include <diapir/ops/dropout.hpp>
#include <diapir/ops/elementwise.hpp>
#include <diapir/ops/pool2d.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace diapir::nn {

/// What follows a convolution.
enum class activation { none, relu };

/// Runs layers on tensors or variables, taking its parameters (tensors, named tensors or variables) one after the
/// other.
template <class P>
class layer_runner {
public:
    /// `dropout` names the random numbers of a training step; without it dropout is the identity.
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

/// A row of a network's summary.
struct layer_description {
    std::string name, type;
    shape output;                     ///< {rows, cols, channels}
    std::vector<shape> parameters;    ///< kernel and bias, if any
    std::vector<std::string> inputs;  ///< the layers it is connected to

    std::size_t parameter_count() const {
        std::size_t count = 0;
        for (const shape& s : parameters) count += s.size();
        return count;
    }
};

/// What flows between layers while they are listed.
struct symbol {
    std::string layer;
    std::size_t rows, cols, channels;
};

/// Lists layers and names them as Keras does: conv2d, conv2d_1, ...
class layer_lister {
public:
    symbol input(std::size_t rows, std::size_t cols, std::size_t channels) {
        return add("input_1", "InputLayer", {rows, cols, channels}, {}, {});
    }
    symbol conv2d(const symbol& x, std::size_t filters, std::size_t kernel, activation) {
        return add(unique("conv2d"), "Conv2D", {x.rows, x.cols, filters},
                   {{kernel, kernel, x.channels, filters}, {filters}}, {x.layer});
    }
    symbol conv2d_transpose(const symbol& x, std::size_t filters, std::size_t kernel) {
        return add(unique("conv2d_transpose"), "Conv2DTranspose", {2 * x.rows, 2 * x.cols, filters},
                   {{kernel, kernel, filters, x.channels}, {filters}}, {x.layer});
    }
    symbol max_pool2d(const symbol& x) {
        return add(unique("max_pooling2d"), "MaxPooling2D", {x.rows / 2, x.cols / 2, x.channels}, {}, {x.layer});
    }
    symbol dropout(const symbol& x, double) {
        return add(unique("dropout"), "Dropout", {x.rows, x.cols, x.channels}, {}, {x.layer});
    }
    symbol concatenate(const symbol& a, const symbol& b) {
        return add(unique("concatenate"), "Concatenate", {a.rows, a.cols, a.channels + b.channels}, {},
                   {a.layer, b.layer});
    }

    const std::vector<layer_description>& layers() const { return layers_; }

private:
    std::string unique(const std::string& kind) {
        const std::size_t before = used_[kind]++;
        return before ? kind + "_" + std::to_string(before) : kind;
    }
    symbol add(std::string name, std::string type, const shape& output, std::vector<shape> parameters,
               std::vector<std::string> inputs) {
        layers_.push_back({name, std::move(type), output, std::move(parameters), std::move(inputs)});
        return {std::move(name), output[0], output[1], output[2]};
    }

    std::vector<layer_description> layers_;
    std::map<std::string, std::size_t> used_;
};

}  // namespace diapir::nn
