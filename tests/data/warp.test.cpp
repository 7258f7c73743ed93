#include "catch.hpp"
#include <diapir/data/warp.hpp>

using diapir::data::warp;

TEST_CASE("a warp by nothing stays where it is") {
    CHECK(warp::shift(0, 0) == warp());
    CHECK(warp::shear(0, 7) == warp());
    CHECK(warp::crop(1, 0, 0) == warp());
    CHECK(warp().then(warp()) == warp());
}

TEST_CASE("a shift shows what lies above and to the left") {
    const warp w = warp::shift(2, -3);
    CHECK(w.row_at(5, 4) == 3);
    CHECK(w.col_at(4) == 7);
}

TEST_CASE("a shear slides traces down to the right and leaves the middle one") {
    const warp w = warp::shear(0.25, 9);
    CHECK(w.row_at(6, 4) == 6);
    CHECK(w.row_at(6, 8) == 5);
    CHECK(w.row_at(6, 0) == 7);
    CHECK(w.col_at(8) == 8);
}

TEST_CASE("a crop fills the section with its part, edge to edge") {
    const warp w = warp::crop(0.5, 2, 1);  // of 8 x 12 pixels: rows 2 to 6, columns 1 to 7
    CHECK(w.row_at(-0.5, 0) == Approx(1.5));
    CHECK(w.row_at(7.5, 3) == Approx(5.5));
    CHECK(w.col_at(-0.5) == Approx(0.5));
    CHECK(w.col_at(11.5) == Approx(6.5));
}

TEST_CASE("one warp after another reads where the first finds what the second asks for") {
    const warp a = warp::shift(3, -2).then(warp::shear(0.3, 20)), b = warp::crop(0.8, 1, 2.5);
    const warp both = a.then(b);
    for (const double row : {0.0, 4.0, 17.5})
        for (const double col : {0.0, 9.0, 21.5}) {
            CHECK(both.row_at(row, col) == Approx(a.row_at(b.row_at(row, col), b.col_at(col))));
            CHECK(both.col_at(col) == Approx(a.col_at(b.col_at(col))));
        }
    const warp sheared_crop = b.then(warp::shear(0.3, 20));
    CHECK(sheared_crop.row_at(5, 3) == Approx(b.row_at(warp::shear(0.3, 20).row_at(5, 3), 3)));
}

TEST_CASE("moves of whole pixels are told from those that fall between them") {
    CHECK(warp().whole());
    CHECK(warp::shift(-4, 7).whole());
    CHECK(!warp::shift(0.5, 0).whole());
    CHECK(!warp::shift(0, 0.5).whole());
    CHECK(!warp::shear(0.1, 9).whole());
    CHECK(!warp::crop(0.9, 0, 0).whole());
}
