#include "catch.hpp"
#include <diapir/shap/sampled/stop_rule.hpp>

#include <thread>

using namespace diapir;

TEST_CASE("evaluations end an estimate, by default those of the estimator") {
    const shap::stop_rule set({.evaluations = 100}, 10), unset({}, 10);
    CHECK(set.most() == 100);
    CHECK(set.go_on(90, 10));
    CHECK_FALSE(set.go_on(90, 11));
    CHECK_FALSE(set.go_on(101, 0));
    CHECK(set.expected(50) == 100);
    CHECK(unset.most() == 10);
    CHECK_FALSE(unset.go_on(10, 1));
    CHECK_THROWS_AS(shap::stop_rule({.seconds = -1}, 10), argument_error);
    CHECK_THROWS_AS(shap::stop_rule({.tolerance = std::nan("")}, 10), argument_error);
}

TEST_CASE("a small standard error ends an estimate, and sets no other limit") {
    const shap::stop_rule s({.tolerance = 0.1}, 10);
    CHECK(s.go_on(1000000, 1000));
    CHECK(s.go_on(1000000, 1000, 0.11));
    CHECK_FALSE(s.go_on(0, 1, 0.1));
    CHECK(s.expected(100, 0.2) == 400);
    CHECK(s.expected(100, 0.01) == 100);
    const shap::stop_rule both({.evaluations = 50, .tolerance = 0.1}, 10);
    CHECK_FALSE(both.go_on(50, 1, 5));
    CHECK_FALSE(both.go_on(20, 1, 0.05));
    CHECK(both.go_on(20, 1, 0.5));
    CHECK(both.expected(20, 1e9) == 50);
}

TEST_CASE("seconds end an estimate") {
    const shap::stop_rule s({.seconds = 0.02}, 10);
    CHECK(s.go_on(1000, 1000));
    CHECK(s.expected(1) > 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
    CHECK_FALSE(s.go_on(0, 1));
    CHECK(s.expected(7) == 7);
    CHECK(s.seconds() >= 0.02);
}
