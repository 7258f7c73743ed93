// The builder of layers that lists them, without computing anything; see layer_runner.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/nn/layers/activation.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// A row of a network's summary.
struct layer_description {
    std::string name, type;
    shape output;                     ///< {rows, cols, channels}
    std::vector<shape> parameters;    ///< kernel and bias, if any
    std::vector<std::string> inputs;  ///< the layers it is connected to

    /// What the parameter of that shape is called: "conv2d_1/kernel", or bias.
    std::string parameter_name(const shape& s) const { return name + (s.axes() == 4 ? "/kernel" : "/bias"); }
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

}  // namespace diapir::inline DIAPIR_TARGET::nn
