// How the layers of imported networks are written. load_onnx.test.cpp writes whole networks again.
#include "catch.hpp"
#include "io/onnx/written.hpp"
#include <diapir/io/onnx/imported_rules.hpp>
#include <diapir/nn/layers/merge.hpp>
#include <diapir/nn/layers/pool2d.hpp>

using namespace diapir;
using namespace io::onnx;
using testing::nodes_of;

TEST_CASE("layers of imported networks have the nodes that they came from") {
    CHECK(nodes_of({6, 6, 1}, pad_sides{{.top = 1, .mode = pad_mode::edge}}) == "Pad(mode edge)");
    CHECK(nodes_of({6, 6, 1}, pad_sides{{.top = 1}}) == "Pad()");
    CHECK(nodes_of({6, 6, 1}, crop_sides{{.bottom = 1}}) == "Slice()");
    CHECK(nodes_of({6, 6, 1}, affine{}) == "Mul() Add()");
    CHECK(nodes_of({6, 6, 1}, resize_to{2, 2, true, interpolation::bilinear}) ==
          "Resize(mode linear, coordinate_transformation_mode half_pixel)");
    CHECK(nodes_of({6, 6, 1}, fixed_sides{6, 6}).empty());
    const auto like = [](const auto& l) {
        return [l](const nn::value& x) { return nn::merge(l, {x | nn::max_pool2d{}, x}); };
    };
    const io::onnx_options sides{.rows = 6, .cols = 6};
    const std::string pool = "MaxPool(kernel_shape 2 2, strides 2 2) ";
    CHECK(nodes_of({6, 6, 1}, like(pad_like{true}), sides) == pool + "Sub() Div() Sub() Concat(axis 0) Pad()");
    CHECK(nodes_of({6, 6, 1}, like(pad_like{false}), sides) == pool + "Sub() Concat(axis 0) Pad()");
    CHECK(nodes_of({6, 6, 1}, like(enlarge_like{}), sides) ==
          pool +
              "Shape() Slice() Concat(axis 0) Resize(mode nearest, coordinate_transformation_mode asymmetric, "
              "nearest_mode floor)");
}
