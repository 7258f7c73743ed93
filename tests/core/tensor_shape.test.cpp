#include "catch.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/core/tensor_shape.hpp>

#include <sstream>
#include <vector>

using diapir::lanes_for;
using diapir::shape;
using diapir::tensor_shape;

namespace {

std::string text(const tensor_shape& s) {
    std::ostringstream out;
    out << s;
    return out.str();
}

}  // namespace

TEST_CASE("blocks have as many lanes as there are few samples, else 16 or 32 so that few stay empty") {
    for (std::size_t samples = 1; samples <= 8; ++samples) CHECK(lanes_for(samples) == samples);
    for (std::size_t samples : {9, 15, 16, 33, 48, 65, 100, 1000}) CHECK(lanes_for(samples) == 16);
    for (std::size_t samples : {17, 32, 49, 64, 96, 127, 1024}) CHECK(lanes_for(samples) == 32);
}

TEST_CASE("shapes of batches differ where their samples do") {
    const auto seventeen = tensor_shape::batch(17, 4, 24, 20, 32), thirty = tensor_shape::batch(30, 4, 24, 20, 32);
    CHECK(static_cast<const shape&>(seventeen) == static_cast<const shape&>(thirty));
    CHECK(seventeen != thirty);
    CHECK(seventeen == tensor_shape::batch(1, 4, 24, 20, 32, 17));
    CHECK(seventeen == shape{1, 4, 24, 20, 32});
    CHECK(seventeen != tensor_shape::plain({1, 4, 24, 20, 32}));
    const auto image = [](std::size_t n) { return diapir::pack(diapir::make_array<float>({n, 2, 2, 1}, 0.f)); };
    CHECK(image(17).shape() != image(30).shape());
    CHECK(image(17).shape() == image(17).shape());
}

TEST_CASE("shapes of batches are written with their samples, plain ones with their axes") {
    CHECK(text(tensor_shape::plain({3, 3, 4, 8})) == "{3, 3, 4, 8}");
    CHECK(text(tensor_shape::batch(17, 4, 24, 20, 32)) == "17 x {4, 24, 20}");
    CHECK(text(tensor_shape::batch(17, 4, 24, 20, 8)) == "17 x {4, 24, 20} in blocks of 8");
}

TEST_CASE("a stack of a batch is several of it along the block axis") {
    const auto one = tensor_shape::batch(17, 4, 3, 2, 16);
    CHECK(one.stacked(3) == tensor_shape::batch(6, 4, 3, 2, 16, 51));
    CHECK(one.stacked(3).is_stack_of(one));
    CHECK(one.is_stack_of(one));
    CHECK_FALSE(one.is_stack_of(one.stacked(3)));
    CHECK_FALSE(tensor_shape::batch(6, 4, 3, 2, 16, 50).is_stack_of(one));
    CHECK_FALSE(tensor_shape::batch(3, 4, 3, 2, 16, 34).is_stack_of(one));
    CHECK_FALSE(tensor_shape::batch(6, 4, 3, 1, 16, 51).is_stack_of(one));
    const auto plain = tensor_shape::plain({2, 3});
    CHECK(plain.is_stack_of(plain));
    CHECK(plain.stacked(3) == plain);
    CHECK_FALSE(tensor_shape::plain({4, 3}).is_stack_of(plain));
    CHECK_FALSE(one.is_stack_of(plain));
}

TEST_CASE("batches of nothing, and blocks that do not hold their samples, are refused") {
    CHECK_THROWS_WITH(tensor_shape::batch(2, 4, 0, 5, 2),
                      "batch: expected at least one sample, channel, row and column, got 2 x {4, 0, 5}");
    CHECK_THROWS_AS(tensor_shape::batch(0, 4, 5, 5, 2), diapir::argument_error);
    CHECK_THROWS_AS(tensor_shape::batch(2, 0, 5, 5, 2), diapir::argument_error);
    CHECK_THROWS_AS(tensor_shape::batch(2, 4, 5, 0, 2), diapir::argument_error);
    CHECK_THROWS_AS(tensor_shape::batch(2, 4, 5, 5, 0), diapir::argument_error);
    CHECK_THROWS_WITH(tensor_shape::batch(2, 4, 5, 5, 16, 33), "batch: 33 samples do not fit into 2 blocks of 16");
}

TEST_CASE("operations name both shapes where they differ") {
    CHECK_NOTHROW(diapir::require_same_shape("add", tensor_shape::plain({2}), tensor_shape::plain({2})));
    CHECK_THROWS_WITH(
        diapir::require_same_shape("add", tensor_shape::batch(17, 4, 3, 2, 32), tensor_shape::batch(30, 4, 3, 2, 32)),
        "add: expected two tensors of one shape, got 17 x {4, 3, 2} and 30 x {4, 3, 2}");
}

TEST_CASE("all elements of a plain tensor are held, and those of a batch that belong to a sample") {
    const auto held = [](const tensor_shape& s) {
        std::vector<std::size_t> all;
        s.for_each_held([&](std::size_t i) { all.push_back(i); });
        return all;
    };
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < 4 * 6 * 16; ++i)  // in four blocks: two full ones, 5 samples of 16, none
        if (i / (6 * 16) * 16 + i % 16 < 37) expected.push_back(i);
    CHECK(held(tensor_shape::batch(4, 2, 3, 1, 16, 37)) == expected);
    CHECK(held(tensor_shape::plain({2, 3})) == std::vector<std::size_t>{0, 1, 2, 3, 4, 5});
    CHECK(held(tensor_shape::plain({})) == std::vector<std::size_t>{0});
    CHECK(held(tensor_shape::plain({2, 0})).empty());
}
