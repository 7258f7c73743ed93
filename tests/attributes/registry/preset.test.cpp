#include "catch.hpp"
#include <diapir/attributes/registry/preset.hpp>

using namespace diapir::attributes;

TEST_CASE("a preset has defaults of one attribute and of all") {
    const preset p("old", "as it was",
                   {{"energy", "along", "trace"}, {"", "edge", "zero"}, {"sobel", "edge", "mirror"}});
    CHECK(p.name() == "old");
    CHECK(p.description() == "as it was");
    const auto of_sobel = defaults_of(p.defaults(), "sobel");
    REQUIRE(of_sobel.size() == 2);
    CHECK(of_sobel[0].value == "zero");
    CHECK(of_sobel[1].value == "mirror");
    CHECK(defaults_of(p.defaults(), "energy").size() == 2);
    CHECK(defaults_of(p.defaults(), "rms").size() == 1);
}
