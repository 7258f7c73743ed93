#include "catch.hpp"
#include <diapir/io/fnv_checksum.hpp>

using namespace diapir;

TEST_CASE("checksums are those of the standard, in whatever pieces the bytes come") {
    CHECK(io::fnv_digits("") == "cbf29ce484222325");  // RFC 9923
    CHECK(io::fnv_digits("a") == "af63dc4c8601ec8c");
    CHECK(io::fnv_digits("foobar") == "85944171f73967e8");
    io::fnv_checksum sum;
    sum.add("foo");
    sum.add("bar");
    CHECK(sum.text() == "85944171f73967e8");
}
