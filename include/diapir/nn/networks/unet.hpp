// A U-Net for segmentation (Ronneberger et al. 2015). By default in the form of the Explainable-Christmas project: two
// convolutions with ReLU a level, max pooling, dropout after pooling and after concatenation, transposed convolutions
// without activation.
#pragma once

#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/conv2d_transpose.hpp>
#include <diapir/nn/layers/dropout.hpp>
#include <diapir/nn/layers/fit_poolings.hpp>
#include <diapir/nn/layers/merge.hpp>
#include <diapir/nn/layers/pool2d.hpp>
#include <diapir/nn/layers/residual_block.hpp>
#include <diapir/nn/layers/resize2d.hpp>
#include <diapir/nn/layers/squeeze_excitation.hpp>
#include <diapir/nn/networks/network.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
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
    std::size_t outputs = 1;     ///< channels of the prediction; several are classes, of which a pixel has one

    bool residual = false;  ///< residual blocks (He et al. 2016) instead of two convolutions
    nn::normalization normalization = nn::normalization::none;  ///< behind the convolutions of residual blocks
    bool squeeze_excitation = false;  ///< gates behind the blocks on the way up (Roy, Navab and Wachinger 2018)
    bool hypercolumn = false;         ///< the last convolution sees all levels, enlarged (Hariharan et al. 2015)
    /// Weight of losses of every level on the way up, beside that of the output (deep supervision); 0 for none. It
    /// takes at least two levels.
    double supervision = 0;
    /// Images keep their sides and poolings round up, instead of padding them to multiples of 2^levels.
    bool round_up = false;

    friend bool operator==(const unet_options&, const unet_options&) = default;

    /// Image sides are padded to a multiple of this: 2^levels, or not.
    std::size_t granularity() const { return round_up ? 1 : std::size_t{1} << levels; }
    /// These options with the bottleneck that 0 stands for. Throws argument_error where they make no network.
    unet_options checked() const {
        require(channels && filters && levels && kernel && outputs,
                "unet: channels, filters, levels, kernel and outputs must be at least 1, got ", channels, ", ", filters,
                ", ", levels, ", ", kernel, " and ", outputs);
        require(levels < 16, "unet: expected fewer than 16 levels, got ", levels);
        require(dropout >= 0 && dropout < 1, "unet: dropout must be in [0, 1), got ", dropout);
        require(supervision >= 0 && std::isfinite(supervision), "unet: supervision must be at least 0, got ",
                supervision);
        require(supervision == 0 || levels > 1, "unet: supervision expects at least 2 levels, got ", levels);
        require(residual || normalization == nn::normalization::none,
                "unet: expected residual blocks where there is a normalization");
        unet_options o = *this;
        if (o.bottleneck == 0) o.bottleneck = 16 * filters;
        return o;
    }
};

namespace detail {

/// The U-Net as a function of its image.
struct unet_layers {
    unet_options o;

    value operator()(value image) const {
        std::vector<value> skips, ups;
        value x = image | pad_to_multiple{o.granularity()};
        for (std::size_t level = 0; level < o.levels; ++level) {
            skips.push_back(block(x, o.filters << level));
            x = skips.back() | max_pool2d{.border = o.round_up ? border::same : border::valid} | dropout{o.dropout};
        }
        x = block(x, o.bottleneck);
        for (std::size_t level = o.levels; level-- > 0;) {
            const std::size_t filters = o.filters << level;
            const value up = x | conv2d_transpose{.filters = filters, .kernel = o.kernel};
            x = block(concatenate({crop_like(up, skips[level]), skips[level]}) | dropout{o.dropout}, filters);
            if (o.squeeze_excitation) x = x | squeeze_excitation{};
            ups.push_back(x);
        }
        const value logits = crop_like((o.hypercolumn ? hypercolumn(ups) : x) | last_convolution(), image);
        if (o.supervision > 0)
            for (const value& up : std::span(ups).first(ups.size() - 1))
                train_beside(crop_like(up | last_convolution() | resize_like{ups.back()}, image),
                             o.supervision / static_cast<double>(ups.size() - 1));
        return o.outputs > 1 ? logits | softmax{} : logits | sigmoid{};
    }

private:
    conv2d last_convolution() const { return {.filters = o.outputs, .kernel = 1}; }
    value block(const value& x, std::size_t filters) const {
        if (o.residual) return x | residual_block{filters, o.kernel, o.normalization};
        const conv2d convolution{.filters = filters, .kernel = o.kernel, .activation = activation::relu};
        return x | convolution | convolution;
    }
    /// As many channels of every level as the last has, enlarged to its size.
    static value hypercolumn(const std::vector<value>& ups) {
        std::vector<value> columns{ups.back()};
        for (const value& up : std::span(ups).first(ups.size() - 1))
            columns.push_back(up | conv2d{.filters = ups.back().channels(), .kernel = 1} | resize_like{ups.back()});
        return concatenate(columns);
    }
};

}  // namespace detail

/// Images {n, rows, cols, channels} -> probabilities {n, rows, cols, outputs}. Images whose sides are not multiples of
/// 2^levels are padded with zeros at the bottom and right, and the prediction is cut back.
template <class T>
class unet : public network<T> {
public:
    /// A network with Glorot-uniform kernels and zero biases, a function of the seed alone. Throws argument_error where
    /// an option is 0 or the dropout not in [0, 1).
    explicit unet(const unet_options& options = {}, std::uint64_t seed = 42)
        : network<T>(noted(options), seed), options_(options.checked()) {}

    const unet_options& options() const { return options_; }
    std::size_t granularity() const { return options_.granularity(); }

    /// The layers that a network with those options would have, without their memory. Throws as the constructor does.
    static std::vector<layer_description> layers_of(const unet_options& options) {
        const auto g = noted(options);
        return g->layers(g->input());
    }

private:
    static std::shared_ptr<const nn::graph> noted(const unet_options& options) {
        const unet_options o = options.checked();
        // The smallest image that is not padded; others have other sides.
        const std::size_t side = std::size_t{1} << o.levels;
        return network<T>::noted({side, side, o.channels}, detail::unet_layers{o});
    }

    unet_options options_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
