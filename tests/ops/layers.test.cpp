// Every layer of layers.npz (TensorFlow.js, Keras semantics): its output and the gradients of sum(g * out).
#include "catch.hpp"
#include "reference.hpp"
#include <diapir/autodiff.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/ops.hpp>

using namespace diapir;
using diapir::testing::max_difference;
using diapir::testing::max_magnitude;

namespace {

template <class T>
struct layer_case {
    io::npz_archive archive = testing::reference("layers");
    std::string name;

    explicit layer_case(std::string n) : name(std::move(n)) {}
    array<T> get(const std::string& what) const { return archive.get<T>(name + "_" + what); }

    void compare(const std::string& what, const array<T>& ours) const {
        const auto expected = get(what);
        INFO(name << " " << what);
        CHECK(max_difference(ours, expected) <= 1e-5 * max_magnitude(expected));
    }
};

/// Records f on the inputs and weights of a case and compares the output and all gradients.
template <class T, class F>
void check_layer(const std::string& name, const F& f) {
    const layer_case<T> c(name);
    tape<point<T>> t;
    std::vector<variable<point<T>>> arguments;
    std::size_t inputs = 0;
    for (; c.archive.contains(name + "_x" + std::to_string(inputs)); ++inputs)
        arguments.push_back(t.input(point<T>(pack(c.get("x" + std::to_string(inputs))))));
    for (std::size_t i = 0; c.archive.contains(name + "_w" + std::to_string(i)); ++i)
        arguments.push_back(t.input(point<T>(to_tensor(c.get("w" + std::to_string(i))))));
    const auto y = f(arguments);
    c.compare("out", unpack(y.value()));
    const auto gradients = t.pull(y, pack(c.get("g")), arguments);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        REQUIRE(gradients[i]);
        if (i < inputs) {
            c.compare("gin" + std::to_string(i), unpack(*gradients[i]));
        } else {
            c.compare("gw" + std::to_string(i - inputs), to_array(*gradients[i]));
        }
    }
}

}  // namespace

TEMPLATE_TEST_CASE("convolutions agree with Keras", "", float, double) {
    for (const std::string size : {"0", "1"})
        for (std::size_t k : {1, 2, 3, 5})
            for (std::size_t s : {1, 2}) {
                const std::string suffix = size + "_k" + std::to_string(k) + "_s" + std::to_string(s);
                const ops::convolution_options options{.row_stride = s, .col_stride = s};
                if (testing::reference("layers").contains("conv" + suffix + "_out"))
                    check_layer<TestType>("conv" + suffix,
                                          [&](const auto& a) { return conv2d(a[0], a[1], a[2], options); });
                if (testing::reference("layers").contains("deconv" + suffix + "_out"))
                    check_layer<TestType>("deconv" + suffix,
                                          [&](const auto& a) { return conv2d_transpose(a[0], a[1], a[2], options); });
            }
    check_layer<TestType>("conv_rect_valid",
                          [](const auto& a) { return conv2d(a[0], a[1], a[2], {.border = padding::valid}); });
    check_layer<TestType>("conv_k5_small", [](const auto& a) { return conv2d(a[0], a[1], a[2]); });
    check_layer<TestType>("deconv_rect",
                          [](const auto& a) { return conv2d_transpose(a[0], a[1], a[2], {.row_stride = 2}); });
}

TEMPLATE_TEST_CASE("pooling agrees with Keras", "", float, double) {
    for (const std::string size : {"0", "1"})
        for (const auto& [name, border] : {std::pair{"valid", padding::valid}, std::pair{"same", padding::same}}) {
            const ops::pool_options options{.border = border};
            check_layer<TestType>("maxpool" + size + "_" + name,
                                  [&](const auto& a) { return max_pool2d(a[0], options); });
            check_layer<TestType>("avgpool" + size + "_" + name,
                                  [&](const auto& a) { return average_pool2d(a[0], options); });
        }
    check_layer<TestType>("maxpool_tie", [](const auto& a) { return max_pool2d(a[0]); });
}

TEMPLATE_TEST_CASE("activations and concatenation agree with Keras", "", float, double) {
    check_layer<TestType>("relu", [](const auto& a) { return relu(a[0]); });
    check_layer<TestType>("sigmoid", [](const auto& a) { return sigmoid(a[0]); });
    check_layer<TestType>("concat", [](const auto& a) { return concatenate(a[0], a[1], a[2]); });
    check_layer<TestType>("conv_relu", [](const auto& a) { return relu(conv2d(a[0], a[1], a[2])); });
    check_layer<TestType>("conv_sigmoid", [](const auto& a) { return sigmoid(conv2d(a[0], a[1], a[2])); });
}
