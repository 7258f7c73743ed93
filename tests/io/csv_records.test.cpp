#include "catch.hpp"
#include "support.hpp"
#include <diapir/io/csv_records.hpp>

using namespace diapir;

namespace {

using fields = std::vector<std::string>;

/// All records of a text, each with the line that it begins in.
std::vector<std::pair<std::size_t, fields>> all(const std::string& text, char delimiter = ',') {
    io::csv_records records(text, delimiter, "x.csv");
    std::vector<std::pair<std::size_t, fields>> found;
    for (io::csv_record record; records.next(record);) found.emplace_back(record.line, record.fields);
    return found;
}

}  // namespace

TEST_CASE("fields end at delimiters, records at the ends of lines") {
    CHECK(all("").empty());
    CHECK(all("\n\r\n \t\r").empty());
    for (const char* end : {"\n", "\r\n", "\r"}) {
        const std::string e = end;
        CHECK(all("a,b" + e + "c,d" + e) ==
              std::vector<std::pair<std::size_t, fields>>{{1, {"a", "b"}}, {2, {"c", "d"}}});
        CHECK(all(e + "a," + e + e + ",") ==
              std::vector<std::pair<std::size_t, fields>>{{2, {"a", ""}}, {4, {"", ""}}});
    }
    CHECK(all("a,b;c\td", ';').front().second == fields{"a,b", "c\td"});
}

TEST_CASE("quotes at the beginning of a field hold everything up to the last one") {
    CHECK(all("\"a,b\",\"c\"\"d\",\"\"").front().second == fields{"a,b", "c\"d", ""});
    CHECK(all("\"\"") == std::vector<std::pair<std::size_t, fields>>{{1, {""}}});
    CHECK(all("\"a\nb\r\nc\",d\ne") ==
          std::vector<std::pair<std::size_t, fields>>{{1, {"a\nb\r\nc", "d"}}, {4, {"e"}}});
    CHECK(all("a\"b\",c\"").front().second == fields{"a\"b\"", "c\""});
    CHECK(all("\"a\"b,\"c\" \n").front().second == fields{"ab", "c "});
    CHECK(all(" \"a\"").front().second == fields{" \"a\""});
}

TEST_CASE("a quote that is not closed is named with the line that it stands in") {
    for (const char* text : {"a\n\"b\nc", "a\n\"", "a\n\"b\"\"", "a\nb,\"c\n"})
        CHECK(testing::mentions(testing::message_of<file_error>([&] { all(text); }), "x.csv:", "line 2"));
}

TEST_CASE("the delimiter is the one that the first line has most of") {
    CHECK(io::csv_delimiter("") == ',');
    CHECK(io::csv_delimiter("a\n1;2") == ',');
    CHECK(io::csv_delimiter("a;b") == ';');
    CHECK(io::csv_delimiter("a\tb") == '\t');
    CHECK(io::csv_delimiter("a,b;c") == ',');
    CHECK(io::csv_delimiter("\na;b,c;d\n") == ';');
    CHECK(io::csv_delimiter(" \r\n\t\n a;b\n") == ';');
    CHECK(io::csv_delimiter("\n\ta\n") == '\t');
    CHECK(io::csv_delimiter(" \n") == ',');
    CHECK(io::csv_delimiter("\"a,b,c\";d") == ';');
    CHECK(io::csv_delimiter("5\" pipe;x;y\n1;2;3\n") == ';');
    CHECK(io::csv_delimiter("\"5\"\" pipe, long\";x\n1,2,3\n") == ';');
}
