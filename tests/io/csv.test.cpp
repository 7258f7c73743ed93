#include "catch.hpp"
#include "support.hpp"
#include <diapir/core/random.hpp>
#include <diapir/io/csv.hpp>

#include <cmath>
#include <initializer_list>
#include <limits>

using namespace diapir;
using testing::mentions;
using testing::message_of;

TEST_CASE("numbers are written as the shortest text that gives them back") {
    CHECK(io::format_csv({{"epoch", "loss"}, {{1, 0.1}, {2, -1e-300}, {3, NAN}, {4, -NAN}}}) ==
          "epoch,loss\n1,0.1\n2,-1e-300\n3,nan\n4,nan\n");
    table numbers({"x"});
    random_stream random(7);
    for (int i = 0; i < 1000; ++i) numbers.add_row({std::ldexp(random.uniform(-1, 1), i - 500)});
    for (const double x : std::initializer_list<double>{INFINITY, -INFINITY, 0.0, std::numeric_limits<double>::max(),
                                                        std::numeric_limits<double>::denorm_min(), 0.1f})
        numbers.add_row({x});
    CHECK(io::parse_csv(io::format_csv(numbers), "").column("x") == numbers.column("x"));
}

TEST_CASE("a table with labels is written and read back") {
    const testing::temporary_folder folder;
    const table t({"iou", "a, \"b\"", "c;d\te"}, {{1, 2, 5}, {3, 4, 6}}, "name", {"gr\xfcn", "with, \"all\"\r\nof it"});
    io::write_csv(folder / "a.csv", t);
    const table back = io::read_csv(folder / "a.csv", {.labels = true});
    CHECK(back.names() == t.names());
    CHECK(back.label_name() == "name");
    CHECK(back.labels() == t.labels());
    for (std::size_t i = 0; i < 3; ++i) CHECK(back.column(i) == t.column(i));
    const table blanks = table::of_labels("name", {"", " ", "a"});
    CHECK(io::parse_csv(io::format_csv(blanks), "", {.labels = true}).labels() == blanks.labels());
}

TEST_CASE("a first name that begins as a byte order mark does comes back") {
    for (const char* name : {"\xEF\xBB\xBFx", "\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFFx", "\xFF\xFE,\"x"}) {
        const table t({name, "z"}, {{1, 2}});
        CHECK(io::parse_csv(io::format_csv(t), "").names() == t.names());
        const table labels({"z"}, {{1}}, name, {name});
        const table back = io::parse_csv(io::format_csv(labels), "", {.labels = true});
        CHECK(back.label_name() == name);
        CHECK(back.labels() == labels.labels());
    }
    CHECK(io::format_csv({{"a", "\xFF\xFE"}, {{1, 2}}}) == "a,\xFF\xFE\n1,2\n");
}

TEST_CASE("tables of other programs are read") {
    const table t = io::parse_csv("\xEF\xBB\xBF\"a\",b\r\n1,\r\n \t2 ,\"3.5\"\r\n\r\n", "");
    CHECK(t.names() == std::vector<std::string>{"a", "b"});
    REQUIRE(t.rows() == 2);
    CHECK(t.column("a") == std::vector<double>{1, 2});
    CHECK(std::isnan(t.column("b")[0]));
    CHECK(t.column("b")[1] == 3.5);
    const auto column_a = [](const std::string& text) { return io::parse_csv(text, "").column("a"); };
    for (const char* text :
         {"a\n1\n2", "a\n1\n2\n\n\n", "\n\na\n1\n\n2\n", "a\r1\r2\r", "a\r\n1\r\n2\r\n  \r\n", "a,b\n1,0\n+2,0",
          "a;b\n1;0\n2;0", "a\tb\n1\t0\n2\t0", "\"a\";\"b,c\"\n1;0\n2;0", "a;b;c\n1;0;0\n2;0;0", ",a\n0,1\n1,2"})
        CHECK(column_a(text) == std::vector<double>{1, 2});
    CHECK(io::parse_csv("a,b\n", "").rows() == 0);
    CHECK(io::parse_csv("a|b\n1|2\n", "", {.delimiter = '|'}).column("b") == std::vector<double>{2});
    CHECK(io::parse_csv("a;b\n3\n", "", {.delimiter = ','}).column("a;b") == std::vector<double>{3});
}

TEST_CASE("lines that all end in a delimiter have no further column") {
    for (const char* text :
         {"a,b,\n1,2,\n3,4,\n", "a;b;\n1;2;\n3;4;\n", ",a,b\n,1,2\n,3,4\n", "a,,b,\n1,,2, \n3,,4,\n"}) {
        const table t = io::parse_csv(text, "");
        CHECK(t.names() == std::vector<std::string>{"a", "b"});
        CHECK(t.column("b") == std::vector<double>{2, 4});
    }
    const auto empty = [] { io::parse_csv("a,b\n1,\n3,\n", "x.csv"); };
    CHECK(mentions(message_of<file_error>(empty), "x.csv:", "column 'b'", "empty"));
    CHECK(std::isnan(io::parse_csv("a,b\n1,\n3,\n", "", {.empty_columns = true}).column("b")[1]));
    CHECK(std::isnan(io::parse_csv("a,b\n1,nan\n3,nan\n", "").column("b")[1]));
    CHECK(io::parse_csv("a,\n1,2\n", "").column("") == std::vector<double>{2});
}

TEST_CASE("a quote inside of an unquoted field is text") {
    CHECK(io::parse_csv("a 5\",b\n1,2\n3,4\n", "").column("a 5\"") == std::vector<double>{1, 3});
    CHECK(io::parse_csv("a\"b\"c\n1\n", "").names() == std::vector<std::string>{"a\"b\"c"});
    std::string swallowed = "a,b\n1,\"2\n";
    for (int i = 0; i < 1000; ++i) swallowed += "1,2\n";
    const auto message = message_of<file_error>([&] { io::parse_csv(swallowed, "x.csv"); });
    CHECK(mentions(message, "x.csv:", "line 2"));
    CHECK(message.size() < 300);
    const auto field = message_of<file_error>([&] { io::parse_csv("a\n" + std::string(5000, 'x'), "x.csv"); });
    CHECK(mentions(field, "x.csv:", "line 2"));
    CHECK(field.size() < 300);
}

TEST_CASE("what is no table is named with its line") {
    const auto message = [](const std::string& text) {
        return message_of<file_error>([&] { io::parse_csv(text, "x.csv"); });
    };
    CHECK(mentions(message(""), "x.csv"));
    CHECK(mentions(message("\n \n"), "x.csv", "empty file"));
    CHECK(mentions(message("a,b\n1,2\n3\n"), "x.csv", "2 fields", "line 3", "got 1"));
    CHECK(mentions(message("a,b\n1,2,3\n"), "x.csv", "2 fields", "line 2", "got 3"));
    CHECK(mentions(message("a,b\n\n\r\n1,2\n3,4,5\n"), "line 5"));
    CHECK(mentions(message("a,\"b\nc\"\n1,two\n"), "line 3", "column 'b\\nc'", "'two'"));
    CHECK(mentions(message("a;b\n1,5;2\n"), "line 2", "column 'a'", "'1,5'"));
    CHECK(mentions(message("a\n1.5x\n"), "1.5x"));
    CHECK(mentions(message("a\n+-1\n"), "+-1"));
    CHECK(mentions(message("a,b,a\n1,2,3\n"), "x.csv:", "two columns are named 'a'"));
    CHECK(mentions(message(std::string("\xff\xfe"
                                       "a\0,\0",
                                       6)),
                   "x.csv:", "UTF-16"));
    CHECK(mentions(message_of<file_error>([] { io::read_csv("/no/such.csv"); }), "/no/such.csv"));
    const auto twice = [] { io::parse_csv("a,a\nx,1\n", "x.csv", {.labels = true}); };
    CHECK(mentions(message_of<file_error>(twice), "two columns"));
}

TEST_CASE("missing numbers are NA for R and #N/A for Excel") {
    const table t = io::parse_csv("\"\",\"a\",\"b\"\n\"1\",NA,2\n\"2\",3, #N/A \n", "");
    CHECK(t.column("") == std::vector<double>{1, 2});
    CHECK((std::isnan(t.column("a")[0]) && t.column("a")[1] == 3));
    CHECK((t.column("b")[0] == 2 && std::isnan(t.column("b")[1])));
    CHECK_THROWS_AS(io::parse_csv("a\nNAN1\n", ""), file_error);
}

TEST_CASE("numbers nearer to 0 than any double are 0, larger ones than any are refused") {
    const auto number = [](const std::string& text) { return io::parse_csv("a\n" + text + "\n", "").column("a")[0]; };
    const std::string zeros(400, '0');
    using texts = std::vector<std::string>;
    for (const std::string& text : texts{"1e-400", "0." + zeros + "1", "0." + zeros + "1e5", "2E-324",
                                         "1e-99999999999999999999", "123.5e-9999"}) {
        CHECK(number(text) == 0);
        CHECK(std::signbit(number("-" + text)));
        CHECK_FALSE(std::signbit(number(" +" + text)));
    }
    CHECK(number("0e99999") == 0);
    CHECK(number("4.9e-324") > 0);
    for (const std::string& text :
         texts{"1e400", "1" + zeros, "1" + zeros + "e-5", "-1e+400", "1e99999999999999999999", "0." + zeros + "1e9999"})
        CHECK(mentions(message_of<file_error>([&] { number(text); }), "expected a number in line 2"));
}

TEST_CASE("a table may have any number of columns") {
    std::string names;
    for (int i = 0; i < 100000; ++i) names += (i ? ",c" : "c") + std::to_string(i);
    CHECK(io::parse_csv(names + "\n", "").columns() == 100000);
}
