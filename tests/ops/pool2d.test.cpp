#include "catch.hpp"
#include "ops/laws.hpp"
#include "ops/reference_layer.hpp"
#include <diapir/ops/pool2d.hpp>

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
    set(x, 2, 7, 0), set(r, 2, 7 - 5e-8, 1);  // below 1e-7 nothing is sent
    const auto map =
        linearize([](const auto& v) { return max_pool2d(v, {.rows = 1}); }, chord<double>(std::move(x), std::move(r)));
    auto w = map.value().x->like();
    std::fill(w.begin(), w.end(), 1.0);
    const auto m = map.pull(std::move(w));
    CHECK(m[0] == 0);
    CHECK(m[16] == 0.5);
    CHECK(m[1] == 0.75);
    CHECK(m[17] == 0);
    CHECK(m[2] == 0);
    CHECK(m[18] == 0);
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
