#include "catch.hpp"
#include <diapir/figure/draw/axis.hpp>
#include <diapir/figure/draw/frame.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace diapir::figure;

TEST_CASE("an axis shows its data with a little room") {
    axis a;
    CHECK(a.ends() == limits{0, 1});
    a.include(std::vector<double>{0, NAN, 10, INFINITY});
    CHECK(a.ends().low == Approx(-0.5));
    CHECK(a.ends().high == Approx(10.5));
    a.tight_low = true;
    CHECK(a.ends().low == 0);
    CHECK(a.ends().high == Approx(10.5));
    a.range = limits{3, -3};
    CHECK(a.ends() == limits{3, -3});
}

TEST_CASE("an axis with one position has room around it") {
    axis a;
    a.include(5);
    CHECK(a.ends().low == Approx(4.5));
    CHECK(a.ends().high == Approx(5.5));
    axis zero;
    zero.tight_low = zero.tight_high = true;
    zero.include(0);
    CHECK(zero.ends() == limits{0, 1});
}

TEST_CASE("a logarithmic axis shows positive data") {
    axis a{.scale = axis_scale::log};
    a.include(std::vector<double>{0, -3, 0.01, 100});
    CHECK(a.ends().low == Approx(std::pow(10, -2.2)));
    CHECK(a.ends().high == Approx(std::pow(10, 2.2)));
}

TEST_CASE("an axis refuses what it cannot show") {
    CHECK_THROWS_WITH((axis{.label = "Loss", .range = limits{2, 2}}).ends(), "axis 'Loss': cannot run from 2 to 2");
    CHECK_THROWS_AS((axis{.scale = axis_scale::log, .range = limits{0, 2}}).ends(), diapir::argument_error);
    CHECK_THROWS_AS((axis{.range = limits{0, NAN}}).ends(), diapir::argument_error);
    axis late;
    late.include(-1);
    late.scale = axis_scale::log;
    CHECK_THROWS_AS(late.ends(), diapir::argument_error);
}

TEST_CASE("an axis whose data differ by rounding has room around them") {
    axis a;
    a.include(std::vector<double>{0.3, std::nextafter(0.3, 1.0)});
    CHECK(a.ends().low == Approx(0.27));
    CHECK(a.ends().high == Approx(0.33));
    axis large;
    for (int i = 0; i < 10; ++i) large.include(1.7e18 + 100 * i);
    CHECK(large.ends().low == Approx(1.53e18));
    axis tight{.tight_low = true, .tight_high = true};
    tight.include(std::vector<double>{1, std::nextafter(1, 0)});
    CHECK(tight.ends().low == std::nextafter(1, 0));
    CHECK(tight.ends().high == Approx(1.1));
    CHECK((axis{.range = limits{0.3, std::nextafter(0.3, 0.0)}}).ends().low == Approx(0.33));
    axis denormal;
    denormal.include(std::vector<double>{0, 5e-324});
    CHECK(denormal.ends() == limits{-1, 1});
}

TEST_CASE("an axis shows the largest numbers") {
    const double largest = std::numeric_limits<double>::max();
    axis a;
    a.include(std::vector<double>{-largest, largest});
    CHECK(a.ends() == limits{-largest, largest});
    const axis y;
    const frame f({0, 0, 200, 100}, a, y);
    CHECK(f.x(0) == Approx(100));
    CHECK(f.x(largest) == Approx(200));
    CHECK((axis{.range = limits{-largest, largest}}).ends() == limits{-largest, largest});
    axis wide;
    wide.include(std::vector<double>{-1e300, 1e300});
    CHECK(wide.ends().high == Approx(1.1e300));
}

TEST_CASE("a logarithmic axis has finite ends that differ") {
    const double largest = std::numeric_limits<double>::max(), least = std::numeric_limits<double>::min();
    for (const std::vector<double>& data : {std::vector<double>{0.3, std::nextafter(0.3, 1.0)},
                                            {largest},
                                            {least},
                                            {5e-324},
                                            {least, largest},
                                            {1e300, 1e300 * (1 + 2e-13)},
                                            {1, 1 + 1e-14}}) {
        for (const bool tight : {false, true}) {
            axis a{.scale = axis_scale::log, .tight_low = tight, .tight_high = tight};
            a.include(data);
            const axis y;
            const frame f({0, 0, 100, 100}, a, y);
            CHECK(a.ends().low > 0);
            CHECK(std::isfinite(a.ends().high));
            CHECK(std::log10(a.ends().low) < std::log10(a.ends().high));
            CHECK(std::isfinite(f.x(std::max(data.front(), least))));
        }
    }
}
