#include "catch.hpp"
#include <diapir/core/fnv_checksum.hpp>

using namespace diapir;

TEST_CASE("checksums are those of the standard, in whatever pieces the bytes come") {
    CHECK(fnv_digits("") == "cbf29ce484222325");  // RFC 9923
    CHECK(fnv_digits("a") == "af63dc4c8601ec8c");
    CHECK(fnv_digits("foobar") == "85944171f73967e8");
    fnv_checksum sum;
    sum.add("foo");
    sum.add("bar");
    CHECK(sum.text() == "85944171f73967e8");
    fnv_checksum number, its_bytes;
    number.add(std::uint64_t{0x6f6f66});
    its_bytes.add(std::string_view("foo\0\0\0\0\0", 8));
    CHECK(number.text() == its_bytes.text());
}
