// The operations of networks: each can be evaluated on tensors and recorded on a tape.
#pragma once

#include <diapir/ops/arithmetic.hpp>
#include <diapir/ops/broadcast.hpp>
#include <diapir/ops/channel_affine.hpp>
#include <diapir/ops/channel_moments.hpp>
#include <diapir/ops/concatenate.hpp>
#include <diapir/ops/conv2d.hpp>
#include <diapir/ops/conv2d_transpose.hpp>
#include <diapir/ops/convolution_map.hpp>
#include <diapir/ops/crop2d.hpp>
#include <diapir/ops/dense.hpp>
#include <diapir/ops/dropout.hpp>
#include <diapir/ops/elementwise.hpp>
#include <diapir/ops/flatten.hpp>
#include <diapir/ops/function.hpp>
#include <diapir/ops/global_pool2d.hpp>
#include <diapir/ops/pad2d.hpp>
#include <diapir/ops/pixel_map.hpp>
#include <diapir/ops/pool2d.hpp>
#include <diapir/ops/rectifiers.hpp>
#include <diapir/ops/reduce.hpp>
#include <diapir/ops/resize2d.hpp>
#include <diapir/ops/self_gated.hpp>
#include <diapir/ops/softmax.hpp>
#include <diapir/ops/standardize.hpp>
#include <diapir/ops/standardize_groups.hpp>
