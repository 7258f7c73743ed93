#include "catch.hpp"
#include <diapir/core/tensor.hpp>

#include <cstdint>
#include <utility>
#include <vector>

using diapir::shape;
using diapir::tensor;

TEST_CASE("a plain tensor has its shape and no samples") {
    const tensor<float> t(shape{2, 3}, 1.5f);
    CHECK(t.shape() == shape{2, 3});
    CHECK(t.size() == 6);
    CHECK(std::vector<float>(t.begin(), t.end()) == std::vector<float>(6, 1.5f));
    CHECK_FALSE(t.is_batch());
    CHECK(t.samples() == 0);
    CHECK(tensor<double>().size() == 0);
    const auto scalar = tensor<double>::scalar(4);
    CHECK(scalar.shape() == shape{});
    CHECK(scalar[0] == 4);
}

TEST_CASE("a batch keeps its samples in blocks, innermost") {
    const auto t = tensor<float>::batch(40, 3, 4, 5);
    CHECK(t.is_batch());
    CHECK(t.samples() == 40);
    CHECK(t.shape() == shape{3, 3, 4, 5, 16});
    CHECK(t.blocks() == 3);
    CHECK(t.channels() == 3);
    CHECK(t.rows() == 4);
    CHECK(t.cols() == 5);
    CHECK(t.lanes() == 16);
    CHECK(t.block_size() == 3 * 4 * 5 * 16);
    CHECK(t.size() == 3 * t.block_size());
    CHECK(tensor<float>::batch(64, 1, 1, 1).shape() == shape{2, 1, 1, 1, 32});
    CHECK(tensor<float>::batch(81, 1, 1, 1).shape() == shape{3, 1, 1, 1, 32});
}

TEST_CASE("tensors are made like others") {
    const auto t = tensor<float>::batch(40, 3, 4, 5);
    CHECK(t.like().shape() == t.shape());
    CHECK(t.like().samples() == 40);
    CHECK(t.batch_like(2, 6, 7).shape() == shape{3, 2, 6, 7, 16});
    CHECK(t.batch_like(2, 6, 7).samples() == 40);
    CHECK_FALSE(tensor<float>(shape{3}).like().is_batch());
    const auto b = tensor<float>::batch_of_blocks(2, 3, 4, 5, 8, 11);
    CHECK(b.shape() == shape{2, 3, 4, 5, 8});
    CHECK(b.samples() == 11);
}

TEST_CASE("a batch can be given other lanes and back, its samples unchanged") {
    auto t = tensor<float>::batch(5, 2, 1, 3);
    for (std::size_t i = 0; i < t.size(); ++i) t[i] = static_cast<float>(i + 1);
    const auto wide = t.with_lanes(16), narrow = wide.with_lanes(2);
    CHECK(wide.shape() == shape{1, 2, 1, 3, 16});
    CHECK(wide.samples() == 5);
    CHECK(wide[16] == t[5]);
    CHECK(wide[5] == 0);
    CHECK(narrow.shape() == shape{3, 2, 1, 3, 2});
    const auto back = narrow.with_lanes(5);
    CHECK(std::vector<float>(back.begin(), back.end()) == std::vector<float>(t.begin(), t.end()));
}

TEST_CASE("copies are deep, moves are not") {
    auto a = tensor<double>::batch(3, 1, 1, 1);
    std::fill(a.begin(), a.end(), 1.0);
    auto b = a;
    b[0] = 2;
    CHECK(a[0] == 1);
    CHECK(b.samples() == 3);
    CHECK(b[2] == 1);
    const double* data = b.data();
    const tensor<double> c = std::move(b);
    CHECK(c.data() == data);
    CHECK(c[0] == 2);
    a = c;
    CHECK(a[0] == 2);
    CHECK(a.data() != c.data());
    a = tensor<double>(shape{2}, 7.0);
    CHECK_FALSE(a.is_batch());
    CHECK(a.shape() == shape{2});
    CHECK(a[1] == 7);
}

TEST_CASE("elements are aligned to a cache line") {
    for (std::size_t size : {1, 3, 100})
        CHECK(reinterpret_cast<std::uintptr_t>(tensor<float>(shape{size}).data()) % 64 == 0);
}

TEST_CASE("accessors of batches refuse plain tensors") {
    const tensor<long> plain(shape{2, 3, 4, 5, 6});
    CHECK_THROWS_WITH(plain.rows(), "tensor: expected a batch of activations, got a plain tensor {2, 3, 4, 5, 6}");
    for (auto accessor : {&tensor<long>::blocks, &tensor<long>::channels, &tensor<long>::rows, &tensor<long>::cols,
                          &tensor<long>::lanes, &tensor<long>::block_size})
        CHECK_THROWS_AS((plain.*accessor)(), diapir::argument_error);
    CHECK_THROWS_AS(plain.with_lanes(2), diapir::argument_error);
    CHECK_THROWS_AS(plain.batch_like(1, 1, 1), diapir::argument_error);
}

TEST_CASE("batches without samples, pixels or lanes are refused") {
    CHECK_THROWS_WITH(tensor<float>::batch(0, 1, 2, 3),
                      "batch: expected at least one sample, channel, row and column, got 0 x {1, 2, 3}");
    CHECK_THROWS_AS(tensor<float>::batch_of_blocks(0, 1, 2, 3, 16, 0), diapir::argument_error);
    const auto t = tensor<float>::batch(3, 1, 2, 2);
    CHECK_THROWS_AS(t.batch_like(1, 2, 0), diapir::argument_error);
    CHECK_THROWS_WITH(t.with_lanes(0), "batch: 3 samples do not fit into 0 blocks of 0");
}

TEST_CASE("what was moved from is an empty plain tensor that can be copied and filled") {
    auto a = tensor<float>::batch(3, 1, 2, 2);
    std::fill(a.begin(), a.end(), 1.f);
    const auto b = std::move(a);
    CHECK(b.size() == 12);
    const auto copy = a;  // NOLINT: that is the test
    CHECK(copy.size() == 0);
    CHECK_FALSE(copy.is_batch());
    a = b;
    CHECK(a.shape() == b.shape());
    CHECK(a[11] == 1);
}
