#include "catch.hpp"
#include <diapir/data/one_hot.hpp>

#include <vector>

using diapir::array;
using diapir::shape;
using diapir::shape_of;
using diapir::data::one_hot;

namespace {

template <class T>
std::vector<T> values(const array<T>& a) {
    return std::vector<T>(a.begin(), a.end());
}

}  // namespace

TEST_CASE("one_hot has one 1 a label, at its class") {
    const auto hot = one_hot<float>(std::vector<std::size_t>{2, 0, 2, 1}, 3);
    CHECK(shape_of(hot) == shape{4, 3});
    CHECK(values(hot) == std::vector<float>{0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0});
    CHECK(shape_of(one_hot<double>(std::vector<std::size_t>{}, 3)) == shape{0, 3});
}

TEST_CASE("one_hot of masks of classes adds an axis") {
    const array<float> mask{{0, 1}, {3, 0}, {1, 2}};
    const auto hot = one_hot<double>(mask, 4);
    CHECK(shape_of(hot) == shape{3, 2, 4});
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 2; ++j)
            for (std::size_t k = 0; k < 4; ++k) CHECK(hot(i, j, k) == (static_cast<std::size_t>(mask(i, j)) == k));
    CHECK(values(one_hot<float>(array<int>{1, 0}, 2)) == std::vector<float>{0, 1, 1, 0});
}

TEST_CASE("labels that are no class are refused") {
    CHECK_THROWS_WITH(one_hot<float>(std::vector<std::size_t>{0, 3}, 3),
                      Catch::Contains("labels from 0 to below 3, got 3 at element 1"));
    CHECK_THROWS_WITH(one_hot<float>(array<int>{-1}, 3), Catch::Contains("got -1 at element 0"));
    CHECK_THROWS_WITH(one_hot<float>(array<float>{0.5f}, 3), Catch::Contains("one_hot: expected whole numbers"));
}
