#include "catch.hpp"
#include <diapir/attributes/registry/closest_names.hpp>

using namespace diapir::attributes;

TEST_CASE("the distance of texts is the number of letters to change") {
    CHECK(edit_distance("energy", "energy") == 0);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("abc", "") == 3);
    CHECK(edit_distance("kitten", "sitting") == 3);
    CHECK(edit_distance("sobel", "sobl") == 1);
    CHECK(edit_distance("sobl", "sobel") == 1);
    CHECK(edit_distance("ab", "ba") == 2);
}

TEST_CASE("the closest name comes first, equally far ones in their order") {
    const std::vector<std::string> names{"seismic", "energy", "envelope", "sobel"};
    CHECK(closest_first(names, "sobl").front() == "sobel");
    CHECK(closest_first(names, "enrgy").front() == "energy");
    CHECK(closest_first({"bb", "aa", "cc"}, "d") == std::vector<std::string>{"bb", "aa", "cc"});
    CHECK(closest_first({"phase", "instantaneous_frequency"}, "freq").front() == "instantaneous_frequency");
    CHECK(joined(names) == "seismic, energy, envelope, sobel");
    CHECK(joined({}).empty());
}
