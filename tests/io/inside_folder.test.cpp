#include "catch.hpp"
#include <diapir/io/inside_folder.hpp>

#include <string>

using namespace diapir;

TEST_CASE("the name of one file leads nowhere else") {
    for (const char* good : {"a", "model.npz", "a..b", "-", "caf\xc3\xa9"}) CHECK(io::names_one_file(good));
    for (const char* bad : {"", ".", "..", "../a", "/a", "a/b", ".hidden"}) CHECK_FALSE(io::names_one_file(bad));
    CHECK_FALSE(io::names_one_file(std::string("a\0b", 3)));
}

TEST_CASE("a name with folders stays below its own") {
    for (const char* good : {"a", "figures/a b.png", "a/b/c", "a..b/c", ".hidden"}) CHECK(io::leads_below(good));
    for (const char* bad : {"", ".", "..", "/", "/etc/passwd", "../a", "a/../../b", "a/..", "a/", "./a"})
        CHECK_FALSE(io::leads_below(bad));
    CHECK_FALSE(io::leads_below(std::string("a\0b", 3)));
}

TEST_CASE("records have plain names") {
    for (const char* good : {"a", "0123456789abcdef", "A-b_9"}) CHECK(io::names_record(good));
    for (const char* bad : {"", ".", "a.b", "a b", "../a", "' OR 1", "a\n"}) CHECK_FALSE(io::names_record(bad));
    for (const char c : std::string("azAZ09-_")) CHECK(io::names_record(std::string(1, c)));
    for (const char c : std::string("`{@[/:")) CHECK_FALSE(io::names_record(std::string(1, c)));
    CHECK(io::names_record(std::string(250, 'a')));
    CHECK_FALSE(io::names_record(std::string(251, 'a')));
}
