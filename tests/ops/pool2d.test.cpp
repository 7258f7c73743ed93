#include "catch.hpp"
#include "ops/laws.hpp"
#include "ops/reference_layer.hpp"
#include <diapir/ops/arithmetic.hpp>
#include <diapir/ops/concatenate.hpp>
#include <diapir/ops/conv2d.hpp>
#include <diapir/ops/elementwise.hpp>
#include <diapir/ops/pad2d.hpp>
#include <diapir/ops/pool2d.hpp>
#include <diapir/ops/reduce.hpp>

#include <cmath>
#include <numeric>

using namespace diapir;
using testing::check_laws;
using testing::check_layer;
using testing::random_batch;

TEMPLATE_TEST_CASE("pooling agrees with Keras", "", float, double) {
    using T = TestType;
    for (const std::string size : {"0", "1"})
        for (const auto& [name, border] : {std::pair{"valid", padding::valid}, std::pair{"same", padding::same}}) {
            const ops::pool_options options{.border = border};
            check_layer<T>("maxpool" + size + "_" + name, [&](const auto& a) { return max_pool2d(a[0], options); });
            check_layer<T>("avgpool" + size + "_" + name, [&](const auto& a) { return average_pool2d(a[0], options); });
        }
    check_layer<T>("maxpool_tie", [](const auto& a) { return max_pool2d(a[0]); });
}

TEST_CASE("pooling obeys the laws") {
    const auto x = random_batch(4, 2, 5, 7);
    for (const auto border : {padding::same, padding::valid}) {
        check_laws([&](const auto& v) { return max_pool2d(v, {.border = border}); }, x);
        check_laws(
            [&](const auto& v) { return max_pool2d(v, {.rows = 3, .cols = 3, .row_stride = 1, .border = border}); }, x);
        check_laws([&](const auto& v) { return average_pool2d(v, {.border = border}); }, x);
    }
}

TEST_CASE("pooling pushes and pulls stacked tangents") {
    const auto x = random_batch(4, 2, 5, 4, 40);
    testing::check_stacked([](const auto& v) { return max_pool2d(v, {.col_stride = 1}); }, x);
    testing::check_stacked([](const auto& v) { return average_pool2d(v, {.border = padding::same}); }, x);
}

TEST_CASE("the chord of a maximum credits both winners, as the cross-maximum rule has it") {
    auto x = tensor<double>::batch(16, 1, 1, 2), r = x.like();
    std::fill(x.begin(), x.end(), 0.0);
    std::fill(r.begin(), r.end(), 0.0);
    const auto set = [](tensor<double>& t, std::size_t sample, double first, double second) {
        t[sample] = first;
        t[16 + sample] = second;
    };
    set(x, 0, 1, 4), set(r, 0, 3, 2);         // rises from 3 to 4: (4 - 3) / (4 - 2) for the winner at x
    set(x, 1, 1, 2), set(r, 1, 5, 0);         // falls from 5 to 2: (2 - 5) / (1 - 5) for the winner at r
    set(x, 2, 7, 0), set(r, 2, 7 - 5e-8, 1);  // however little it rises
    set(x, 3, 7, 0), set(r, 3, 7, 1);         // nothing is sent where nothing changes
    const auto map =
        linearize([](const auto& v) { return max_pool2d(v, {.rows = 1}); }, chord<double>(std::move(x), std::move(r)));
    auto w = map.value().x->like();
    std::fill(w.begin(), w.end(), 1.0);
    const auto m = map.pull(std::move(w));
    CHECK(m[0] == 0);
    CHECK(m[16] == 0.5);
    CHECK(m[1] == 0.75);
    CHECK(m[17] == 0);
    CHECK(m[2] == 1);
    CHECK(m[18] == 0);
    CHECK(m[3] == 0);
    CHECK(m[19] == 0);
}

TEMPLATE_TEST_CASE("networks of convolutions, relu and pooling obey the secant law in any unit", "", float, double) {
    using T = TestType;
    const auto random = [](const tensor<T>& like, std::uint64_t seed, double unit) {
        auto t = laws::random_like(like, seed);
        for (T& e : t) e = static_cast<T>(unit) * e;
        return t;
    };
    const tensor<T> w1 = laws::random_like(tensor<T>(shape{3, 3, 2, 4}), 1),
                    w2 = laws::random_like(tensor<T>(shape{3, 3, 8, 2}), 2);
    const auto net = [&](const auto& v) {
        const auto h = relu(conv2d(v, w1));
        const auto pooled = concatenate(max_pool2d(h), average_pool2d(h));
        return 0.5 * pad2d(conv2d(pooled, w2), 4, 3) + 2.0 * pad2d(max_pool2d(v), 4, 3);
    };
    for (int exponent = -30; exponent <= 30; exponent += 5) {
        INFO("1e" << exponent);
        const double unit = std::pow(10, exponent);
        const auto like = tensor<T>::batch(17, 2, 6, 6);
        const auto x = random(like, 3, unit), r = random(like, 4, unit);
        CHECK(laws::secant(net, x, r) < (sizeof(T) == 4 ? 1e-5 : 1e-13));
        CHECK(laws::secant([](const auto& v) { return mean(max_pool2d(v)); }, x, r) < (sizeof(T) == 4 ? 1e-4 : 1e-11));
    }
}

TEST_CASE("a stride of 0 is that of the window, for rows and columns alike") {
    const auto x = random_batch(1, 1, 7, 9);
    CHECK(max_pool2d(x).shape() == shape{1, 1, 3, 4, 16});
    CHECK(max_pool2d(x, {.rows = 3, .cols = 1}).shape() == shape{1, 1, 2, 9, 16});
    CHECK(average_pool2d(x, {.row_stride = 1}).shape() == shape{1, 1, 6, 4, 16});
    CHECK(average_pool2d(x, {.col_stride = 1, .border = padding::same}).shape() == shape{1, 1, 4, 9, 16});
}

TEST_CASE("pooling names itself when its window does not fit") {
    const auto x = random_batch(1, 2, 4, 4);
    CHECK_THROWS_AS(max_pool2d(x, {.rows = 9}), argument_error);
    CHECK_THROWS_AS(average_pool2d(x, {.cols = 5}), argument_error);
    CHECK_THROWS_WITH(max_pool2d(testing::random_tensor(1, {4, 4})),
                      Catch::Contains("max_pool2d") && Catch::Contains("{4, 4}"));
    CHECK_THROWS_WITH(average_pool2d(testing::random_tensor(1, {4, 4})), Catch::Contains("average_pool2d"));
}

TEST_CASE("images of -inf have a winner in every window, and along a chord no NaN") {
    const testing::tensor_d x(testing::random_batch(1, 1, 5, 5, 1).shape(), -INFINITY);
    const auto pool = [](const auto& v) {
        return max_pool2d(v, {.rows = 3, .cols = 3, .row_stride = 2, .col_stride = 2, .border = padding::same});
    };
    const auto map = linearize(pool, point<double>(x));
    const auto back = map.pull(testing::tensor_d(map.value().x->shape(), 1.0));
    CHECK(std::accumulate(back.begin(), back.end(), 0.0) == 9);
    const auto along = linearize(pool, chord<double>(x, x)).pull(testing::tensor_d(map.value().x->shape(), 1.0));
    for (const double e : along) CHECK(e == 0);
}
