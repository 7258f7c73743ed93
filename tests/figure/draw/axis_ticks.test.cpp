#include "catch.hpp"
#include <diapir/figure/draw/axis_ticks.hpp>

#include <string>
#include <vector>

using namespace diapir::figure;

TEST_CASE("an axis has the ticks of its kind") {
    using texts = std::vector<std::string>;
    CHECK(detail::ticks_of(axis{}, {0, 1}, 5).labels == linear_ticks({0, 1}, 5).labels);
    CHECK(detail::ticks_of(axis{.scale = axis_scale::log}, {0.1, 1000}, 5).labels == log_ticks({0.1, 1000}, 5).labels);
    CHECK(detail::ticks_of(axis{.integer = true}, {0.5, 2.5}, 5).labels == texts{"1", "2"});
    const ticks named = detail::ticks_of(axis{.categories = {"a", "b"}}, {-0.5, 1.5}, 5);
    CHECK(named.labels == texts{"a", "b"});
    CHECK(named.at == std::vector<double>{0, 1});
}

TEST_CASE("as many ticks as fit, two at least") {
    CHECK(detail::count_that_fits(100, 26, 8) == 3);
    CHECK(detail::count_that_fits(10, 26, 8) == 2);
    CHECK(detail::count_that_fits(1000, 26, 8) == 8);
}
