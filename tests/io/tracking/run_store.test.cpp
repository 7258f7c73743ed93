#include "catch.hpp"
#include "io/support.hpp"
#include <diapir/io/tracking/run_store.hpp>

using namespace diapir;

TEST_CASE("a status has a name, and a name a status") {
    for (const auto status :
         {io::run_status::running, io::run_status::finished, io::run_status::failed, io::run_status::killed})
        CHECK(io::run_status_named(io::to_string(status)) == status);
    CHECK(io::to_string(io::run_status::killed) == "KILLED");
    CHECK(testing::mentions(testing::message_of<argument_error>([] { io::run_status_named("DONE"); }), "got DONE"));
}

TEST_CASE("times are milliseconds of this age") {
    CHECK(io::now_utc() > 1700000000000);
    CHECK(io::now_utc() < 4000000000000);
}

TEST_CASE("values are empty where there are none of any kind") {
    CHECK(io::run_values{}.empty());
    CHECK_FALSE(io::run_values{{{"loss", 1, 0, 0}}, {}, {}}.empty());
    CHECK_FALSE(io::run_values{{}, {{"size", "48"}}, {}}.empty());
    CHECK_FALSE(io::run_values{{}, {}, {{"version", "1"}}}.empty());
}
