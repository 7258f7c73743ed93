#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/plot/row_options.hpp>

using namespace diapir::figure;

TEST_CASE("rows have the height that was asked for, whatever is around them") {
    for (const char* title : {"", "A title"}) {
        panel p;
        p.title = title;
        p.x.label = "label";
        p.y.range = limits{4.5, -0.5};
        double height = 0;
        p.marks.push_back([&](canvas&, const frame& f) { height = f.area().height; });
        const figure fig = detail::figure_of_rows(p, 30, {.width = 400});
        const raster page = fig.pixels(1);
        CHECK(height == Approx(150).margin(2));
        CHECK(page.cols == 400);
        CHECK(diapir::testing::rim_is_blank(page, 6));
    }
    CHECK(detail::label_of({}, "usual") == "usual");
    CHECK(detail::label_of({.label = "own"}, "usual") == "own");
}
