// The forward passes that exact Shapley values of four channels over a hundred references take, in ONNX Runtime: what
// an explainer built on it could reach at best.
#include "onnxruntime.hpp"

namespace {

const bench::registration entries([] { bench::add_onnx("exact, channels/24x24x4/100 references", 24, 32, 1600); });

}  // namespace
