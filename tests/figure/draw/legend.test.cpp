#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/draw/legend.hpp>

#include <vector>

using namespace diapir::figure;

TEST_CASE("a legend has as many lines as its entries need") {
    const std::vector<legend_entry> entries(4, {"a series", rgb{255, 0, 0}, legend_mark::patch});
    CHECK(legend().empty());
    const double line = legend(entries, 1000).height();
    CHECK(legend(entries, 200).height() == 2 * line);
    CHECK(legend(entries, 1).height() == 4 * line);
    canvas page(400, 100, image_format::png, 1);
    legend(entries, 1000).draw(page, 200, 20);
    const auto marks = diapir::testing::find_color(page.pixels(), {255, 0, 0});
    REQUIRE(marks);
    CHECK(marks->count > 4 * 11 * 9);
    CHECK(marks->top > 20);
}
