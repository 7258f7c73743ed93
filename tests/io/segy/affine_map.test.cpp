#include "catch.hpp"
#include <diapir/io/segy/affine_map.hpp>

using namespace diapir::io::segy;

namespace {

/// x and y of a rotated survey.
plane_point place(double il, double xl) {
    return {430000 + 12.5 * il - 3 * xl, 6470000 + 3 * il + 12.5 * xl};
}

affine_sums sums_of(int ilines, int xlines) {
    affine_sums sums;
    const plane_point at = place(10000, 2000);
    for (int i = 0; i < ilines; ++i)
        for (int k = 0; k < xlines; ++k) {
            const plane_point p = place(10000 + 4 * i, 2000 - k);
            sums.add(4 * i, -k, p.x - at.x, p.y - at.y);
        }
    return sums;
}

}  // namespace

TEST_CASE("the map of a rotated survey is found") {
    const affine_map map = sums_of(7, 5).fit(10000, 2000, place(10000, 2000));
    CHECK(map.determined);
    CHECK(map.per_iline.x == Approx(12.5));
    CHECK(map.per_iline.y == Approx(3));
    CHECK(map.per_xline.x == Approx(-3));
    CHECK(map.per_xline.y == Approx(12.5));
    CHECK(map(10013, 1500).x == Approx(place(10013, 1500).x));
    CHECK(map(10013, 1500).y == Approx(place(10013, 1500).y));
    CHECK(map.misfit < 1e-3);
}

TEST_CASE("parts of a survey are summed") {
    affine_sums sums = sums_of(7, 5);
    sums += sums_of(3, 9);
    CHECK(sums.fit(10000, 2000, place(10000, 2000)).per_iline.x == Approx(12.5));
}

TEST_CASE("what varies in one direction has a step there alone") {
    const affine_map line = sums_of(1, 9).fit(10000, 2000, place(10000, 2000));
    CHECK(line.determined);
    CHECK(line.per_iline.length() == 0);
    CHECK(line.per_xline.y == Approx(12.5));
    CHECK(line(10000, 2000).x == Approx(place(10000, 2000).x));
    affine_sums diagonal;
    for (int i = 0; i < 5; ++i) diagonal.add(i, 2 * i, 3 * i, 4 * i);
    const affine_map map = diagonal.fit(0, 0, {0, 0});
    CHECK(map.per_iline.length() == Approx(5));
    CHECK(map.per_xline.length() == 0);
    affine_sums none;
    for (int i = 0; i < 5; ++i) none.add(i, 0, 0, 0);
    CHECK_FALSE(none.fit(0, 0, {0, 0}).determined);
    CHECK_FALSE(affine_sums().fit(0, 0, {0, 0}).determined);
}

TEST_CASE("the misfit is how far traces lie from their places") {
    affine_sums sums;
    for (int i = 0; i < 4; ++i)
        for (int k = 0; k < 4; ++k) sums.add(i, k, 10 * i, 10 * k + ((i + k) % 2 == 0 ? 3 : -3));
    const affine_map map = sums.fit(0, 0, {0, 0});
    CHECK(map.misfit == Approx(3).epsilon(0.1));
}

TEST_CASE("azimuths are clockwise from north") {
    CHECK(plane_point{0, 1}.azimuth() == Approx(0).margin(1e-12));
    CHECK(plane_point{1, 0}.azimuth() == Approx(90));
    CHECK(plane_point{-1, 0}.azimuth() == Approx(270));
}
