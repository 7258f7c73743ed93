#include "catch.hpp"
#include <diapir/attributes/registry/list_text.hpp>

using namespace diapir::attributes;

TEST_CASE("a list has names, and options in parentheses") {
    const auto list = parse_list(" energy( window = 9 ), semblance(samples=5,traces=7,method=marfurt),sobel,a() ");
    REQUIRE(list.size() == 4);
    CHECK(list[0].name == "energy");
    REQUIRE(list[0].options.size() == 1);
    CHECK(list[0].options[0].name == "window");
    CHECK(list[0].options[0].value == "9");
    CHECK(list[1].name == "semblance");
    REQUIRE(list[1].options.size() == 3);
    CHECK(list[1].options[2].name == "method");
    CHECK(list[1].options[2].value == "marfurt");
    CHECK(list[2].name == "sobel");
    CHECK(list[2].options.empty());
    CHECK(list[3].options.empty());
}

TEST_CASE("what is no list is refused with what came") {
    const auto refused = [](const char* text, const char* message) { CHECK_THROWS_WITH(parse_list(text), message); };
    refused("", "attributes: expected a list such as energy,semblance(traces=9), got an empty text");
    refused(" ", "attributes: expected a list such as energy,semblance(traces=9), got an empty text");
    refused("a,,b", "attributes: expected the name of an attribute, got ''");
    refused("a,", "attributes: expected the name of an attribute, got ''");
    refused("(b=1)", "attributes: expected the name of an attribute, got '(b=1)'");
    refused("a(b=1", "attributes: expected a closing parenthesis, got 'a(b=1'");
    refused("a(b=(1))", "attributes: expected parentheses in pairs, got 'a(b=(1))'");
    refused("a)", "attributes: expected parentheses in pairs, got 'a)'");
    refused("a(b=1)c", "attributes: expected a comma or the end after 'a(b=1)', got 'c'");
    refused("a(b)", "a: expected option=value, got 'b'");
    refused("a(=1)", "a: expected option=value, got '=1'");
    refused("a(b=1,)", "a: expected option=value, got ''");
    refused("a(b=1,c=2,b=3)", "a: expected b once, got 'a(b=1,c=2,b=3)'");
}
