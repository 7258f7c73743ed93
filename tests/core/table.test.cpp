#include "catch.hpp"
#include <diapir/core/table.hpp>

#include <cmath>
#include <utility>

using namespace diapir;
using Catch::Contains;

TEST_CASE("a table is made of rows or of columns") {
    const table by_rows({"loss", "auc"}, {{1, 2}, {3, std::nan("")}});
    table by_columns;
    by_columns.add_column("loss", {1, 3});
    by_columns.add_column("auc", {2, std::nan("")});
    for (const table& t : {by_rows, by_columns}) {
        CHECK(t.rows() == 2);
        CHECK(t.columns() == 2);
        CHECK(t.names() == std::vector<std::string>{"loss", "auc"});
        CHECK(t.column("loss") == std::vector<double>{1, 3});
        CHECK(t.column("auc")[0] == 2);
        CHECK(std::isnan(t.column(1)[1]));
        CHECK(t.row(0) == std::vector<double>{1, 2});
        CHECK(t.contains("auc"));
        CHECK_FALSE(t.contains("iou"));
        CHECK_FALSE(t.has_labels());
        CHECK_THROWS_WITH(t.column("iou"), Contains("iou") && Contains("loss, auc"));
        CHECK_THROWS_AS(t.row(2), argument_error);
    }
}

TEST_CASE("rows grow, with labels where there are any") {
    table t({"loss"});
    t.add_row({0.5});
    t.add_row({0.25});
    CHECK(t.column("loss") == std::vector<double>{0.5, 0.25});
    CHECK_THROWS_WITH(t.add_row("name", {1}), Contains("no label"));
    table named({"iou"}, {}, "image");
    CHECK(named.has_labels());
    named.add_row("a", {1});
    CHECK(named.labels() == std::vector<std::string>{"a"});
    CHECK(named.label_name() == "image");
    CHECK_THROWS_WITH(named.add_row({1}), Contains("expected a label"));
    CHECK(named.rows() == 1);
    table labels = table::of_labels("image", {"a", "b"});
    CHECK(labels.rows() == 2);
    CHECK(labels.columns() == 0);
    labels.add_column("iou", {1, 2});
    CHECK(labels.column("iou")[1] == 2);
    CHECK_THROWS_AS(labels.add_column("dice", {1}), argument_error);
    CHECK_THROWS_AS(labels.add_column("image", {1, 2}), argument_error);
}

TEST_CASE("what is no table cannot be made") {
    CHECK_THROWS_WITH(table({"a", "b", "a"}), Contains("two columns are named a"));
    CHECK_THROWS_WITH(table({"a"}, {{1}}, "a", {"x"}), Contains("two columns are named a"));
    CHECK_THROWS_WITH(table({"a", "b"}, {{1, 2}, {3}}), Contains("2 numbers in row 1, got 1"));
    CHECK_THROWS_WITH(table({"a"}, {{1}, {2}}, "name", {"one"}), Contains("2 labels or none, got 1"));
    CHECK_THROWS_WITH(table({"a"}, {{1}, {2}}, "name"), Contains("expected labels"));
    table t({"a"}, {{1}, {2}});
    CHECK_THROWS_WITH(t.add_column("b", {1}), Contains("2 numbers in column b, got 1"));
    CHECK_THROWS_WITH(t.add_column("a", {1, 2}), Contains("two columns"));
    CHECK_THROWS_WITH(t.add_row({1, 2}), Contains("1 numbers in row 2, got 2"));
    CHECK(t.rows() == 2);
    CHECK(t.columns() == 1);
    CHECK(t.column("a") == std::vector<double>{1, 2});
}

TEST_CASE("a table that was moved from is whole") {
    table t({"a"}, {{1}, {2}}, "name", {"one", "two"});
    const table moved = std::move(t);
    for (const table& one : {t, moved}) {
        CHECK(one.rows() == 2);
        CHECK(one.column("a") == std::vector<double>{1, 2});
        CHECK(one.labels() == std::vector<std::string>{"one", "two"});
    }
    t.add_row("three", {3});
    CHECK(t.row(2) == std::vector<double>{3});
    CHECK(moved.rows() == 2);
}
