#include "catch.hpp"
#include "reference.hpp"
#include <diapir/attributes/channels.hpp>
#include <diapir/data/augment.hpp>

namespace attr = diapir::attributes;
namespace data = diapir::data;
using diapir::array;

TEST_CASE("flip_traces mirrors images and masks alike, some of them") {
    auto images = diapir::make_array<double>({40, 3, 5, 2});
    auto masks = diapir::make_array<float>({40, 3, 5, 1});
    for (std::size_t i = 0; i < 40; ++i)
        for (std::size_t j = 0; j < 3; ++j)
            for (std::size_t k = 0; k < 5; ++k) {
                images(i, j, k, 0) = static_cast<double>(100 * i + 10 * j + k);
                images(i, j, k, 1) = -images(i, j, k, 0);
                masks(i, j, k, 0) = static_cast<float>(k < 2);
            }
    const auto before = images;
    data::flip_traces(images, masks, {.seed = 1, .odd_channels = {1}});
    std::size_t mirrored = 0;
    for (std::size_t i = 0; i < 40; ++i) {
        const bool flipped = images(i, 0, 0, 0) != before(i, 0, 0, 0);
        mirrored += flipped;
        for (std::size_t j = 0; j < 3; ++j)
            for (std::size_t k = 0; k < 5; ++k) {
                const std::size_t from = flipped ? 4 - k : k;
                CHECK(images(i, j, k, 0) == before(i, j, from, 0));
                CHECK(images(i, j, k, 1) == (flipped ? -1 : 1) * before(i, j, from, 1));
                CHECK(masks(i, j, k, 0) == (from < 2));
            }
    }
    CHECK(mirrored > 10);
    CHECK(mirrored < 30);

    auto again = before;
    auto other = masks;
    data::flip_traces(again, other, {.seed = 1, .odd_channels = {1}});
    CHECK(diapir::testing::max_difference(again, images) == 0);
    data::flip_traces(again, other, {.probability = 0});
    CHECK(diapir::testing::max_difference(again, images) == 0);
}

TEST_CASE("mirrored attributes are the attributes of the mirrored section") {
    const auto section = diapir::testing::reference("attributes").get<double>("img_layered");
    auto masks = diapir::make_array<float>({1, 40, 32, 1}, 0);
    auto image = section;
    image.reshape({1, 40, 32, 1});
    auto stack = attr::channels(image);
    data::flip_traces(stack, masks, {.probability = 1, .odd_channels = {3}});
    data::flip_traces(image, masks, {.probability = 1});
    CHECK(diapir::testing::max_difference(stack, attr::channels(image)) < 1e-9);
}

TEST_CASE("flip_traces needs the masks of its images") {
    auto images = diapir::make_array<double>({2, 4, 4, 1}, 0), masks = diapir::make_array<double>({2, 4, 3, 1}, 0);
    CHECK_THROWS_AS(data::flip_traces(images, masks), diapir::argument_error);
    CHECK_THROWS_AS(data::flip_traces(images, images, {.odd_channels = {1}}), diapir::argument_error);
}
