#include "catch.hpp"
#include <diapir/core/image_view.hpp>

#include <numeric>
#include <type_traits>
#include <vector>

using diapir::image_view;

TEST_CASE("an image view finds pixels in C order, channels innermost") {
    std::vector<int> memory(2 * 3 * 4);
    std::iota(memory.begin(), memory.end(), 0);
    const image_view<int> image{memory.data(), 2, 3, 4};
    CHECK(image.size() == 24);
    CHECK(image.row_size() == 12);
    CHECK(image.shape() == diapir::shape{2, 3, 4});
    CHECK(image.at(0, 0, 0) == 0);
    CHECK(image.at(0, 2, 1) == 9);
    CHECK(image.at(1, 2, 3) == 23);
    CHECK(*image.row(1) == 12);
    CHECK(image.pixel(1, 1) == memory.data() + 16);
}

TEST_CASE("an image view writes to the memory that it was given, and can be handed on to read") {
    std::vector<double> memory(6, 0);
    const image_view<double> image{memory.data(), 1, 3, 2};
    image.at(0, 1, 1) = 5;
    CHECK(memory[3] == 5);
    const image_view<const double> reader = image;
    CHECK(&reader.at(0, 1, 1) == &memory[3]);
    CHECK(reader.shape() == image.shape());
    STATIC_REQUIRE(!std::is_convertible_v<image_view<const double>, image_view<double>>);
    STATIC_REQUIRE(std::is_same_v<decltype(reader.at(0, 0, 0)), const double&>);
}

TEST_CASE("an image view of nothing has no elements") {
    CHECK(image_view<float>{}.size() == 0);
}
