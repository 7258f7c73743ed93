#include "catch.hpp"
#include <diapir/data/mirror.hpp>

#include <vector>

using diapir::image_view;
using diapir::data::mirror_traces;

TEST_CASE("mirror_traces turns the order of the traces and the sign of odd channels") {
    std::vector<float> image{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    const std::vector<std::size_t> odd{1};
    mirror_traces<float>({image.data(), 2, 3, 2}, odd);
    CHECK(image == std::vector<float>{5, -6, 3, -4, 1, -2, 11, -12, 9, -10, 7, -8});
    mirror_traces<float>({image.data(), 2, 3, 2}, odd);
    CHECK(image == std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
}

TEST_CASE("mirror_traces works on an even number of traces, on one and on none") {
    std::vector<double> image{1, 2, 3, 4};
    mirror_traces<double>({image.data(), 1, 4, 1});
    CHECK(image == std::vector<double>{4, 3, 2, 1});
    mirror_traces<double>({image.data(), 4, 1, 1});
    CHECK(image == std::vector<double>{4, 3, 2, 1});
    mirror_traces<double>({image.data(), 4, 0, 1});
    CHECK(image == std::vector<double>{4, 3, 2, 1});
}
