#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/metrics/class_decisions.hpp>

#include <vector>

using namespace diapir;

TEST_CASE("arrays, batches and numbers in a row are the same decisions") {
    random_stream random(1);
    array<float> truth = make_array<float>({21, 3, 2, 4}, 0.f), prediction = make_array<float>({21, 3, 2, 4});
    for (float& e : prediction) e = static_cast<float>(random.normal());
    nn::confusion_matrix expected(4);
    std::size_t in_two = 0;
    for (std::size_t n = 0; n < 21; ++n)
        for (std::size_t r = 0; r < 3; ++r)
            for (std::size_t c = 0; c < 2; ++c) {
                const std::size_t wanted = (n + r + c * n) % 3;
                truth(n, r, c, wanted) = 1;
                std::size_t decided = 0, larger = 0;
                for (std::size_t k = 0; k < 4; ++k) {
                    if (prediction(n, r, c, k) > prediction(n, r, c, decided)) decided = k;
                    larger += prediction(n, r, c, k) > prediction(n, r, c, wanted);
                }
                expected.add(wanted, decided);
                in_two += larger < 2;
            }
    nn::detail::class_decisions arrays("mine", 0, 2), batches("mine", 4, 2), numbers("mine", 0, 2);
    arrays.add(truth, prediction);
    batches.add(pack(truth), pack(prediction));
    numbers.add(std::span<const float>(truth.data(), truth.size()),
                std::span<const float>(prediction.data(), prediction.size()), 4);
    for (const auto* all : {&arrays, &batches, &numbers}) {
        for (std::size_t t = 0; t < 4; ++t)
            for (std::size_t d = 0; d < 4; ++d) CHECK(all->matrix()(t, d) == expected(t, d));
        CHECK(all->top_k_accuracy() == Approx(static_cast<double>(in_two) / (21 * 6)));
    }
}

TEST_CASE("pixels of no class do not count, as in the loss") {
    array<float> truth = make_array<float>({1, 1, 3, 3}, 0.f), prediction = make_array<float>({1, 1, 3, 3}, 0.1f);
    truth(0, 0, 1, 2) = prediction(0, 0, 1, 2) = 1;
    prediction(0, 0, 0, 0) = 1;
    nn::detail::class_decisions some("mine", 3, 1);
    some.add(truth, prediction);
    CHECK(some.matrix().total() == 1);
    CHECK(some.matrix()(2, 2) == 1);
    CHECK(some.top_k_accuracy() == 1);
}

TEST_CASE("other shapes and other numbers of classes are refused by name") {
    nn::detail::class_decisions three("mine", 3, 0);
    const auto of = [](std::size_t n, std::size_t classes) { return make_array<float>({n, classes}, 1.f); };
    CHECK_THROWS_WITH(three.add(of(2, 4), of(2, 4)), Catch::Contains("mine: expected 3 classes, got 4"));
    CHECK_THROWS_WITH(three.add(of(2, 3), of(3, 3)),
                      Catch::Contains("mine: expected truth and prediction of one shape"));
    CHECK_THROWS_AS(three.add(make_array<float>({3}, 0.f), make_array<float>({3}, 0.f)), argument_error);
    const tensor<float> plain(shape{2, 3}, 0.f);
    CHECK_THROWS_AS(three.add(plain, plain), argument_error);
    CHECK(three.matrix().total() == 0);
    three.add(of(2, 3), of(2, 3));
    CHECK(three.matrix().total() == 2);
}
