#include "catch.hpp"
#include "comma_locale.hpp"
#include <diapir/core/error.hpp>

#include <ostream>
#include <type_traits>

using namespace diapir;

namespace {

struct counted {
    int* written;
};
std::ostream& operator<<(std::ostream& out, const counted& c) {
    ++*c.written;
    return out << "counted";
}

}  // namespace

TEST_CASE("a requirement that fails raises its parts, one after the other, as the error asked for") {
    CHECK_THROWS_WITH(require(false, "scale: expected ", 3, " numbers, got ", 2.5),
                      "scale: expected 3 numbers, got 2.5");
    CHECK_THROWS_AS(require(false, "x"), argument_error);
    CHECK_THROWS_AS(require<file_error>(false, "x"), file_error);
    CHECK_THROWS_AS(require<error>(false, "x"), error);
}

TEST_CASE("a message is one line, whatever is in the names in it") {
    CHECK_THROWS_WITH(require<file_error>(false, "a\nb\r\tc\x1b\x7f\x01 \xc3\xa9.npy", ": expected an array"),
                      "a\\nb\\r\\tc\\x1b\\x7f\\x01 \xc3\xa9.npy: expected an array");
    CHECK_THROWS_WITH(throw error("plain"), "plain");
}

TEST_CASE("numbers of messages are the same in every locale") {
    const testing::comma_locale commas;
    CHECK_THROWS_WITH(require(false, "expected ", 2.5, ", got ", 12345), "expected 2.5, got 12345");
}

TEST_CASE("a message is built only on failure") {
    int written = 0;
    CHECK_NOTHROW(require(true, counted{&written}));
    CHECK(written == 0);
    CHECK_THROWS_WITH(require(false, counted{&written}), "counted");
    CHECK(written == 1);
}

TEST_CASE("errors can be told apart, and caught as one") {
    STATIC_REQUIRE(std::is_base_of_v<std::runtime_error, error>);
    STATIC_REQUIRE(std::is_base_of_v<error, argument_error>);
    STATIC_REQUIRE(std::is_base_of_v<error, file_error>);
    STATIC_REQUIRE_FALSE(std::is_base_of_v<argument_error, file_error>);
}
