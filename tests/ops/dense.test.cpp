#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/core/shared_tensor.hpp>
#include <diapir/ops/dense.hpp>

#include <utility>

using namespace diapir;
using testing::check_laws;
using testing::random_batch;
using testing::random_tensor;

TEMPLATE_TEST_CASE("dense is a product with the weights at every pixel", "", float, double) {
    using T = TestType;
    for (const auto& [in, out] : {std::pair{5, 3}, {1, 4}, {37, 1}, {64, 70}})
        for (const std::size_t samples : {1, 3, 21, 40})
            for (const std::size_t side : {1, 2}) {
                const auto rows = static_cast<std::size_t>(in), cols = static_cast<std::size_t>(out);
                const auto x = laws::random_like(tensor<T>::batch(samples, rows, side, 3 - side), 1);
                const auto w = laws::random_like(tensor<T>(shape{rows, cols}), 2),
                           b = laws::random_like(tensor<T>(shape{cols}), 3);
                const auto images = unpack(x), y = unpack(dense(x, w, b)), plain = unpack(dense(x, w));
                REQUIRE(shape_of(y) == shape{samples, side, 3 - side, cols});
                for (std::size_t pixel = 0; pixel < samples * side * (3 - side); ++pixel)
                    for (std::size_t o = 0; o < cols; ++o) {
                        double sum = 0;
                        for (std::size_t i = 0; i < rows; ++i)
                            sum += static_cast<double>(images.data()[pixel * rows + i]) *
                                   static_cast<double>(w[i * cols + o]);
                        const double margin = sizeof(T) == 4 ? 1e-5 : 1e-13;
                        REQUIRE(static_cast<double>(plain.data()[pixel * cols + o]) == Approx(sum).margin(margin));
                        REQUIRE(static_cast<double>(y.data()[pixel * cols + o]) ==
                                Approx(sum + static_cast<double>(b[o])).margin(margin));
                    }
            }
}

TEST_CASE("dense obeys the laws in image, weights and bias") {
    const auto w = random_tensor(2, {5, 4}), b = random_tensor(3, {4});
    for (const std::size_t samples : {3, 21, 40}) {
        const auto x = random_batch(1, 5, 1, 2, samples);
        check_laws([&](const auto& v) { return dense(v, w, b); }, x);
        check_laws([&](const auto& v) { return dense(x, v, b); }, w);
        check_laws([&](const auto& v) { return dense(x, v); }, w);
        check_laws([&](const auto& v) { return dense(x, w, v); }, b);
        const auto square = random_tensor(2, {5, 5});
        check_laws([&](const auto& v) { return dense(dense(x, v), v); }, square);
    }
    testing::check_stacked([&](const auto& v) { return dense(v, w, b); }, random_batch(1, 5, 1, 2, 40));
    tensor<float> ones(shape{5, 4}, 1.f);
    testing::check_laws_in_float([&](const auto& v) { return dense(v, ones); }, random_batch(1, 5, 1, 2, 40));
}

TEST_CASE("frozen weights are packed once") {
    const auto x = random_batch(1, 5, 1, 1, 32);
    tensor<double> weights = random_tensor(2, {5, 4});
    double* first = weights.data();
    const auto frozen = freeze(std::move(weights));
    const auto y = dense(x, frozen);
    *first += 1;  // which nobody may do, and which shows that the weights are not read again
    CHECK(testing::equal(dense(x, frozen), y));
    CHECK_FALSE(testing::equal(dense(x, tensor<double>(*frozen)), y));
}

TEST_CASE("dense names itself and the shapes that do not fit") {
    const auto x = random_batch(1, 5, 1, 1);
    CHECK_THROWS_WITH(dense(x, random_tensor(1, {4, 3})),
                      Catch::Contains("dense") && Catch::Contains("{4, 3}") && Catch::Contains("has 5"));
    CHECK_THROWS_AS(dense(x, random_tensor(1, {5})), argument_error);
    CHECK_THROWS_AS(dense(random_tensor(1, {5}), random_tensor(1, {5, 3})), argument_error);
    CHECK_THROWS_WITH(dense(x, random_tensor(1, {5, 3}), random_tensor(1, {5})),
                      Catch::Contains("bias {3}") && Catch::Contains("{5}"));
    const auto map = linearize([&](const auto& v) { return dense(x, v); }, point<double>(random_tensor(1, {5, 3})));
    const auto g = random_batch(1, 3, 1, 1);
    CHECK_THROWS_AS(map.pull(testing::stack(g, g)), argument_error);
}
