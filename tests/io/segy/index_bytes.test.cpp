#include "../support.hpp"
#include "catch.hpp"
#include "segy_bytes.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/segy/survey.hpp>

#include <string>
#include <vector>

using namespace diapir;
using namespace diapir::io::segy;
using testing::message_of;

TEST_CASE("a survey that is opened with what another one found is the same, and reads the same") {
    auto file = testing::small_survey();
    file.traces.push_back(file.traces[3]);       // a copy
    file.traces.erase(file.traces.begin() + 5);  // a hole
    file.traces[2].id = 2;                       // dead
    file.traces[1].offset = 100;
    for (const bool by_number : {false, true}) {
        const testing::temporary_folder folder;
        io::write_file(folder / "a.sgy", file.bytes());
        const survey first(folder / "a.sgy", {}, by_number);
        const survey again(folder / "a.sgy", first.found());
        CHECK(again.keys() == first.keys());
        CHECK(again.note() == first.note());
        CHECK(again.index().ilines == first.index().ilines);
        CHECK(again.index().xlines == first.index().xlines);
        CHECK(again.index().cells == first.index().cells);
        CHECK(again.index().copies == first.index().copies);
        CHECK(again.index().dead == 1);
        CHECK(again.index().largest_offset == 100);
        CHECK(again.index().coordinates(10, 100).x == first.index().coordinates(10, 100).x);
        CHECK(again.found() == first.found());
        std::vector<float> a(first.whole().traces() * first.samples()), b(a.size(), 7);
        first.read(first.whole(), a.data());
        again.read(again.whole(), b.data());
        CHECK(a == b);
    }
}

TEST_CASE("what was found is of that file, and whole") {
    const testing::temporary_folder folder;
    io::write_file(folder / "a.sgy", testing::small_survey().bytes());
    io::write_file(folder / "b.sgy", testing::small_survey(2, 2).bytes());
    const std::string found = survey(folder / "a.sgy").found();
    CHECK(message_of<error>([&] { survey(folder / "b.sgy", found); }).find("b.sgy: expected an index of 4 traces") !=
          std::string::npos);
    for (const std::size_t size : {std::size_t{0}, std::size_t{40}, found.size() - 1})
        CHECK_THROWS_AS(survey(folder / "a.sgy", std::string_view(found).substr(0, size)), error);
    CHECK_THROWS_AS(survey(folder / "a.sgy", std::string_view(found + "x")), error);
}
