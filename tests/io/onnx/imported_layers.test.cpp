// The layers that imported networks have besides those of nn keep the laws of layers.
#include "catch.hpp"
#include "nn/layers/check_layer.hpp"
#include <diapir/io/onnx/imported_layers.hpp>
#include <diapir/nn/layers/merge.hpp>
#include <diapir/nn/layers/pool2d.hpp>

using namespace diapir;
using namespace io::onnx;
using Catch::Contains;
using testing::check_layer;

TEST_CASE("imported layers are linear, recorded and computed as any layer") {
    check_layer({5, 4, 2}, pad_sides{{.top = 1, .bottom = 2, .right = 1, .mode = pad_mode::edge}}, {6, 7, 2});
    check_layer({5, 4, 2}, crop_sides{{.top = 1, .left = 2}}, {6, 7, 2});
    check_layer({5, 4, 2}, affine{}, {6, 7, 2});
    check_layer({3}, affine{});
    check_layer({4, 2, 2}, resize_to{1.5, 1.5, true, interpolation::bilinear}, {6, 8, 2});
    check_layer({5, 4, 2}, resize_to{3, 7, false, interpolation::nearest});
    check_layer({5, 4, 2}, fixed_sides{5, 4});
    const auto halved = [](const nn::value& x, const auto& l) { return nn::merge(l, {x | nn::max_pool2d{}, x}); };
    check_layer({4, 6, 2}, [&](const nn::value& x) { return halved(x, enlarge_like{}); }, {8, 2, 2});
    check_layer({5, 6, 2}, [&](const nn::value& x) { return halved(x, pad_like{true}); }, {4, 7, 2});
    check_layer({5, 6, 2}, [&](const nn::value& x) { return halved(x, pad_like{false}); }, {4, 7, 2});
    for (const bool rows : {true, false})
        check_layer({5, 6, 2},
                    [&](const nn::value& x) {
                        return nn::merge(crop_side_like{rows}, {x, x | nn::max_pool2d{}});
                    },
                    {4, 7, 2});
}

TEST_CASE("imported layers say which images they take") {
    using testing::refusal;
    CHECK_THAT(refusal({5, 4, 2}, fixed_sides{5, 5}), Contains("expected 5 x 5 pixels here, got 5 x 4"));
    CHECK_THAT(refusal({5, 4, 2}, crop_sides{{.top = 3, .bottom = 2}}),
               Contains("larger than what is cut off, got {5, 4, 2}"));
    CHECK_THAT(refusal({5, 4, 2}, pad_sides{{.left = 4, .mode = pad_mode::reflect}}),
               Contains("larger than what is reflected"));
    CHECK_THAT(refusal({5, 4, 2}, resize_to{1.5, 1.5, true, interpolation::bilinear}),
               Contains("whole numbers of, got 5"));
    CHECK_THAT(refusal({5, 4, 2},
                       [](nn::value x) {
                           return nn::merge(enlarge_like{}, {x | nn::max_pool2d{}, x});
                       }),
               Contains("multiples of {2, 2, 2}, got {5, 4, 2}"));
    CHECK_THAT(refusal({5, 4, 2},
                       [](nn::value x) {
                           return nn::merge(pad_like{true}, {x, x | nn::max_pool2d{}});
                       }),
               Contains("no larger than {2, 2, 2}"));
}

TEST_CASE("pads, crops and sizes have the sides that they say") {
    const auto output = [](const auto& l) { return l.output(shape{5, 4, 2}); };
    CHECK(output(pad_sides{{.top = 1, .bottom = 2, .right = 1}}) == shape{8, 5, 2});
    CHECK(output(crop_sides{{.top = 1, .left = 2}}) == shape{4, 2, 2});
    CHECK(output(resize_to{3, 7, false, interpolation::nearest}) == shape{3, 7, 2});
    CHECK(crop_side_like{true}.output({5, 4, 2}, {3, 9, 1}) == shape{3, 4, 2});
    CHECK(crop_side_like{false}.output({5, 4, 2}, {9, 3, 1}) == shape{5, 3, 2});
}
