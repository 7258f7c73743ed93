// See operations.hpp.
#include "catch.hpp"
#include "io/onnx/operations.hpp"
#include <diapir/io/onnx/read_pixels.hpp>

TEST_CASE("padding and slices of other programs compute what ONNX Runtime computes") {
    diapir::testing::check_operations(diapir::testing::pixel_operations());
}

namespace {

using namespace diapir;

array<float> computed(const testing::onnx_operation& o) {
    return io::parse_onnx<float>(o.bytes, o.name)(array<float>(xt::transpose(array<float>(o.samples()), {0, 2, 3, 1})));
}
/// The same pixels of all samples and channels.
array<float> cropped(const testing::onnx_operation& o, std::size_t top, std::size_t rows, std::size_t left,
                     std::size_t cols) {
    const array<float> x = o.samples();
    array<float> y = make_array<float>({2, rows, cols, 2});
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t c = 0; c < cols; ++c)
                for (std::size_t channel = 0; channel < 2; ++channel)
                    y(i, r, c, channel) = x(i, channel, top + r, left + c);
    return y;
}

}  // namespace

TEST_CASE("a Pad cuts off as much of every side as it says, and nothing is no layer") {
    testing::operation_list o({2, 2, 7, 6});
    const auto add = [&](const std::vector<std::int64_t>& pads) {
        o.add("pad", [=](testing::built_model& m) {
            return m.graph.add("y", "Pad", {m.graph.add("a", "Relu", {"x"}), m.graph.integers("p", pads)});
        });
    };
    add({0, 0, -1, 0, 0, 0, 0, 0});
    add({0, 0, 0, -2, 0, 0, 0, 0});
    add({0, 0, 0, 0, 0, 0, -3, 0});
    add({0, 0, 0, 0, 0, 0, 0, -4});
    CHECK((computed(o.all[0]) == array<float>(xt::maximum(cropped(o.all[0], 1, 6, 0, 6), 0.0f))));
    CHECK((computed(o.all[1]) == array<float>(xt::maximum(cropped(o.all[1], 0, 7, 2, 4), 0.0f))));
    CHECK((computed(o.all[2]) == array<float>(xt::maximum(cropped(o.all[2], 0, 4, 0, 6), 0.0f))));
    CHECK((computed(o.all[3]) == array<float>(xt::maximum(cropped(o.all[3], 0, 7, 0, 2), 0.0f))));
    add({0, 0, 0, 0, 0, 0, 0, 0});
    o.add("none", "Relu");
    const auto layers = [&](std::size_t i) {
        return io::parse_onnx<float>(o.all[i].bytes, "it").graph().nodes().size();
    };
    CHECK(layers(4) == layers(5));
    CHECK(layers(0) == layers(5) + 1);
}

TEST_CASE("a slice to the sides of another value begins where it says") {
    testing::operation_list o({2, 2, 7, 6});
    for (const auto& start : {std::vector<std::int64_t>{1, 0}, {0, 1}, {0, 0}})
        o.add("slice", [=](testing::built_model& m) {
            const auto half =
                m.graph.add("half", "MaxPool", {"x"},
                            {{"kernel_shape", testing::wholes{2, 2}}, {"strides", testing::wholes{2, 2}}});
            const auto sides = m.graph.add(
                "sides", "Slice",
                {m.graph.add("shape", "Shape", {half}), m.graph.integers("two", {2}), m.graph.integers("four", {4})});
            return m.graph.add("y", "Slice",
                               {"x", m.graph.integers("start", start), sides, m.graph.integers("axes", {2, 3})});
        });
    CHECK((computed(o.all[0]) == cropped(o.all[0], 1, 2, 0, 3)));
    CHECK((computed(o.all[1]) == cropped(o.all[1], 0, 3, 1, 2)));
    CHECK((computed(o.all[2]) == cropped(o.all[2], 0, 3, 0, 3)));
}
