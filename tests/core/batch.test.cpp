#include "catch.hpp"
#include <diapir/core/batch.hpp>

#include <algorithm>
#include <numeric>
#include <vector>

using namespace diapir;

namespace {

/// Elements 1, 2, 3, ...
array<float> numbered(const shape& s) {
    auto a = make_array<float>(s);
    std::iota(a.begin(), a.end(), 1.f);
    return a;
}

}  // namespace

TEST_CASE("images are packed with their samples innermost, and empty lanes are zero") {
    for (const std::size_t samples : {1, 16, 20, 40, 70}) {
        const auto images = numbered({samples, 3, 2, 5});
        const auto batch = pack(images);
        REQUIRE(batch.samples() == samples);
        REQUIRE(batch.channels() == 5);
        REQUIRE(batch.rows() == 3);
        REQUIRE(batch.cols() == 2);
        std::size_t wrong = 0, at = 0;
        for (std::size_t block = 0; block < batch.blocks(); ++block)
            for (std::size_t channel = 0; channel < 5; ++channel)
                for (std::size_t row = 0; row < 3; ++row)
                    for (std::size_t col = 0; col < 2; ++col)
                        for (std::size_t lane = 0; lane < batch.lanes(); ++lane) {
                            const std::size_t sample = block * batch.lanes() + lane;
                            wrong += batch[at++] != (sample < samples ? images(sample, row, col, channel) : 0);
                        }
        CHECK(wrong == 0);
        CHECK((unpack(batch) == images));
    }
}

TEST_CASE("the pixels of a block are visited once, with their place in a sample") {
    const auto images = numbered({20, 3, 4, 2});
    const auto batch = pack(images);
    for (std::size_t block = 0; block < batch.blocks(); ++block) {
        std::vector<std::size_t> places;
        for_each_pixel(batch, block, [&](std::size_t at, std::size_t i) {
            CHECK(at == block * batch.block_size() + places.size() * batch.lanes());
            CHECK(batch[at] == images.data()[block * batch.lanes() * 24 + i]);
            places.push_back(i);
        });
        std::sort(places.begin(), places.end());
        std::vector<std::size_t> all(24);
        std::iota(all.begin(), all.end(), std::size_t{0});
        CHECK(places == all);
    }
    std::size_t visited = 0;
    for_each_pixel(batch, 0, 1, 3, [&](std::size_t, std::size_t i) {
        CHECK((i >= 8 && i < 24));
        ++visited;
    });
    CHECK(visited == 16);
}

TEST_CASE("rows of a table are images of one pixel") {
    const auto table = numbered({18, 3});
    const auto batch = pack(table);
    CHECK(batch.shape() == shape{1, 3, 1, 1, 32});
    CHECK(batch[2 * 32 + 17] == table(17, 2));
    CHECK(shape_of(unpack(batch)) == shape{18, 1, 1, 3});
}

TEST_CASE("samples are packed from wherever they lie") {
    const auto images = numbered({4, 2, 3, 2});
    const std::vector<std::size_t> order{3, 0, 3};
    const auto batch = pack_samples<float>(3, 2, 3, 2, [&](std::size_t i) { return images.data() + order[i] * 12; });
    CHECK((unpack(batch) == take(images, order)));
    std::vector<float> one(12);
    unpack_sample(batch, 1, one.data());
    CHECK(std::equal(one.begin(), one.end(), images.data()));
}

TEST_CASE("arrays that are no batch, and tensors that are none, are refused") {
    CHECK_THROWS_WITH(pack(numbered({2, 3, 4})), Catch::Contains("pack") && Catch::Contains("{2, 3, 4}"));
    CHECK_THROWS_AS(pack(numbered({0, 3, 4, 1})), argument_error);
    CHECK_THROWS_AS(pack(numbered({5})), argument_error);
    CHECK_THROWS_WITH(unpack(tensor<float>(shape{3, 4})), Catch::Contains("unpack") && Catch::Contains("{3, 4}"));
}

TEST_CASE("kernels become plain tensors and back") {
    const auto kernel = numbered({3, 2, 4, 5});
    const auto t = to_tensor(kernel);
    CHECK_FALSE(t.is_batch());
    CHECK(t.shape() == shape{3, 2, 4, 5});
    CHECK(std::equal(t.begin(), t.end(), kernel.data()));
    CHECK((to_array(t) == kernel));
    CHECK(shape_of(to_array(tensor<float>::scalar(1))) == shape{});
}
