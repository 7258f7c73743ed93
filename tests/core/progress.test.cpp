#include "catch.hpp"
#include <diapir/core/progress.hpp>

#include <vector>

using namespace diapir;

TEST_CASE("a meter counts steps and estimates the time left from those done") {
    std::vector<progress> reports;
    progress_meter meter(10, [&](const progress& p) { return reports.push_back(p), true; });
    CHECK(meter.advance());
    CHECK(meter.advance(3));
    CHECK(meter.advance(6));
    CHECK(meter.advance());  // beyond the total
    REQUIRE(reports.size() == 4);
    const std::size_t done[] = {1, 4, 10, 11};
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(reports[i].done == done[i]);
        CHECK(reports[i].total == 10);
        CHECK(reports[i].seconds > 0);
    }
    CHECK(reports[0].seconds_left == Approx(9 * reports[0].seconds));
    CHECK(reports[1].seconds_left == Approx(1.5 * reports[1].seconds));
    CHECK(reports[2].seconds_left == 0);
    CHECK(reports[3].seconds_left == 0);
    CHECK(meter.seconds() >= reports[3].seconds);
}

TEST_CASE("a callback can ask to stop, and without one nothing stops") {
    progress_meter stopped(5, [](const progress& p) { return p.done < 2; });
    CHECK(stopped.advance());
    CHECK_FALSE(stopped.advance());
    progress_meter silent(1, {});
    CHECK(silent.advance());
    CHECK(silent.advance());
}

TEST_CASE("a stopwatch goes forward") {
    const stopwatch watch;
    const double first = watch.seconds();
    CHECK(first >= 0);
    CHECK(watch.seconds() >= first);
    while (watch.seconds() <= first) {
    }
    CHECK(watch.seconds() < 60);
}

TEST_CASE("no time is left to tell of before the first step") {
    double left = -1;
    progress_meter meter(10, [&](const progress& p) {
        left = p.seconds_left;
        return true;
    });
    CHECK(meter.advance(0));
    CHECK(left == 0);
}
