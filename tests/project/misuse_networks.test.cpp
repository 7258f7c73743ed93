// What layers and networks refuse. Layers say so when a network is written with them.
#include "project/misuse.hpp"
#include <diapir/nn/graph/graph.hpp>
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/batch_normalization.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/conv2d_transpose.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/depthwise_conv2d.hpp>
#include <diapir/nn/layers/dropout.hpp>
#include <diapir/nn/layers/fit_poolings.hpp>
#include <diapir/nn/layers/global_pool2d.hpp>
#include <diapir/nn/layers/merge.hpp>
#include <diapir/nn/layers/pool2d.hpp>
#include <diapir/nn/layers/resize2d.hpp>
#include <diapir/nn/layers/sample_normalization.hpp>
#include <diapir/nn/layers/sequential.hpp>
#include <diapir/nn/layers/squeeze_excitation.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/networks/unet.hpp>
#include <diapir/nn/training/predict.hpp>

#include <functional>
#include <memory>

using namespace diapir;
using namespace diapir::testing;

namespace {

const shape image{8, 6, 3}, features{5};

nn::network<double> convolution() {
    return {image, nn::conv2d{.filters = 2, .activation = nn::activation::sigmoid}};
}
/// A network as a function of a value writes it.
void write(const std::function<nn::value(nn::value)>& f, const shape& input = image) {
    nn::network<double>(input, f);
}

const misuse of_layers[] = {
    {"conv2d of features", [] { nn::conv2d{.filters = 2}.output(features); },
     "conv2d: expected an image {rows, cols, channels}, got {5}"},
    {"conv2d without filters", [] { nn::conv2d{.filters = 0}.output(image); },
     "conv2d: expected at least one filter, a kernel of at least one pixel and a dilation of at least 1, got 0, 3 and "
     "1"},
    {"conv2d without a kernel", [] { nn::conv2d{.filters = 2, .kernel = 0}.output(image); }, "got 2, 0 and 1"},
    {"conv2d without a stride", [] { nn::conv2d{.filters = 2, .stride = 0}.output(image); },
     "conv2d: expected a window of 1 to 4294967296 rows and a stride of 1 to 1048576, got 3 and 0"},
    {"conv2d with a stride and a dilation", [] { nn::conv2d{.filters = 2, .stride = 2, .dilation = 2}.output(image); },
     "conv2d: expected a stride or a dilation of 1, got 2 and 2"},
    {"conv2d with a dilation of minus one", [] { nn::conv2d{.filters = 2, .dilation = minus_one}.output(image); },
     "conv2d: expected a dilation of at most 65536, got 18446744073709551615"},
    {"conv2d with a kernel larger than the image",
     [] { nn::conv2d{.filters = 2, .kernel = 9, .border = nn::border::valid}.output(image); },
     "conv2d: a valid window of 9 rows does not fit 8"},
    {"conv2d_transpose of features", [] { nn::conv2d_transpose{.filters = 2}.output(features); },
     "conv2d_transpose: expected an image {rows, cols, channels}, got {5}"},
    {"conv2d_transpose without filters", [] { nn::conv2d_transpose{.filters = 0}.output(image); },
     "conv2d_transpose: expected at least one filter, got 0"},
    {"conv2d_transpose that reflects",
     [] { nn::conv2d_transpose{.filters = 2, .border = nn::border::reflect}.output(image); },
     "conv2d_transpose: expected a border same or valid, got reflect"},
    {"depthwise_conv2d without a multiplier", [] { nn::depthwise_conv2d{.multiplier = 0}.output(image); },
     "depthwise_conv2d: expected a multiplier of at least 1, got 0"},
    {"depthwise_conv2d of features", [] { nn::depthwise_conv2d{}.output(features); },
     "depthwise_conv2d: expected an image {rows, cols, channels}, got {5}"},
    {"dense without units", [] { nn::dense{.units = 0}.output(features); }, "dense: expected at least one unit, got 0"},
    {"max_pool2d of features", [] { nn::max_pool2d{}.output(features); },
     "max_pool2d: expected an image {rows, cols, channels}, got {5}"},
    {"max_pool2d without a window", [] { nn::max_pool2d{.size = 0}.output(image); },
     "max_pool2d: expected a window of 1 to 4294967296 rows and a stride of 1 to 1048576, got 0 and 0"},
    {"max_pool2d with a window larger than the image", [] { nn::max_pool2d{.size = 7}.output(image); },
     "max_pool2d: a valid window of 7 cols does not fit 6"},
    {"average_pool2d that reflects", [] { nn::average_pool2d{.border = nn::border::reflect}.output(image); },
     "average_pool2d: expected a border same or valid, got reflect"},
    {"global_average_pool2d of features", [] { nn::global_average_pool2d{}.output(features); },
     "global_average_pool2d: expected an image {rows, cols, channels}, got {5}"},
    {"global_max_pool2d of features", [] { nn::global_max_pool2d{}.output(features); },
     "global_max_pool2d: expected an image"},
    {"upsample2d to nothing", [] { nn::upsample2d{.size = 0}.output(image); },
     "upsample2d: expected a size of 1 to 65536, got 0"},
    {"upsample2d by minus one", [] { nn::upsample2d{.size = minus_one}.output(image); }, "got 18446744073709551615"},
    {"upsample2d beyond all numbers",
     [] {
         nn::upsample2d{.size = 65536}.output({std::size_t{1} << 48, 1, 1});
     },
     "upsample2d: expected an extent of at most 288230376151711744, got 281474976710656 times 65536"},
    {"upsample2d of features", [] { nn::upsample2d{}.output(features); }, "upsample2d: expected an image"},
    {"pad_to_multiple of minus one", [] { nn::pad_to_multiple{minus_one}.output(image); },
     "pad_to_multiple: expected an extent of at most 288230376151711744, got 18446744073709551615 times 1"},
    {"depthwise_conv2d of too many channels",
     [] {
         nn::depthwise_conv2d{.multiplier = std::size_t{1} << 63}.output({5, 5, 2});
     },
     "depthwise_conv2d: expected an extent of at most 288230376151711744, got 2 times 9223372036854775808"},
    {"conv2d of a kernel that wraps around",
     [] { nn::conv2d{.filters = 1, .kernel = (std::size_t{1} << 63) + 1, .dilation = 2}.output(image); },
     "conv2d: expected an extent of at most 288230376151711744, got 9223372036854775808 times 2"},
    {"a network of more pixels than there are",
     [] {
         nn::network<double>({1024, 4, 1},
                             nn::sequential{nn::upsample2d{.size = 65536}, nn::upsample2d{.size = 65536}});
     },
     "network: up_sampling2d_1: shape: expected at most 288230376151711744 elements, got {"},
    {"a network of an input of more pixels than there are",
     [] {
         nn::network<double>({std::size_t{1} << 32, std::size_t{1} << 32, 1}, nn::relu{});
     },
     "shape: expected at most 288230376151711744 elements, got {4294967296, 4294967296, 1}"},
    {"pad_to_multiple of nothing", [] { nn::pad_to_multiple{0}.output(image); },
     "pad_to_multiple: expected a multiple of at least 1, got 0"},
    {"dropout of everything", [] { nn::dropout{1}.output(image); }, "dropout: the rate must be in [0, 1), got 1"},
    {"dropout with a rate that is NaN", [] { nn::dropout{not_a_number}.output(image); }, "got nan"},
    {"spatial_dropout with a negative rate", [] { nn::spatial_dropout{-0.1}.output(image); },
     "spatial_dropout: the rate must be in [0, 1), got -0.1"},
    {"leaky_relu with a slope that is NaN", [] { nn::leaky_relu{not_a_number}.output(image); },
     "leaky_relu: expected a finite slope, got nan"},
    {"elu with an infinite alpha", [] { nn::elu{infinite}.output(image); }, "elu: expected a finite alpha, got inf"},
    {"clamp of ends in the wrong order",
     [] {
         nn::clamp{6, 0}.output(image);
     },
     "clamp: expected a low below the high, got 6 and 0"},
    {"batch_normalization that keeps everything", [] { nn::batch_normalization{.momentum = 1}.output(image); },
     "batch_normalization: momentum must be in [0, 1), got 1"},
    {"batch_normalization with an endless epsilon", [] { nn::batch_normalization{.epsilon = infinite}.output(image); },
     "batch_normalization: expected an epsilon above 0, got inf"},
    {"group_normalization with an endless epsilon",
     [] {
         nn::group_normalization{3, infinite}.output(image);
     },
     "group_normalization: expected an epsilon above 0, got inf"},
    {"layer_normalization with an endless epsilon", [] { nn::layer_normalization{infinite}.output(image); },
     "layer_normalization: expected an epsilon above 0, got inf"},
    {"the name of an activation that there is not", [] { nn::name_of(static_cast<nn::activation>(99)); },
     "activation: expected one that there is, got number 99"},
    {"no layer", [] { nn::graph(image).add(nullptr, {0}); }, "network: expected a layer, got none"},
    {"a layer of an input that there is not",
     [] { nn::graph(image).add(std::make_shared<const nn::layer_model<nn::relu>>(nn::relu{}), {7}); },
     "network: expected one of 1 nodes, got number 7"},
    {"an output that there is not", [] { nn::graph(image).finish(7); },
     "network: expected one of 1 nodes, got number 7"},
    {"what is trained beside the output and is not there", [] { nn::graph(image).add_auxiliary(7, 1); },
     "network: expected one of 1 nodes, got number 7"},
    {"batch_normalization without an epsilon", [] { nn::batch_normalization{.epsilon = 0}.output(image); },
     "batch_normalization: expected an epsilon above 0, got 0"},
    {"group_normalization with groups that do not divide the channels",
     [] { nn::group_normalization{.groups = 2}.output(image); },
     "group_normalization: expected channels that 2 groups divide, got {8, 6, 3}"},
    {"group_normalization without groups", [] { nn::group_normalization{.groups = 0}.output(image); },
     "group_normalization: expected channels that 0 groups divide"},
    {"layer_normalization with an epsilon that is NaN", [] { nn::layer_normalization{not_a_number}.output(image); },
     "layer_normalization: expected an epsilon above 0, got nan"},
};

const misuse of_networks[] = {
    {"a network that nobody writes",
     [] {
         nn::network<double>({4, 4, 1}, std::function<nn::value(nn::value)>());
     },
     "network: expected a function from value to value, got none"},
    {"what a network was moved from",
     [] {
         nn::network<double> net({4, 4, 1}, nn::conv2d{.filters = 1});
         const nn::network<double> moved = std::move(net);
         net(filled({1, 4, 4, 1}));
     },
     "network: expected more parameters than 0"},
    {"an input of two axes",
     [] {
         nn::network<double>({8, 6}, nn::dense{.units = 1});
     },
     "network: expected an input {rows, cols, channels} or {features}, got {8, 6}"},
    {"an input without channels",
     [] {
         nn::network<double>({8, 6, 0}, nn::dense{.units = 1});
     },
     "got {8, 6, 0}"},
    {"a layer that refuses its input, by its name in the network",
     [] {
         write([](const nn::value& x) {
             return x | nn::conv2d{.filters = 2} | nn::conv2d{.filters = 2, .kernel = 9, .border = nn::border::valid};
         });
     },
     "network: conv2d_1: conv2d: a valid window of 9 rows does not fit 8"},
    {"values of two networks added",
     [] {
         const nn::value a(std::make_shared<nn::graph>(image), 0), b(std::make_shared<nn::graph>(image), 0);
         a + b;
     },
     "network: expected values of one network, got values of two"},
    {"values that do not fit added",
     [] { write([](const nn::value& x) { return x + (x | nn::conv2d{.filters = 2}); }); },
     "network: add: add: expected two values of one shape, or a second one with one pixel or one channel, got {8, 6, "
     "3} and "
     "{8, 6, 2}"},
    {"values that do not fit concatenated",
     [] { write([](const nn::value& x) {
              return nn::concatenate({x, x | nn::max_pool2d{}});
          }); },
     "concatenate: expected values that differ in their channels only, got {8, 6, 3} and {4, 3, 3}"},
    {"nothing concatenated", [] { nn::concatenate({}); }, "network: expected a layer with at least one input"},
    {"squeezed by nothing", [] { write([](const nn::value& x) { return nn::squeeze_excitation{.reduction = 0}(x); }); },
     "squeeze_excitation: expected a reduction of at least 1, got 0"},
    {"a crop that is larger", [] { write([](const nn::value& x) { return nn::crop_like(x | nn::max_pool2d{}, x); }); },
     "crop_like: expected an image no larger than {4, 3, 3}, got {8, 6, 3}"},
    {"trained beside without a weight", [] { write([](const nn::value& x) { return nn::train_beside(x, 0); }); },
     "train_beside: expected a weight above 0, got 0"},
    {"trained beside with an infinite weight",
     [] { write([](const nn::value& x) { return nn::train_beside(x, infinite); }); },
     "train_beside: expected a weight above 0, got inf"},
    {"trained beside another shape",
     [] {
         write([](const nn::value& x) {
             nn::train_beside(x, 1);
             return x | nn::conv2d{.filters = 2};
         });
     },
     "is trained beside the output {8, 6, 2}, but is {8, 6, 3}"},
    {"a layer after the network is written",
     [] {
         nn::value kept(std::make_shared<nn::graph>(image), 0);
         write([&](const nn::value& x) { return kept = x, x | nn::conv2d{.filters = 2}; });
         kept | nn::conv2d{.filters = 2};
     },
     "network: expected layers while the network is written, got Conv2D afterwards"},
    {"images of other channels",
     [] {
         convolution()(filled({2, 8, 6, 4}));
     },
     "network: expected images {n, rows, cols, 3}, got {2, 8, 6, 4}"},
    {"images without a batch axis", [] { convolution()(filled(image)); },
     "network: expected images {n, rows, cols, 3}"},
    {"images without rows",
     [] {
         convolution()(filled({2, 0, 6, 3}));
     },
     "got {2, 0, 6, 3}"},
    {"a plain tensor",
     [] {
         convolution()(plain({8, 6, 3}));
     },
     "network: expected a batch of 3 channels, got {8, 6, 3}"},
    {"predictions of nothing",
     [] {
         nn::predict(convolution(), filled({0, 8, 6, 3}));
     },
     "predict: expected samples {n, rows, cols, channels}, got {0, 8, 6, 3}"},
    {"a U-Net without channels", [] { nn::unet<double>({.channels = 0}); },
     "unet: channels, filters, levels, kernel and outputs must be at least 1, got 0, 8, 2, 5 and 1"},
    {"a U-Net of sixteen levels", [] { nn::unet<double>({.levels = 16}); },
     "unet: expected fewer than 16 levels, got 16"},
    {"a U-Net that drops everything", [] { nn::unet<double>({.dropout = 1}); },
     "unet: dropout must be in [0, 1), got 1"},
    {"a U-Net with an infinite supervision", [] { nn::unet<double>({.supervision = infinite}); },
     "unet: supervision must be at least 0, got inf"},
    {"a U-Net that normalizes without blocks", [] { nn::unet<double>({.normalization = nn::normalization::batch}); },
     "unet: expected residual blocks where there is a normalization"},
};

}  // namespace

TEST_CASE("misuse of layers is refused") {
    check_refused(of_layers);
}
TEST_CASE("misuse of networks is refused") {
    check_refused(of_networks);
}
