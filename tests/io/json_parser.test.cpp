#include "catch.hpp"
#include "support.hpp"
#include <diapir/io/json.hpp>
#include <diapir/io/json_parser.hpp>

#include <iterator>
#include <string>

using namespace diapir;
using testing::mentions;
using testing::message_of;

namespace {

/// "k0": 0, "k1": 1, ...
std::string members(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        text += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":" + std::to_string(i);
    return text;
}

}  // namespace

TEST_CASE("an object may have any number of members, in the order of the text") {
    constexpr std::size_t count = 100000;  // a look through all members for each one would take a minute
    const io::json all = io::parse_json("{" + members(count) + "}", "a.json");
    REQUIRE(all.size() == count);
    CHECK(all.begin().key() == "k0");
    CHECK(std::prev(all.end()).key() == "k99999");
    CHECK(std::prev(all.end()).value() == 99999);
    CHECK(io::format_json(all).size() > 10 * count);
}

TEST_CASE("an object that has a name twice is refused, wherever it is") {
    for (const char* text : {R"({"a": 1, "b": 2, "a": 1})", R"([{"b": {"a": {}, "\u0061": [3]}}])"})
        CHECK_THROWS_WITH(io::parse_json(text, "a.json"),
                          "a.json: expected each name of an object once, got 'a' twice");
    CHECK(io::parse_json(R"({"a": {"a": [{"a": 1}, {"a": 1}]}})", "a.json").size() == 1);
}

TEST_CASE("a text with a zero byte is none of JSON, however well it begins") {
    using namespace std::string_literals;
    for (const std::string& text : {"{}\0"s, "{\"a\": 1}\0mine"s, "[1,\0 2]"s, "\0"s})
        CHECK(message_of<file_error>([&] { io::parse_json(text, "a.json"); }) ==
              "a.json: expected JSON: 'a zero byte at offset " + std::to_string(text.find('\0')) + "'");
    CHECK(io::parse_json("\"\\u0000\"", "a.json") == "\0"s);
}

TEST_CASE("every kind of value is read") {
    const std::string text =
        R"([null,true,false,-1,18446744073709551615,1.5,"t\u00e4xt",[],{},{"":[{"a":[1,[2]]}]},-0.0,1e-400])";
    CHECK(io::parse_json(text, "").dump() ==
          "[null,true,false,-1,18446744073709551615,1.5,\"t\xc3\xa4xt\",[],{},{\"\":[{\"a\":[1,[2]]}]},-0.0,0.0]");
    CHECK(io::parse_json("3", "") == 3);
    CHECK(!io::detail::json_of("[1,", "a.json").has_value());
    std::string why;
    CHECK(!io::detail::json_of("[1,]", "a.json", &why).has_value());
    CHECK(mentions(why, "column 4"));
}

TEST_CASE("values of 256 levels are read, and deeper ones refused before they take memory") {
    const auto message = [](const std::string& text) {
        return message_of<file_error>([&] { io::parse_json(text, "a.json"); });
    };
    const auto nested = [](std::size_t levels) { return std::string(levels, '[') + '1' + std::string(levels, ']'); };
    CHECK(message(nested(256)).empty());
    CHECK(message(nested(257)) == "a.json: expected JSON of at most 256 levels");
    CHECK(message(std::string(3000000, '[')) == "a.json: expected JSON of at most 256 levels");
    std::string objects;
    for (int i = 0; i < 300; ++i) objects += "{\"a\":";
    CHECK(message(objects) == "a.json: expected JSON of at most 256 levels");
}
