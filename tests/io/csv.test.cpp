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
    io::csv_table table{{"x"}, {}};
    random_stream random(7);
    for (int i = 0; i < 1000; ++i) table.rows.push_back({std::ldexp(random.uniform(-1, 1), i - 500)});
    for (const double x : std::initializer_list<double>{INFINITY, -INFINITY, 0.0, std::numeric_limits<double>::max(),
                                                        std::numeric_limits<double>::denorm_min(), 0.1f})
        table.rows.push_back({x});
    CHECK(io::parse_csv(io::format_csv(table), "").rows == table.rows);
}

TEST_CASE("a table with labels is written and read back") {
    const testing::temporary_folder folder;
    const io::csv_table table{{"iou", "a, \"b\""}, {{1, 2}, {3, 4}}, "name", {"59e1563453", "with, \"all\"\nof it"}};
    io::write_csv(folder / "a.csv", table);
    const io::csv_table back = io::read_csv(folder / "a.csv", {.labels = true});
    CHECK(back.columns == table.columns);
    CHECK(back.rows == table.rows);
    CHECK(back.label_column == "name");
    CHECK(back.labels == table.labels);
    CHECK(back.column("iou") == std::vector<double>{1, 3});
    CHECK(mentions(message_of<argument_error>([&] { back.column("none"); }), "none"));
}

TEST_CASE("tables of other programs are read") {
    const io::csv_table table = io::parse_csv("\xEF\xBB\xBF\"a\",b\r\n1,\r\n \t2 ,\"3.5\"\r\n\r\n", "");
    CHECK(table.columns == std::vector<std::string>{"a", "b"});
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[0][0] == 1);
    CHECK(std::isnan(table.rows[0][1]));
    CHECK(table.rows[1] == std::vector<double>{2, 3.5});
    CHECK(io::parse_csv("a\n1\n2", "").column("a") == std::vector<double>{1, 2});
    CHECK(io::parse_csv("a,b\n", "").rows.empty());
}

TEST_CASE("what is no table is named with its line") {
    const auto message = [](const std::string& text) {
        return message_of<file_error>([&] { io::parse_csv(text, "x.csv"); });
    };
    CHECK(mentions(message(""), "x.csv"));
    CHECK(mentions(message("a,b\n1,2\n3\n"), "x.csv", "2 fields", "line 3", "got 1"));
    CHECK(mentions(message("a,b\n1,2,3\n"), "x.csv", "2 fields", "line 2", "got 3"));
    CHECK(mentions(message("a,b\n1,two\n"), "x.csv", "line 2", "column b", "two"));
    CHECK(mentions(message("a\n1.5x\n"), "1.5x"));
    CHECK(mentions(message_of<file_error>([] { io::read_csv("/no/such.csv"); }), "/no/such.csv"));
    CHECK_THROWS_AS(io::format_csv({{"a"}, {{1, 2}}}), argument_error);
    CHECK_THROWS_AS(io::format_csv({{"a"}, {{1}, {2}}, "name", {"only one"}}), argument_error);
}
