// Networks that are written as ONNX files and compared with what reads them: each operation on its own, and whole
// networks.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/random.hpp>
#include <diapir/nn.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

using written = std::function<nn::value(nn::value)>;

/// A network for samples of `input`, and what else it is tried with: other sides where it takes any.
struct onnx_case {
    std::string name;
    shape input;
    testing::written layers;
    shape other{};
};

/// Parameters as after some training: none 0 or 1, variances positive, none so large that sums explode.
template <class T>
nn::network<T> network_of(const onnx_case& c) {
    nn::network<T> net(c.input, c.layers);
    for (std::size_t i = 0; i < net.parameters().size(); ++i) {
        auto& p = net.parameters()[i];
        random_stream random(7, i);
        const bool variance = p.name.find("variance") != std::string::npos;
        const double scale = p.value.shape().axes() > 1
                                 ? 1 / std::sqrt(static_cast<double>(p.value.size() / p.value.shape().back()))
                                 : 0.3;
        for (T& e : p.value)
            e = static_cast<T>(static_cast<float>(
                variance ? random.uniform(0.5, 2) : (p.name.ends_with("gamma") ? 1 : 0) + scale * random.normal()));
    }
    return net;
}

inline std::vector<onnx_case> single_operations() {
    using nn::value;
    using enum nn::border;
    const shape image{8, 6, 3}, larger{11, 9, 3};
    std::vector<onnx_case> all;
    const auto add = [&](const char* name, const auto& layer, bool any = true) {
        all.push_back({name, image, [layer](value x) { return x | layer; }, any ? larger : shape{}});
    };
    add("conv_same", nn::conv2d{.filters = 4, .kernel = 5});
    add("conv_valid", nn::conv2d{.filters = 4, .kernel = 3, .kernel_cols = 2, .border = valid, .bias = false});
    add("conv_even", nn::conv2d{.filters = 4, .kernel = 4, .kernel_cols = 2});
    add("conv_reflect", nn::conv2d{.filters = 2, .kernel = 5, .activation = nn::activation::relu, .border = reflect});
    add("conv_reflect_one", nn::conv2d{.filters = 2, .kernel = 1, .border = reflect});
    add("conv_stride", nn::conv2d{.filters = 4, .kernel = 3, .stride = 2});
    add("conv_stride_valid", nn::conv2d{.filters = 4, .kernel = 3, .stride = 2, .border = valid});
    add("conv_stride_only", nn::conv2d{.filters = 4, .kernel = 1, .stride = 3});
    add("conv_dilation", nn::conv2d{.filters = 4, .kernel = 3, .dilation = 2});
    add("conv_dilation_reflect", nn::conv2d{.filters = 2, .kernel = 3, .dilation = 2, .border = reflect});
    add("depthwise", nn::depthwise_conv2d{.multiplier = 2, .kernel = 3, .activation = nn::activation::elu});
    add("depthwise_stride", nn::depthwise_conv2d{.kernel = 3, .stride = 2, .border = valid, .bias = false});
    add("transpose", nn::conv2d_transpose{.filters = 4, .kernel = 5});
    add("transpose_even", nn::conv2d_transpose{.filters = 4, .kernel = 2, .activation = nn::activation::leaky_relu});
    add("transpose_gap", nn::conv2d_transpose{.filters = 4, .kernel = 2, .stride = 3, .bias = false});
    add("transpose_gap_valid", nn::conv2d_transpose{.filters = 4, .kernel = 2, .stride = 3, .border = valid});
    add("transpose_valid", nn::conv2d_transpose{.filters = 4, .kernel = 3, .border = valid});
    add("max_pool", nn::max_pool2d{});
    add("max_pool_same", nn::max_pool2d{.border = same});
    add("max_pool_overlap", nn::max_pool2d{.size = 3, .stride = 2, .border = same});
    add("average_pool", nn::average_pool2d{.size = 3, .stride = 1});
    add("average_pool_same", nn::average_pool2d{.size = 3, .stride = 2, .border = same});
    add("global_average", nn::global_average_pool2d{});
    add("global_max", nn::global_max_pool2d{});
    add("batch_normalization", nn::batch_normalization{});
    add("group_normalization", nn::group_normalization{.groups = 3});
    add("group_normalization_one", nn::group_normalization{.groups = 1});
    add("layer_normalization", nn::layer_normalization{});
    add("relu", nn::relu{});
    add("leaky_relu", nn::leaky_relu{.slope = 0.1});
    add("elu", nn::elu{.alpha = 0.7});
    add("clamp", nn::clamp{.low = -0.25, .high = 0.5});
    add("clamp_below", nn::clamp{.low = 0.125, .high = HUGE_VAL});
    add("clamp_above", nn::clamp{.low = -HUGE_VAL, .high = 0.5});
    add("gelu", nn::gelu{});
    add("silu", nn::silu{});
    add("softplus", nn::softplus{});
    add("tanh", nn::tanh{});
    add("sigmoid", nn::sigmoid{});
    add("softmax", nn::softmax{});
    add("upsample_nearest", nn::upsample2d{.size = 3});
    add("upsample_bilinear", nn::upsample2d{.size = 2, .interpolation = interpolation::bilinear});
    add("upsample_corners", nn::upsample2d{.size = 2, .interpolation = interpolation::bilinear_corners});
    add("pad_to_multiple", nn::pad_to_multiple{5});
    add("dense_pixels", nn::dense{.units = 4, .activation = nn::activation::tanh});
    add("flatten_dense",
        nn::sequential{nn::flatten{}, nn::dense{.units = 4, .activation = nn::activation::gelu},
                       nn::dense{.units = 2, .bias = false}},
        false);
    add("flatten", nn::flatten{}, false);
    add("dropout", nn::sequential{nn::dropout{0.5}, nn::spatial_dropout{0.5}, nn::relu{}});
    add("resize_like", [](value x) { return x | nn::max_pool2d{.size = 3} | nn::resize_like{x}; });
    add("resize_like_nearest", [](value x) {
        return x | nn::max_pool2d{.border = same} | nn::resize_like{x, interpolation::nearest};
    });
    add("crop_like", [](value x) { return nn::crop_like(x | nn::pad_to_multiple{4} | nn::tanh{}, x); });
    add("concatenate", [](value x) { return nn::concatenate({x, x | nn::relu{}, x | nn::tanh{}}); });
    add("add", [](value x) { return x + (x | nn::tanh{}); });
    add("multiply", [](value x) { return x * (x | nn::tanh{}); });
    add("channel_gates", [](value x) { return x * (x | nn::global_average_pool2d{}); });
    add("pixel_gates", [](value x) { return x * (x | nn::conv2d{.filters = 1, .kernel = 1}); });
    add("squeeze_excitation", nn::squeeze_excitation{.reduction = 2});
    add("residual_block", nn::residual_block{4, 3, nn::normalization::batch});
    all.push_back({"features", {5}, [](value x) {
                       return x | nn::dense{.units = 6, .activation = nn::activation::silu} |
                              nn::batch_normalization{} | nn::group_normalization{.groups = 2} |
                              nn::layer_normalization{} | nn::dense{.units = 3} | nn::softmax{};
                   }});
    return all;
}

inline std::vector<onnx_case> whole_networks() {
    std::vector<onnx_case> all;
    const auto add = [&](const char* name, const nn::unet_options& options, const shape& input, const shape& other) {
        all.push_back({name, input, nn::detail::unet_layers{options.checked()}, other});
    };
    add("unet_simple", {}, {24, 24, 4}, {33, 17, 4});
    add("unet_full", {.filters = 4, .levels = 4, .kernel = 3, .dropout = 0.25}, {48, 48, 4}, {101, 101, 4});
    add("unet_residual",
        {.channels = 2,
         .filters = 4,
         .levels = 3,
         .kernel = 3,
         .dropout = 0,
         .residual = true,
         .normalization = nn::normalization::batch,
         .squeeze_excitation = true,
         .hypercolumn = true,
         .round_up = true},
        {101, 101, 2}, {45, 38, 2});
    add("unet_classes",
        {.channels = 1,
         .filters = 8,
         .levels = 2,
         .kernel = 3,
         .outputs = 3,
         .residual = true,
         .normalization = nn::normalization::group,
         .supervision = 0.5},
        {16, 16, 1}, {19, 30, 1});
    return all;
}

/// All of both.
inline std::vector<onnx_case> onnx_cases() {
    std::vector<onnx_case> all = single_operations();
    for (onnx_case& c : whole_networks()) all.push_back(std::move(c));
    return all;
}

/// {n, sample...} of standard normal numbers.
template <class T = float>
array<T> normal_samples(std::size_t n, const shape& sample, std::uint64_t seed = 1) {
    array<T> x = make_array<T>(shape{n}.then(sample));
    random_stream random(seed, n);
    for (T& e : x) e = static_cast<T>(static_cast<float>(random.normal()));
    return x;
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
