// A U-Net for segmentation (Ronneberger et al. 2015) in the form of the Explainable-Christmas project: two convolutions
// with ReLU a level, max pooling, dropout after pooling and after concatenation, transposed convolutions without
// activation.
#pragma once

#include <diapir/nn/layers/activation_counter.hpp>
#include <diapir/nn/layers/layer_lister.hpp>
#include <diapir/nn/layers/layer_runner.hpp>
#include <diapir/nn/networks/frozen_parameters.hpp>
#include <diapir/nn/networks/image_chunks.hpp>
#include <diapir/nn/parameter.hpp>
#include <diapir/ops/elementwise.hpp>
#include <diapir/ops/pad2d.hpp>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// The shape of a U-Net. The defaults are the network of 551,585 parameters of the original project.
struct unet_options {
    std::size_t channels = 4;    ///< of the input image
    std::size_t filters = 8;     ///< of the first level; every level down has twice as many
    std::size_t levels = 2;      ///< poolings
    std::size_t bottleneck = 0;  ///< filters at the bottom; 0 stands for 16 * filters
    std::size_t kernel = 5;      ///< rows and columns of the kernels
    double dropout = 0.5;        ///< share that is dropped in training
    std::size_t outputs = 1;     ///< channels of the prediction

    friend bool operator==(const unet_options&, const unet_options&) = default;
};

/// Calls are const and thread-safe: {n, rows, cols, channels} -> probabilities {n, rows, cols, outputs}. Images whose
/// sides are not multiples of 2^levels are padded with zeros at the bottom and right, and the prediction is cut back.
template <class T>
class unet {
public:
    using value_type = T;

    /// A network with Glorot-uniform kernels and zero biases, a function of the seed alone. Throws argument_error where
    /// an option is 0 or the dropout not in [0, 1).
    explicit unet(const unet_options& options = {}, std::uint64_t seed = 42) : unet(options, without_parameters()) {
        for (const layer_description& layer : layers(granularity(), granularity()))
            for (const shape& s : layer.parameters)
                parameters_.push_back({layer.parameter_name(s), s.axes() == 4
                                                                    ? glorot_uniform<T>(s, seed, parameters_.size())
                                                                    : tensor<T>(s, T{0})});
    }

    const unet_options& options() const { return options_; }
    nn::parameters<T>& parameters() { return parameters_; }
    const nn::parameters<T>& parameters() const { return parameters_; }
    /// Image sides are padded to a multiple of this: 2^levels.
    std::size_t granularity() const { return std::size_t{1} << options_.levels; }

    /// Probabilities for any array expression {n, rows, cols, channels}. Throws argument_error for other shapes.
    template <array_expression E>
    array<T> operator()(const E& images) const {
        const auto& x = evaluated<T>(images);
        const shape s = shape_of(x);
        require(s.axes() == 4 && s[3] == options_.channels, "unet: expected images {n, rows, cols, ", options_.channels,
                "}, got ", s);
        if (s.size() == 0) return make_array<T>({s[0], s[1], s[2], options_.outputs});
        const auto own = frozen_.of(parameters_);
        return map_images(x, images_at_once(*this, s[1], s[2], s[3]),
                          [&](const tensor<T>& batch) { return sigmoid(logits(batch, own->tensors())); });
    }
    /// Probabilities for a batch or a variable, without dropout.
    template <operand X>
    auto operator()(X&& x) const {
        return sigmoid(logits(std::forward<X>(x)));
    }
    /// The same before the sigmoid. What layers compute from the parameters alone is kept for the next call, until the
    /// parameters change.
    template <operand X>
    auto logits(X&& x) const {
        const auto own = frozen_.of(parameters_);
        return logits(std::forward<X>(x), own->tensors());
    }
    /// Logits with other parameters (tensors, named or not, or variables), and with dropout where a key is given.
    template <operand X, class P>
    auto logits(X&& x, std::span<const P> with, std::optional<random_key> dropout = {}) const {
        const tensor<T>& image = value_of(x);
        require(image.is_batch() && image.channels() == options_.channels, "unet: expected a batch of ",
                options_.channels, " channels, got ", image.shape());
        if constexpr (std::same_as<std::remove_cvref_t<X>, tensor<T>> && !diapir::detail::varies<P>) {
            const std::size_t at_once = images_at_once(*this, x.rows(), x.cols(), x.channels());
            if (!dropout && x.samples() > at_once + 8)
                return map_samples(x, options_.outputs, at_once,
                                   [&](const tensor<T>& some) { return run(some, with, dropout); });
        }
        return run(std::forward<X>(x), with, dropout);
    }

    /// Bytes of the outputs of all layers for one image of rows x cols: more than are held at once without a tape.
    std::size_t activation_bytes(std::size_t rows, std::size_t cols) const {
        activation_counter counter;
        build(counter, counter.input(rows, cols, options_.channels));
        return counter.elements() * sizeof(T);
    }
    /// The layers that a network with those options would have, without their memory. Throws as the constructor does.
    static std::vector<layer_description> layers_of(const unet_options& options) {
        const unet shape(options, without_parameters());
        return shape.layers(shape.granularity(), shape.granularity());
    }
    /// The layers for images of rows x cols, as Keras would list them.
    std::vector<layer_description> layers(std::size_t rows, std::size_t cols) const {
        layer_lister lister;
        build(lister, lister.input(rows, cols, options_.channels));
        return lister.layers();
    }

private:
    struct without_parameters {};
    unet(const unet_options& options, without_parameters) : options_(options) {
        require(options.channels && options.filters && options.levels && options.kernel && options.outputs,
                "unet: channels, filters, levels, kernel and outputs must be at least 1");
        require(options.levels < 16, "unet: expected fewer than 16 levels, got ", options.levels);
        require(options.dropout >= 0 && options.dropout < 1, "unet: dropout must be in [0, 1), got ", options.dropout);
        if (options_.bottleneck == 0) options_.bottleneck = 16 * options_.filters;
    }

    /// Logits of any operand, its images padded as far as the poolings need it.
    template <class X, class P>
    auto run(X&& x, std::span<const P> with, std::optional<random_key> dropout) const {
        layer_runner<P> layers(with, dropout);
        const std::size_t step = granularity(), rows = value_of(x).rows(), cols = value_of(x).cols();
        const std::size_t padded_rows = (rows + step - 1) / step * step, padded_cols = (cols + step - 1) / step * step;
        if (padded_rows == rows && padded_cols == cols) return build(layers, std::forward<X>(x));
        return pad2d(build(layers, pad2d(std::forward<X>(x), padded_rows, padded_cols)), rows, cols);
    }

    /// The architecture, for any builder of layers and whatever flows between them.
    template <class Layers, class X>
    auto build(Layers& layers, X&& image) const {
        const std::size_t kernel = options_.kernel;
        const auto block = [&]<class In>(In&& in, std::size_t filters) {
            return layers.conv2d(layers.conv2d(std::forward<In>(in), filters, kernel, activation::relu), filters,
                                 kernel, activation::relu);
        };
        using value = decltype(block(std::forward<X>(image), 1));
        kept_vector<value> skips;
        skips.push_back(block(std::forward<X>(image), options_.filters));
        value x = layers.dropout(layers.max_pool2d(skips.back()), options_.dropout);
        for (std::size_t level = 1; level < options_.levels; ++level) {
            skips.push_back(block(x, options_.filters << level));
            x = layers.dropout(layers.max_pool2d(skips.back()), options_.dropout);
        }
        x = block(x, options_.bottleneck);
        for (std::size_t level = options_.levels; level-- > 0;) {
            const std::size_t filters = options_.filters << level;
            x = layers.dropout(layers.concatenate(layers.conv2d_transpose(x, filters, kernel), skips[level]),
                               options_.dropout);
            x = block(x, filters);
        }
        return layers.conv2d(x, options_.outputs, 1, activation::none);
    }

    unet_options options_;
    nn::parameters<T> parameters_;
    frozen_for_reuse<T> frozen_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn

#ifdef DIAPIR_EXTERN_TEMPLATES
#include <diapir/nn/precompiled.hpp>
#endif
