#include "catch.hpp"
#include <diapir/io/segy/sample_format.hpp>

#include <string>

using namespace diapir::io::segy;

TEST_CASE("the bytes of samples are those of the standard") {
    const std::size_t bytes[] = {0, 4, 4, 2, 0, 4, 8, 3, 1, 8, 4, 2, 8, 0, 0, 3, 1};
    for (int code = 0; code < 17; ++code) CHECK(bytes_of(code) == bytes[code]);
    CHECK(bytes_of(17) == 0);
    CHECK(bytes_of(-1) == 0);
    CHECK(bytes_of(sample_format::int24) == 3);
}

TEST_CASE("formats have names for people") {
    CHECK(name_of(sample_format::ibm_float) == std::string("IBM float"));
    CHECK(name_of(sample_format::int24) == std::string("24-bit integer"));
    CHECK(name_of(sample_format::uint16) == std::string("16-bit unsigned integer"));
    CHECK(is_float(sample_format::ieee_double));
    CHECK_FALSE(is_float(sample_format::int8));
}

TEST_CASE("whole numbers are read in both orders of bytes, and back") {
    const char bytes[] = {'\xff', '\xfe', '\x01'};
    CHECK(load_integer(bytes, 2, byte_order::big) == -2);
    CHECK(load_integer(bytes, 2, byte_order::little) == -257);
    CHECK(load_natural(bytes, 2, byte_order::big) == 65534);
    CHECK(load_integer(bytes, 3, byte_order::big) == -511);
    CHECK(load_integer(bytes, 3, byte_order::little) == 0x1feff);
    for (const byte_order order : {byte_order::big, byte_order::little}) {
        char to[8];
        store_integer(-1234567, 4, order, to);
        CHECK(load_integer(to, 4, order) == -1234567);
        store_integer(-9, 8, order, to);
        CHECK(load_integer(to, 8, order) == -9);
    }
}
