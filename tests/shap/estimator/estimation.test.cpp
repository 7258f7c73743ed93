#include "catch.hpp"
#include <diapir/shap/estimator/estimation.hpp>

#include <limits>

using namespace diapir;

TEST_CASE("reports count over all inputs and never wrap") {
    progress last;
    const progress_callback watch = [&](const progress& p) {
        last = p;
        return true;
    };
    const stopwatch clock;
    const std::string name = "test";
    const std::vector<double> ends{0};
    const auto nothing = [](std::size_t, std::span<const double>, std::span<const double>) {};
    shap::estimation second(1, 3, ends, ends, nothing, watch, clock, name);
    second.report(2, 8);
    CHECK(last.done == 10);
    CHECK(last.total == 24);
    second.report(9, 8);  // more than was expected
    CHECK(last.done == 18);
    CHECK(last.total == 27);
    second.report(5, std::numeric_limits<std::size_t>::max());
    CHECK(last.done < last.total);
    CHECK(last.total > std::numeric_limits<std::size_t>::max() / 2);
}

TEST_CASE("a callback that returns false ends the estimate by name") {
    const progress_callback stop = [](const progress&) { return false; };
    const stopwatch clock;
    const std::string name = "test";
    const std::vector<double> ends{0};
    const auto nothing = [](std::size_t, std::span<const double>, std::span<const double>) {};
    const shap::estimation one(0, 1, ends, ends, nothing, stop, clock, name);
    CHECK_THROWS_AS(one.report(1, 2), shap::cancelled);
    CHECK_THROWS_WITH(one.report(1, 2), "shap::test: cancelled");
}

TEST_CASE("values are written whole or by player, and say whether they can be used early") {
    const stopwatch clock;
    const std::string name = "test";
    const std::vector<double> ends{0, 0};
    const progress_callback none;
    std::vector<std::size_t> places;
    const auto note = [&](std::size_t first, std::span<const double>, std::span<const double>) {
        places.push_back(first);
    };
    shap::estimation one(0, 1, ends, ends, note, none, clock, name);
    one.write({});
    one.write_player(3, ends);
    CHECK(!one.usable());
    one.write_preliminary({});
    CHECK(one.usable());
    CHECK(places == std::vector<std::size_t>{0, 6, 0});
}
