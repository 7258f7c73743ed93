#include "catch.hpp"
#include <diapir/figure/plot/channels.hpp>

using namespace diapir::figure;
using diapir::make_array;
using diapir::shape;

TEST_CASE("a last axis of one is left out, other extents are named") {
    CHECK(diapir::shape_of(detail::as_extents("f", "x", make_array<float>({2, 3, 1}, 1.f), {2, 3})) == shape{2, 3});
    CHECK_THROWS_WITH(detail::as_extents("f", "x", make_array<float>({2, 3, 2}, 1.f), {2, 3}),
                      "f: x: expected {2, 3}, got {2, 3, 2}");
}

TEST_CASE("channels are taken apart") {
    auto values = make_array<double>({2, 2, 3}, 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) values.data()[i] = double(i);
    const auto last = detail::channel(values, 2);
    CHECK(diapir::shape_of(last) == shape{2, 2});
    CHECK(last(1, 0) == 8);
    CHECK(detail::extents_of_channels("f", "x", values, 3, {"a", "b", "c"}) == shape{2, 2});
    CHECK_THROWS_WITH(detail::extents_of_channels("f", "x", values, 3, {"a"}),
                      "f: x: expected 1 channels, one for each name, got {2, 2, 3}");
}

TEST_CASE("panels fill a grid that is about square") {
    CHECK(detail::columns_for(1) == 1);
    CHECK(detail::columns_for(5) == 3);
    CHECK(detail::rows_for(5, 3) == 2);
    CHECK(detail::rows_for(7, 3) == 3);
}
