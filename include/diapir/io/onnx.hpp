// Networks as ONNX files, out and in. Needs protobuf and the messages of ONNX (target diapir::onnx).
#pragma once

#include <diapir/io/onnx/activation_rules.hpp>
#include <diapir/io/onnx/constant_moves.hpp>
#include <diapir/io/onnx/constants.hpp>
#include <diapir/io/onnx/data_format.hpp>
#include <diapir/io/onnx/folding.hpp>
#include <diapir/io/onnx/graph_reader.hpp>
#include <diapir/io/onnx/graph_writer.hpp>
#include <diapir/io/onnx/imported_layers.hpp>
#include <diapir/io/onnx/layer_rules.hpp>
#include <diapir/io/onnx/load_onnx.hpp>
#include <diapir/io/onnx/node_view.hpp>
#include <diapir/io/onnx/normalization_rules.hpp>
#include <diapir/io/onnx/patterns.hpp>
#include <diapir/io/onnx/pixel_rules.hpp>
#include <diapir/io/onnx/protobuf.hpp>
#include <diapir/io/onnx/read_elementwise.hpp>
#include <diapir/io/onnx/read_pixels.hpp>
#include <diapir/io/onnx/read_resize.hpp>
#include <diapir/io/onnx/read_shapes.hpp>
#include <diapir/io/onnx/read_sums.hpp>
#include <diapir/io/onnx/read_windows.hpp>
#include <diapir/io/onnx/save_onnx.hpp>
#include <diapir/io/onnx/window_rules.hpp>
