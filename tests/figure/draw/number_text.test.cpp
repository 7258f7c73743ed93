#include "catch.hpp"
#include <diapir/figure/draw/number_text.hpp>

#include <cmath>

using namespace diapir::figure;

TEST_CASE("numbers have a few significant digits and no trailing zeros") {
    CHECK(number_text(0) == "0");
    CHECK(number_text(0.0123456) == "0.0123");
    CHECK(number_text(22.5) == "22.5");
    CHECK(number_text(-22.46, 2) == "\u221222");
    CHECK(number_text(1250) == "1250");
    CHECK(number_text(100) == "100");
    CHECK(number_text(3e-6) == "3e\u22126");
    CHECK(number_text(1.25e7) == "1.25e7");
    CHECK(number_text(NAN) == "undefined");
    CHECK(number_text(-INFINITY) == "\u2212\u221e");
}

TEST_CASE("numbers side by side have the decimals of the largest") {
    const number_format number(22.5);
    CHECK(number(22.46) == "22.5");
    CHECK(number(-0.31) == "\u22120.3");
    CHECK(number.with_sign(0.31) == "+0.3");
    CHECK(number.with_sign(-0.31) == "\u22120.3");
    CHECK(number.with_sign(-0.03) == "0.0");
    CHECK(number(-0.03) == "0.0");
    CHECK(number(-0.06) == "\u22120.1");
    CHECK(number_format(100)(-0.4) == "0");
    CHECK(number.is_zero(0.03));
    CHECK_FALSE(number.is_zero(0.06));
    CHECK(number_format(0)(0.5) == "0.50");
    CHECK(number_format(2e-9)(1.5e-9) == "1.5e\u22129");
    CHECK(number_format(1234, 2)(17.4) == "17");
}

TEST_CASE("numbers of every size have a text") {
    CHECK(number_text(5e-324) == "4.94e\u2212324");
    CHECK(number_text(1.7976931348623157e308) == "1.8e308");
    CHECK(number_text(9.9996e-6) == "1e\u22125");
    CHECK(number_text(INFINITY) == "\u221e");
    CHECK(number_text(-3) == "\u22123");
    CHECK(number_text(std::size_t{42}) == "42");
    CHECK(number_text(0.5, 1000).substr(0, 3) == "0.5");
}

TEST_CASE("a number that is not finite is not written as zero") {
    const number_format number(22.5);
    CHECK(number(NAN) == "undefined");
    CHECK(number.with_sign(NAN) == "undefined");
    CHECK_FALSE(number.is_zero(NAN));
    CHECK(number.with_sign(INFINITY) == "+\u221e");
    CHECK_FALSE(number.is_zero(INFINITY));
    CHECK(number_format(NAN)(1) == "1.00");
}
