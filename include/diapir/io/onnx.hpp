// Networks as ONNX files, out and in. Needs protobuf and the messages of ONNX (target diapir::onnx).
#pragma once

#include <diapir/io/onnx/activation_rules.hpp>
#include <diapir/io/onnx/graph_writer.hpp>
#include <diapir/io/onnx/layer_rules.hpp>
#include <diapir/io/onnx/normalization_rules.hpp>
#include <diapir/io/onnx/pixel_rules.hpp>
#include <diapir/io/onnx/protobuf.hpp>
#include <diapir/io/onnx/save_onnx.hpp>
#include <diapir/io/onnx/window_rules.hpp>
