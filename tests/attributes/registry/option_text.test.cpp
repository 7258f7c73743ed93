#include "catch.hpp"
#include <diapir/attributes/registry/option_text.hpp>

#include <cmath>

using namespace diapir::attributes;

namespace {

/// What a value is written as is read as that value again.
template <class V>
bool survives(const V& value) {
    return option_text<V>::parse(option_text<V>::format(value)) == value;
}

}  // namespace

TEST_CASE("options are read as they are written") {
    CHECK(survives(true));
    CHECK(survives(std::size_t{9}));
    CHECK(survives(-3));
    CHECK(survives(0.1));
    CHECK(survives(1e-300));
    CHECK(survives(axis::trace));
    CHECK(survives(edge::mirror));
    CHECK(survives(std::optional<double>{}));
    CHECK(survives(std::optional<double>{2.5}));
    CHECK(std::isnan(*option_text<double>::parse("nan")));
    CHECK(option_text<double>::format(0.1) == "0.1");
    CHECK(option_text<edge>::format(edge::truncate) == "truncate");
}

TEST_CASE("what is no value of an option is none") {
    for (const char* text : {"", "x", "9x", " 9", "-1", "9.5", "1e3", "99999999999999999999"})
        CHECK_FALSE(option_text<std::size_t>::parse(text));
    for (const char* text : {"", "one", "1,5", "0x10", "1e999", "1 "}) CHECK_FALSE(option_text<double>::parse(text));
    CHECK_FALSE(option_text<bool>::parse("yes"));
    CHECK_FALSE(option_text<axis>::parse("Trace"));
    CHECK_FALSE(option_text<std::optional<double>>::parse("None"));
}

TEST_CASE("options say what they expect") {
    CHECK(option_text<std::size_t>::expected() == "a whole number of at least 0");
    CHECK(option_text<int>::expected() == "a whole number");
    CHECK(option_text<double>::expected() == "a number");
    CHECK(option_text<bool>::expected() == "true or false");
    CHECK(option_text<edge>::expected() == "zero, truncate, nearest, reflect or mirror");
    CHECK(option_text<std::optional<double>>::expected() == "a number, or none");
}
