#include "catch.hpp"
#include "support.hpp"
#include <diapir/io/json.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

using namespace diapir;
using testing::mentions;
using testing::message_of;

TEST_CASE("every double comes back from a JSON text") {
    const double infinity = std::numeric_limits<double>::infinity();
    const testing::temporary_folder folder;
    io::json written;
    for (const double x : {0.1, -3.0, 1e-310, infinity, -infinity, std::nan("")}) written["direct"].push_back(x);
    for (const double x : {0.1, -3.0, 1e-310, infinity, -infinity, std::nan("")})
        written["number"].push_back(io::number(x));
    io::write_json(folder / "a.json", written);
    CHECK(mentions(io::read_file(folder / "a.json"), "\"NaN\"", "\"Infinity\"", "\"-Infinity\""));
    const io::json read = io::read_json(folder / "a.json");
    for (const char* name : {"direct", "number"}) {
        const auto& list = read.at(name);
        REQUIRE(list.size() == 6);
        CHECK(io::as_number(list[0]) == 0.1);
        CHECK(io::as_number(list[1]) == -3.0);
        CHECK(io::as_number(list[2]) == 1e-310);
        CHECK(io::as_number(list[3]) == infinity);
        CHECK(io::as_number(list[4]) == -infinity);
        CHECK(std::isnan(io::as_number(list[5])));
    }
    CHECK(std::isnan(io::as_number(nullptr)));
    CHECK(io::as_number(3) == 3);
}

TEST_CASE("what is no number is named") {
    CHECK(mentions(message_of<file_error>([] { io::as_number("three", "a.json: loss"); }), "a.json: loss", "a number",
                   "three"));
    CHECK_THROWS_AS(io::as_number(io::json{{"a", 1}}), file_error);
    CHECK(mentions(message_of<file_error>([] { io::as_number("gr\xc3\xbcn"); }), "gr\xc3\xbcn"));
    CHECK_THROWS_AS(io::as_number("gr\xfcn"), file_error);
    CHECK_THROWS_AS(io::as_number(true), file_error);
}

TEST_CASE("names of any bytes come back as they were") {
    const testing::temporary_folder folder;
    const std::vector<std::string> names{"plain", "gr\xc3\xbcn", "gr\xfcn", "\xff\xfe\x80", std::string("a\0\x80", 3)};
    io::write_json(folder / "a.json", {{"names", names}, {"one", names[2]}});
    const io::json read = io::read_json(folder / "a.json");
    CHECK(read.at("names").get<std::vector<std::string>>() == names);
    CHECK(read.at("one") == names[2]);
    CHECK(io::is_utf8(io::read_file(folder / "a.json")));
    CHECK(mentions(io::read_file(folder / "a.json"), "\"latin1\": \"gr\xc3\xbcn\""));
    // what only looks like such a text stays
    CHECK(io::parse_json("{\"latin1\": 3}", "").is_object());
    CHECK(io::parse_json("{\"latin1\": \"\xe2\x82\xac\"}", "").is_object());
    CHECK(io::parse_json("{\"latin1\": \"a\", \"b\": 1}", "").is_object());
    for (const io::json& object : {io::json{{"latin1", "x"}},
                                   {{"latin1", ""}},
                                   {{"latin1", "\xc3\x83\xc2\xbc"}},
                                   {{"latin1", "gr\xfcn"}},
                                   {{"latin1", "\xc3"}},
                                   {{"latin1", {{"latin1", "x"}}}}})
        CHECK(io::parse_json(io::format_json({{"a", object}}), "") == io::json{{"a", object}});
    CHECK(
        message_of<argument_error>([] {
            io::format_json({{"latin1", "gr\xc3\xbcn"}});
        }) ==
        "format_json: expected another object than '{\"latin1\":\"gr\xc3\xbcn\"}', which stands for a text in Latin-1");
    // and in the texts of others everything
    CHECK(io::parse_foreign_json("{\"latin1\": \"gr\xc3\xbcn\"}", "").at("latin1") == "gr\xc3\xbcn");
    CHECK_THROWS_AS(io::parse_foreign_json(std::string(300, '[') + std::string(300, ']'), ""), file_error);
}

TEST_CASE("what JSON has no form for is refused before anything is written") {
    const testing::temporary_folder folder;
    const auto write = [&](const io::json& value) {
        return message_of<argument_error>([&] { io::write_json(folder / "a.json", value); });
    };
    CHECK(mentions(write({{"gr\xfcn", 1}}), "UTF-8", "gr\\xfcn"));
    io::json deep = 1;
    for (int i = 0; i < 300; ++i) deep = io::json::array({deep});
    CHECK(mentions(write(deep), "256 levels"));
    CHECK(mentions(write(io::json::binary({1, 2})), "form"));
    CHECK(folder.files() == 0);
}

TEST_CASE("other texts are named, with only diapir's exceptions") {
    const testing::temporary_folder folder;
    const auto message = [](const std::string& text) {
        return message_of<file_error>([&] { io::parse_json(text, "x.json"); });
    };
    for (const std::string& text :
         {std::string(), std::string("{\"a\": 1"), std::string("{\"a\": 1} x"), std::string("{\"a\": NaN}"),
          std::string("\"gr\xfcn\""), std::string("\"\\ud800\""), std::string("{\"a\0\": 1}", 9), std::string("1e999")})
        CHECK(mentions(message(text), "x.json: expected JSON"));
    CHECK(message("\xEF\xBB\xBF{\"a\": 1}").empty());
    CHECK(mentions(message(std::string(100000, '[') + std::string(100000, ']')), "x.json", "256 levels"));
    CHECK(message(std::string(5000, '[')).size() < 400);
    CHECK(mentions(message_of<file_error>([&] { io::read_json(folder / "none.json"); }), "none.json"));
    const io::json value{{"name", 3}};
    const auto missing = [&] { io::read_members("x.json", [&] { return value.at("other").get<int>(); }); };
    CHECK(mentions(message_of<file_error>(missing), "x.json is not as expected", "other"));
    const auto wrong = [&] { io::read_members("x.json", [&] { return value.at("name").get<std::string>(); }); };
    CHECK(mentions(message_of<file_error>(wrong), "x.json is not as expected", "string"));
    CHECK(io::read_members("x.json", [&] { return value.at("name").get<int>(); }) == 3);
    const auto refused = [] { io::read_members("x.json", [] { require(false, "expected fewer"); }); };
    CHECK(message_of<file_error>(refused) == "x.json: expected fewer");
}

TEST_CASE("whole numbers are read as they are, and nothing else as one") {
    for (const auto& [text, number] : {std::pair<const char*, std::int64_t>{"0", 0},
                                       {"-3", -3},
                                       {"9223372036854775807", 9223372036854775807},
                                       {"-9223372036854775808", std::numeric_limits<std::int64_t>::min()}})
        CHECK(io::as_whole(io::parse_json(text, "a"), "a") == number);
    for (const char* wrong :
         {"1.5", "1e300", "9223372036854775808", "18446744073709551615", "\"1\"", "null", "true", "[]"})
        CHECK_THROWS_WITH(io::as_whole(io::parse_json(wrong, "a"), "a.json"),
                          Catch::StartsWith("a.json: expected a whole number, got "));
}
