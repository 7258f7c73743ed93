#include "catch.hpp"
#include "io/support.hpp"
#include "io/tracking/some_run.hpp"
#include <diapir/io/tracking/run_journal.hpp>

#include <cmath>
#include <set>

using namespace diapir;
using testing::some_run;

namespace {

io::json said(const io::run_journal& journal, std::size_t i) {
    return journal.lines(0).at(i).said;
}

}  // namespace

TEST_CASE("a journal that was never wholly begun is none") {
    const testing::temporary_folder folder;
    CHECK_FALSE(io::run_journal::exists(folder.path()));
    for (const char* cut : {"", "{\"run\":\"0123", "{}"}) {
        io::write_file(folder / "journal.jsonl", cut);
        CHECK_FALSE(io::run_journal::exists(folder.path()));
    }
    io::write_file(folder / "journal.jsonl", "{}\n");  // that is a broken one
    CHECK(io::run_journal::exists(folder.path()));
}

TEST_CASE("a journal has a line for each thing said, and comes back") {
    const testing::temporary_folder folder;
    const auto place = folder / "records";
    auto journal = io::run_journal::begin(place / "a", some_run);
    CHECK(io::run_journal::exists(place / "a"));
    journal.parameters({{"size", "48"}, {"name", "caf\xe9"}});
    journal.metrics({{"loss", 0.1}, {"auc", std::nan("")}}, 3, 1700);
    journal.tags({{"version", "0.2"}});
    journal.status(io::run_status::finished, 1800);
    const io::run_journal again(place / "a");
    CHECK((again.start().record == some_run.record && again.start().experiment == "salt" &&
           again.start().name == some_run.name && again.start().time == some_run.time));
    REQUIRE(again.lines(0).size() == 5);
    CHECK(said(again, 1) == io::json{{"parameters", {{"size", "48"}, {"name", "caf\xe9"}}}});
    CHECK(said(again, 2) == io::json{{"metrics", {{"loss", 0.1}, {"auc", "NaN"}}}, {"step", 3}, {"time", 1700}});
    CHECK(said(again, 4) == io::json{{"status", "FINISHED"}, {"time", 1800}});
    const auto first = again.lines(0, 2);
    REQUIRE(first.size() == 2);
    CHECK(again.lines(first[1].end, 1).at(0).said == said(again, 2));
    CHECK(again.lines(again.lines(0).back().end).empty());
    CHECK(testing::mentions(testing::message_of<file_error>([&] { io::run_journal::begin(place / "a", some_run); }),
                            "is there already"));
    CHECK(
        testing::mentions(testing::message_of<file_error>([&] { io::run_journal(place / "none"); }), "journal.jsonl"));
}

TEST_CASE("a line that was not finished is passed over, and what is said next stays whole") {
    const testing::temporary_folder folder;
    auto journal = io::run_journal::begin(folder / "a", some_run);
    journal.tags({{"first", "1"}});
    const std::string whole = io::read_file(folder / "a" / "journal.jsonl");
    for (std::size_t cut = whole.find('\n') + 1; cut < whole.size(); ++cut) {
        io::write_file(folder / "a" / "journal.jsonl", whole.substr(0, cut));
        io::run_journal again(folder / "a");
        CHECK(again.lines(0).size() == 1);
        again.tags({{"second", "2"}});
        const auto lines = again.lines(0);
        CHECK(lines.back().said == io::json{{"tags", {{"second", "2"}}}});
        std::size_t broken = 0;
        for (const auto& line : lines) broken += line.said.is_null();
        // The text but for its end is a line already, and only closed.
        const bool complete = cut + 1 == whole.size(), at_line = whole[cut - 1] == '\n';
        CHECK(broken == (complete || at_line ? 0 : 1));
    }
}

TEST_CASE("an artifact is kept as it was") {
    const testing::temporary_folder folder;
    auto journal = io::run_journal::begin(folder / "a", some_run);
    io::write_file(folder / "model.npz", "first");
    journal.artifact(folder / "model.npz", "model.npz");
    io::write_file(folder / "model.npz", "second");
    journal.artifact(folder / "model.npz", "model.npz");
    const auto kept = [&](std::size_t i) {
        return io::read_file(folder / "a" / "kept" / said(journal, i).at("kept").get<std::string>());
    };
    CHECK(kept(1) == "first");
    CHECK(kept(2) == "second");
    CHECK(testing::mentions(testing::message_of<file_error>([&] { journal.artifact(folder / "none", "none"); }),
                            "none: cannot be kept"));
    CHECK(journal.lines(0).size() == 3);
}

TEST_CASE("long lines are read whole") {
    const testing::temporary_folder folder;
    auto journal = io::run_journal::begin(folder / "a", some_run);
    journal.tags({{"long", std::string(3000000, 'x')}});
    journal.tags({{"b", "c"}});
    CHECK(journal.lines(0).size() == 3);
    const auto at = journal.lines(0, 1)[0].end;
    CHECK(journal.lines(at, 1).at(0).said.at("tags").at("long").get<std::string>().size() == 3000000);
}

TEST_CASE("records have names of their own") {
    std::set<std::string> names;
    for (int i = 0; i < 1000; ++i) names.insert(io::new_record_name());
    CHECK(names.size() == 1000);
    CHECK(names.begin()->size() == 32);
    CHECK(names.begin()->find_first_not_of("0123456789abcdef") == std::string::npos);
}
