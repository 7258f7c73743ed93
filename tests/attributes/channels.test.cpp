#include "compare.hpp"
#include <diapir/attributes/channels.hpp>

#include <cmath>

namespace attr = diapir::attributes;
using diapir::array;
using diapir::testing::max_difference;
using diapir::testing::max_magnitude;

namespace {

array<double> channel(const array<double>& stack, std::size_t c) {
    return xt::view(stack, xt::all(), xt::all(), c);
}

template <class T>
void compare_stack(const std::string& image) {
    INFO(image);
    const auto archive = diapir::testing::reference("attributes");
    const array<double> expected = archive.get<double>("stack4_f32_" + image);
    const array<double> stack = xt::cast<double>(attr::original_channels(archive.get<T>("img_" + image)));
    REQUIRE(diapir::shape_of(stack) == diapir::shape_of(expected));
    for (std::size_t c = 0; c < 4; ++c) {
        const double scale = max_magnitude(channel(expected, c));
        CHECK(max_difference(channel(stack, c), channel(expected, c)) <= (c == 2 ? 1e-5 : 2e-6 * scale));
    }
}

}  // namespace

TEST_CASE("original_channels is the stack of the original calls") {
    for (const std::string image : {"layered", "normal", "halfconst"}) {
        compare_stack<float>(image);
        compare_stack<double>(image);
    }
}

TEST_CASE("channels are the image and its attributes in the order of their names") {
    CHECK(attr::channel_names[1] == "energy");
    const auto image = diapir::testing::reference("attributes").get<double>("img_nonsquare");
    const auto stack = attr::channels(image);
    REQUIRE(diapir::shape_of(stack) == diapir::shape{21, 34, 4});
    CHECK(max_difference(channel(stack, 0), image) == 0);
    CHECK(max_difference(channel(stack, 1), attr::energy(image, {.window = 5, .along = attr::axis::sample})) == 0);
    CHECK(max_difference(channel(stack, 2), attr::semblance(image, {.samples = 5, .traces = 7})) == 0);
    CHECK(max_difference(channel(stack, 3), attr::sobel(image, attr::axis::trace)) == 0);
}

TEST_CASE("a batch of images may have its one channel as the last axis") {
    auto images = diapir::make_array<float>({3, 16, 12, 1});
    for (std::size_t i = 0; i < images.size(); ++i) images.data()[i] = static_cast<float>(i * i % 251);
    const auto stack = attr::channels(images);
    REQUIRE(diapir::shape_of(stack) == diapir::shape{3, 16, 12, 4});
    const array<float> second = xt::view(images, 1, xt::all(), xt::all(), 0);
    const auto alone = attr::channels(second);
    CHECK(std::equal(alone.begin(), alone.end(), &stack(1, 0, 0, 0)));
}

TEST_CASE("channels of a batch are those of the attributes alone, with rows as traces, too") {
    auto images = diapir::make_array<double>({2, 19, 14, 1});
    for (std::size_t i = 0; i < images.size(); ++i) images.data()[i] = std::sin(static_cast<double>(i * i % 251));
    for (const auto method :
         {attr::semblance_method::gst, attr::semblance_method::marfurt, attr::semblance_method::gersztenkorn}) {
        const attr::semblance_options rows{.samples = 4, .traces = 5, .method = method, .between = attr::axis::sample};
        const auto stack = attr::channels(images, {.semblance = rows});
        REQUIRE(diapir::shape_of(stack) == diapir::shape{2, 19, 14, 4});
        const array<double> plain = xt::view(images, xt::all(), xt::all(), xt::all(), 0);
        const array<double> found = xt::view(stack, xt::all(), xt::all(), xt::all(), 2);
        CHECK(max_difference(found, attr::semblance(plain, rows)) == 0);
    }
}
