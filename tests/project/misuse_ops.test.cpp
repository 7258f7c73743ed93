// What ops/ refuses.
#include "project/misuse.hpp"
#include <diapir/ops.hpp>

using namespace diapir;
using namespace diapir::testing;

namespace {

/// Two images of 4 rows, 5 columns and 3 channels.
tensor<double> images() {
    return batch(2, 4, 5, 3);
}
tensor<double> kernel(std::size_t in = 3, std::size_t out = 2) {
    return plain({3, 3, in, out});
}

const misuse of_convolutions[] = {
    {"conv2d of a plain tensor",
     [] {
         conv2d(plain({4, 5, 3}), kernel());
     },
     "conv2d: expected a batch of activations, got a plain tensor {4, 5, 3}"},
    {"conv2d with a kernel of three axes",
     [] {
         conv2d(images(), plain({3, 3, 2}));
     },
     "conv2d: expected a kernel {rows, cols, in, out}, got {3, 3, 2}"},
    {"conv2d with a batch as its kernel", [] { conv2d(images(), images()); },
     "conv2d: expected a kernel {rows, cols, in, out}"},
    {"conv2d with a kernel of other channels", [] { conv2d(images(), kernel(4)); },
     "conv2d: the kernel {3, 3, 4, 2} takes 4 channels, the image has 3"},
    {"conv2d with a kernel of no cells",
     [] {
         conv2d(images(), plain({0, 3, 3, 2}));
     },
     "conv2d: expected a kernel of at least one cell, got {0, 3, 3, 2}"},
    {"conv2d with a kernel of no outputs",
     [] {
         conv2d(images(), plain({3, 3, 3, 0}));
     },
     "got {3, 3, 3, 0}"},
    {"conv2d with a bias of another length", [] { conv2d(images(), kernel(), plain({3})); },
     "conv2d: expected a bias {2}, got {3}"},
    {"conv2d with a bias of two axes",
     [] {
         conv2d(images(), kernel(), plain({1, 2}));
     },
     "conv2d: expected a bias {2}, got {1, 2}"},
    {"conv2d without a stride", [] { conv2d(images(), kernel(), {.row_stride = 0}); },
     "conv2d: expected a window of 1 to 4294967296 rows and a stride of 1 to 1048576, got 3 and 0"},
    {"conv2d with a stride of minus one", [] { conv2d(images(), kernel(), {.col_stride = minus_one}); },
     "cols and a stride of 1 to 1048576, got 3 and 18446744073709551615"},
    {"conv2d with a kernel larger than the image",
     [] {
         conv2d(images(), plain({5, 1, 3, 2}), {.border = padding::valid});
     },
     "conv2d: a valid window of 5 rows does not fit 4"},
    {"conv2d with a stride and a dilation", [] { conv2d(images(), kernel(), {.row_stride = 2, .row_dilation = 2}); },
     "conv2d: expected strides of 1 with a dilation, got 2 and 1"},
    {"conv2d without a dilation", [] { conv2d(images(), kernel(), {.col_dilation = 0}); },
     "conv2d: expected dilations of 1 to 65536, got 1 and 0"},
    {"conv2d with a dilation of minus one", [] { conv2d(images(), kernel(), {.row_dilation = minus_one}); },
     "conv2d: expected dilations of 1 to 65536, got 18446744073709551615 and 1"},
    {"conv2d dilated with other channels", [] { conv2d(images(), kernel(4), {.row_dilation = 2}); },
     "conv2d: the kernel {3, 3, 4, 2} takes 4 channels, the image has 3"},
    {"conv2d dilated over the border",
     [] { conv2d(images(), kernel(), {.border = padding::valid, .row_dilation = 2}); },
     "conv2d: a valid window of 5 cells does not fit an axis of 4"},
    {"conv2d_transpose of a plain tensor", [] { conv2d_transpose(plain({2}), kernel(2, 3)); },
     "conv2d_transpose: expected a batch of activations, got a plain tensor {2}"},
    {"conv2d_transpose with a kernel of other channels", [] { conv2d_transpose(images(), kernel(2, 5)); },
     "conv2d_transpose: the kernel {3, 3, 2, 5} takes 5 channels, the image has 3"},
    {"conv2d_transpose with a bias of another length", [] { conv2d_transpose(images(), kernel(2, 3), plain({3})); },
     "conv2d_transpose: expected a bias {2}, got {3}"},
    {"conv2d_transpose with a kernel of two axes",
     [] {
         conv2d_transpose(images(), plain({2, 3}));
     },
     "conv2d_transpose: expected a kernel {rows, cols, out, in}, got {2, 3}"},
    {"conv2d_transpose with a dilation", [] { conv2d_transpose(images(), kernel(2, 3), {.row_dilation = 2}); },
     "conv2d_transpose: expected dilations of 1, got 2 and 1"},
    {"depthwise_conv2d of a plain tensor",
     [] {
         depthwise_conv2d(plain({3}), plain({3, 3, 3, 1}));
     },
     "depthwise_conv2d: expected a batch of activations, got a plain tensor {3}"},
    {"depthwise_conv2d with a kernel of three axes",
     [] {
         depthwise_conv2d(images(), plain({3, 3, 3}));
     },
     "depthwise_conv2d: expected a kernel"},
    {"depthwise_conv2d with a kernel of other channels",
     [] {
         depthwise_conv2d(images(), plain({3, 3, 2, 1}));
     },
     "depthwise_conv2d: the kernel {3, 3, 2, 1} takes 2 channels, the image has 3"},
    {"depthwise_conv2d with a bias of another length",
     [] {
         depthwise_conv2d(images(), plain({3, 3, 3, 2}), plain({3}));
     },
     "depthwise_conv2d: expected a bias {6}, got {3}"},
    {"depthwise_conv2d with a dilation",
     [] {
         depthwise_conv2d(images(), plain({3, 3, 3, 1}), {.col_dilation = 2});
     },
     "depthwise_conv2d: expected dilations of 1, got 1 and 2"},
    {"dense of a plain tensor",
     [] {
         dense(plain({3}), plain({3, 2}));
     },
     "dense: expected a batch of activations, got a plain tensor {3}"},
    {"dense with weights of one axis", [] { dense(images(), plain({3})); },
     "dense: expected weights {in, out}, got {3}"},
    {"dense with weights of no outputs",
     [] {
         dense(images(), plain({3, 0}));
     },
     "dense: expected weights {in, out}, got {3, 0}"},
    {"dense with weights of other channels",
     [] {
         dense(images(), plain({4, 2}));
     },
     "dense: the weights {4, 2} take 4 channels, the image has 3"},
    {"dense with a bias of another length",
     [] {
         dense(images(), plain({3, 2}), plain({3}));
     },
     "dense: expected a bias {2}, got {3}"},
};

const misuse of_images[] = {
    {"max_pool2d of a plain tensor",
     [] {
         max_pool2d(plain({4, 4}));
     },
     "max_pool2d: expected a batch of activations, got a plain tensor {4, 4}"},
    {"max_pool2d with a window larger than the image", [] { max_pool2d(images(), {.rows = 9}); },
     "max_pool2d: a valid window of 9 rows does not fit 4"},
    {"max_pool2d without a window", [] { max_pool2d(images(), {.rows = 0}); },
     "max_pool2d: expected a window of at least one row and column, got 0 x 2"},
    {"average_pool2d without a window", [] { average_pool2d(images(), {.cols = 0}); },
     "average_pool2d: expected a window of at least one row and column, got 2 x 0"},
    {"average_pool2d with a window of minus one",
     [] { average_pool2d(images(), {.rows = minus_one, .border = padding::same}); },
     "average_pool2d: expected a window of 1 to 4294967296 rows and a stride of 1 to 1048576, got "
     "18446744073709551615"},
    {"average_pool2d of a plain tensor", [] { average_pool2d(plain({4})); }, "average_pool2d: expected a batch"},
    {"global_average_pool2d of a plain tensor", [] { global_average_pool2d(plain({4})); },
     "global_average_pool2d: expected a batch of activations, got a plain tensor {4}"},
    {"global_max_pool2d of a plain tensor", [] { global_max_pool2d(plain({4})); },
     "global_max_pool2d: expected a batch of activations, got a plain tensor {4}"},
    {"resize2d of a plain tensor",
     [] {
         resize2d(plain({4, 4}), 2, 2);
     },
     "resize2d: expected a batch of activations, got a plain tensor {4, 4}"},
    {"resize2d to nothing", [] { resize2d(images(), 0, 5); },
     "resize2d: expected rows and columns of 1 to 2147483648, got 0 x 5"},
    {"resize2d to minus one row", [] { resize2d(images(), minus_one, 1); },
     "resize2d: expected rows and columns of 1 to 2147483648, got 18446744073709551615 x 1"},
    {"upsample2d of a plain tensor",
     [] {
         upsample2d(plain({4, 4}));
     },
     "upsample2d: expected a batch of activations, got a plain tensor {4, 4}"},
    {"upsample2d to nothing", [] { upsample2d(images(), {.cols = 0}); },
     "upsample2d: expected rows and cols of 1 to 65536, got 2 x 0"},
    {"upsample2d by minus one", [] { upsample2d(images(), {.rows = minus_one}); },
     "upsample2d: expected rows and cols of 1 to 65536, got 18446744073709551615 x 2"},
    {"pad2d of a plain tensor",
     [] {
         pad2d(plain({4, 4}), {.top = 1});
     },
     "pad2d: expected a batch of activations, got a plain tensor {4, 4}"},
    {"pad2d to nothing", [] { pad2d(images(), 0, 5); }, "pad2d: expected at least one row and column, got 0 x 5"},
    {"pad2d by minus one", [] { pad2d(images(), {.top = minus_one, .bottom = 1}); },
     "pad2d: expected at most 2147483648 rows or columns at a side, got 18446744073709551615"},
    {"pad2d in a mode that there is not", [] { pad2d(images(), {.top = 9, .mode = static_cast<pad_mode>(99)}); },
     "pad2d: expected a mode that there is"},
    {"pad2d by more than there is to reflect", [] { pad2d(images(), {.bottom = 4, .mode = pad_mode::reflect}); },
     "pad2d: a reflection of 4 rows and 0 columns needs larger images than 2 x {3, 4, 5}"},
    {"crop2d of a plain tensor",
     [] {
         crop2d(plain({4, 4}), {.top = 1});
     },
     "crop2d: expected a batch of activations, got a plain tensor {4, 4}"},
    {"crop2d of all rows", [] { crop2d(images(), {.top = 2, .bottom = 2}); },
     "crop2d: expected images of more than 2 + 2 rows and 0 + 0 columns, got 2 x {3, 4, 5}"},
    {"crop2d by minus one", [] { crop2d(images(), {.left = minus_one, .right = 2}); },
     "crop2d: expected images of more than 0 + 0 rows and 18446744073709551615 + 2 columns"},
    {"flatten of a plain tensor", [] { flatten(plain({4})); },
     "flatten: expected a batch of activations, got a plain tensor {4}"},
    {"concatenate of two sizes", [] { concatenate(images(), batch(2, 4, 4, 3)); },
     "concatenate: expected batches that differ in their channels only, got 2 x {3, 4, 5} and 2 x {3, 4, 4}"},
    {"concatenate of two numbers of samples", [] { concatenate(images(), batch(3, 4, 5, 3)); },
     "got 2 x {3, 4, 5} and 3 x {3, 4, 5}"},
    {"concatenate with a plain tensor", [] { concatenate(images(), plain({3})); }, "got 2 x {3, 4, 5} and {3}"},
};

const misuse of_numbers[] = {
    {"add of two shapes",
     [] {
         add(plain({2, 3}), plain({3, 2}));
     },
     "add: expected two tensors of one shape, got {2, 3} and {3, 2}"},
    {"subtract of batches of two sizes", [] { images() - batch(2, 4, 4, 3); },
     "subtract: expected two tensors of one shape, or batches of equal channels, rows and cols where neither has 1"},
    {"multiply of a batch and a plain tensor", [] { images() * plain({3}); },
     "multiply: expected two tensors of one shape, got 2 x {3, 4, 5} and {3}"},
    {"multiply of two numbers of samples", [] { images() * batch(3, 1, 1, 3); }, "got 2 x {3, 4, 5} and 3 x {3, 1, 1}"},
    {"the mean of nothing", [] { mean(plain({0})); }, "mean: expected at least one element, got {0}"},
    {"softmax of a plain tensor", [] { softmax(plain({4})); },
     "softmax: expected a batch of activations, got a plain tensor {4}"},
    {"leaky_relu with a slope that is NaN", [] { leaky_relu(plain({4}), not_a_number); },
     "leaky_relu: expected a slope that is finite in the elements' type, got nan"},
    {"leaky_relu with a slope beyond float", [] { leaky_relu(tensor<float>(shape{4}, 1.0f), -1e300); }, "got -1e+300"},
    {"elu with an infinite alpha", [] { elu(plain({4}), infinite); },
     "elu: expected an alpha that is finite in the elements' type, got inf"},
    {"elu with an alpha beyond float", [] { elu(tensor<float>(shape{4}, 1.0f), 1e300); }, "got 1e+300"},
    {"clamp between nothing", [] { clamp(plain({4}), 1, 1); },
     "clamp: expected a low below the high in the elements' type, got 1 and 1"},
    {"clamp up to NaN", [] { clamp(plain({4}), 0, not_a_number); },
     "clamp: expected a low below the high in the elements' type, got 0 and nan"},
    {"clamp between numbers beyond float", [] { clamp(tensor<float>(shape{4}, 1.0f), 1e39, 1e40); },
     "got 1e+39 and 1e+40"},
    {"scale by NaN", [] { scale(plain({4}), not_a_number); },
     "scale: expected a factor that is finite in the elements' type, got nan"},
    {"scale by a number beyond float", [] { scale(tensor<float>(shape{4}, 1.0f), 1e300); }, "got 1e+300"},
    {"dropout of everything",
     [] {
         dropout(images(), 1.0, {7, 1});
     },
     "dropout: the rate must be in [0, 1), got 1"},
    {"dropout with a negative rate",
     [] {
         dropout(images(), -0.5, {7, 1});
     },
     "got -0.5"},
    {"dropout with a rate that is NaN",
     [] {
         dropout(images(), not_a_number, {7, 1});
     },
     "got nan"},
    {"spatial_dropout with a rate that is NaN",
     [] {
         spatial_dropout(images(), not_a_number, {7, 1});
     },
     "spatial_dropout: the rate must be in [0, 1), got nan"},
    {"spatial_dropout of a plain tensor",
     [] {
         spatial_dropout(plain({4}), 0.5, {7, 1});
     },
     "spatial_dropout: expected a batch of activations, got a plain tensor {4}"},
    {"channel_affine with scales of other channels", [] { channel_affine(images(), plain({3}), plain({2})); },
     "channel_affine: expected scales and shifts {3}, got {3} and {2}"},
    {"channel_affine of a plain tensor", [] { channel_affine(plain({3}), plain({3}), plain({3})); },
     "channel_affine: expected a batch of activations, got a plain tensor {3}"},
    {"channel_moments of a plain tensor", [] { channel_moments(plain({4})); },
     "channel_moments: expected a batch of activations, got a plain tensor {4}"},
    {"batch_standardize with a negative epsilon", [] { batch_standardize(images(), -1); },
     "batch_standardize: expected a finite epsilon of at least 0, got -1"},
    {"batch_standardize with an endless epsilon", [] { batch_standardize(images(), infinite); }, "got inf"},
    {"group_standardize with an endless epsilon", [] { group_standardize(images(), 1, infinite); },
     "group_standardize: expected a finite epsilon of at least 0, got inf"},
    {"batch_standardize with an epsilon that is NaN", [] { batch_standardize(images(), not_a_number); }, "got nan"},
    {"batch_standardize with moments of other channels",
     [] { batch_standardize(images(), channel_moments(batch(2, 4, 5, 2)), 1e-3); }, "batch_standardize: expected"},
    {"group_standardize with groups that do not divide the channels", [] { group_standardize(images(), 2, 1e-3); },
     "group_standardize: 3 channels do not make 2 groups"},
    {"group_standardize without groups", [] { group_standardize(images(), 0, 1e-3); },
     "group_standardize: 3 channels do not make 0 groups"},
    {"channel_standardize of a plain tensor", [] { channel_standardize(plain({4}), 1); },
     "channel_standardize: expected a batch of activations, got a plain tensor {4}"},
};

}  // namespace

TEST_CASE("misuse of convolutions is refused") {
    check_refused(of_convolutions);
}
TEST_CASE("misuse of operations on images is refused") {
    check_refused(of_images);
}
TEST_CASE("misuse of operations on numbers is refused") {
    check_refused(of_numbers);
}
