// A journal of parts believes what was written whole, and nothing else.
#include "catch.hpp"
#include "support.hpp"
#include <diapir/core/fnv_checksum.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/part_journal.hpp>

#include <sys/resource.h>
#include <sys/stat.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace diapir;
using testing::mentions;
using testing::message_of;

namespace {

void append(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::app | std::ios::binary) << bytes;
}
std::size_t parts_in(const std::filesystem::path& path, std::size_t parts = 10, const std::string& work = "w") {
    return io::part_journal(path, parts, work).count();
}

}  // namespace

TEST_CASE("what was recorded is known to the next one") {
    const testing::temporary_folder folder;
    const auto path = folder / "parts";
    {
        io::part_journal journal(path, 10, "predict with model 1");
        CHECK(journal.count() == 0);
        journal.record(3);
        journal.record(std::array<std::size_t, 3>{7, 0, 3});
        CHECK(journal.count() == 3);
    }
    io::part_journal journal(path, 10, "predict with model 1");
    CHECK(journal.parts() == 10);
    CHECK(journal.count() == 3);
    for (std::size_t part = 0; part < 10; ++part) CHECK(journal.has(part) == (part == 0 || part == 3 || part == 7));
    journal.clear();
    CHECK(journal.count() == 0);
    journal.record(9);
    CHECK(journal.has(9));
    journal.remove();
    CHECK(folder.files() == 0);
}

TEST_CASE("a journal of another work, or of other parts, is begun anew") {
    const testing::temporary_folder folder;
    const auto path = folder / "parts";
    io::part_journal(path, 10, "a").record(3);
    CHECK(parts_in(path, 10, "a") == 1);
    CHECK(parts_in(path, 10, "b") == 0);
    io::part_journal(path, 10, "a").record(3);
    CHECK(parts_in(path, 11, "a") == 0);
}

TEST_CASE("who takes the place of another work is told which files that has left") {
    const testing::temporary_folder folder;
    const auto path = folder / "parts";
    const std::vector<std::filesystem::path> both{folder / "a.partial", folder / "b c.partial"},
        one{folder / "a.partial"}, elsewhere{folder / "below" / "a.partial", folder / ".hidden"};
    {
        io::part_journal journal(path, 10, "first", both);
        journal.record(3);
        CHECK(journal.abandoned().empty());
    }
    CHECK(io::part_journal(path, 10, "first", both).count() == 1);
    {
        io::part_journal journal(path, 10, "second", one);
        CHECK(journal.count() == 0);
        CHECK(journal.abandoned() == std::vector{both[1]});
        journal.clear();
    }
    CHECK(io::part_journal(path, 10, "third", elsewhere).abandoned() == one);
    CHECK(io::part_journal(path, 10, "fourth").abandoned().empty());
    // Lines that are damaged, and names that lead elsewhere, are none.
    const std::string key = fnv_digits("10\nfirst");
    const auto line = [&](const std::string& said) { return said + ' ' + fnv_digits(key + ' ' + said) + '\n'; };
    io::write_file(path, "diapir parts 1 " + key + '\n' + line("file ../a") + line("file a") + "file b 12\n" +
                             line("file .c") + line("file ") + "file d");
    CHECK(io::part_journal(path, 10, "fifth").abandoned() == std::vector{folder / "a"});
}

TEST_CASE("wherever a journal ends, whole lines count and the rest does not") {
    const testing::temporary_folder folder;
    const auto path = folder / "parts";
    {
        io::part_journal journal(path, 100, "w");
        for (const std::size_t part : {5, 50, 7}) journal.record(part);
    }
    const std::string whole = io::read_file(path);
    std::size_t before = 0;
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        io::write_file(path, whole.substr(0, length));
        const std::size_t found = parts_in(path, 100);
        CHECK(found >= before);
        before = found;
        io::part_journal(path, 100, "w").record(11);  // what is written behind half a line is not lost
        CHECK(io::part_journal(path, 100, "w").has(11));
        CHECK(parts_in(path, 100) == found + 1);
    }
    CHECK(before == 3);
}

TEST_CASE("a line that was damaged is left out, and no part that was not recorded is believed") {
    const testing::temporary_folder folder;
    const auto path = folder / "parts";
    {
        io::part_journal journal(path, 10, "w");
        for (const std::size_t part : {5, 3, 7}) journal.record(part);
    }
    const std::string whole = io::read_file(path);
    const std::size_t first_line = whole.find('\n') + 1;
    for (std::size_t i = first_line; i < whole.size(); ++i) {
        std::string damaged = whole;
        damaged[i] = damaged[i] == '1' ? '2' : '1';
        io::write_file(path, damaged);
        const io::part_journal journal(path, 10, "w");
        CHECK(journal.count() < 3);
        for (const std::size_t part : {0, 1, 2, 4, 6, 8, 9}) CHECK_FALSE(journal.has(part));
    }
    io::write_file(path, whole);
    append(path, "8 0123456789abcdef\n12 0123456789abcdef\n\nnonsense\n");
    CHECK(parts_in(path) == 3);
}

TEST_CASE("parts that there are not are refused, and nothing is recorded") {
    const testing::temporary_folder folder;
    const auto path = folder / "parts";
    {
        io::part_journal journal(path, 10, "w");
        const std::size_t parts[] = {3, 10};
        const std::string expected = path.string() + ": expected a part below 10, got 10";
        CHECK(message_of<argument_error>([&] { journal.has(10); }) == expected);
        CHECK(message_of<argument_error>([&] { journal.record(parts); }) == expected);
        CHECK((journal.count() == 0 && !journal.has(3)));
    }
    CHECK(parts_in(path) == 0);
}

TEST_CASE("what could not be recorded is not believed, and leaves what comes next whole") {
    const testing::temporary_folder folder;
    const auto path = folder / "j.parts";
    auto* const before = std::signal(SIGXFSZ, SIG_IGN);
    {
        io::part_journal journal(path, 10, "w");
        journal.record(1);
        rlimit limit{};
        REQUIRE(::getrlimit(RLIMIT_FSIZE, &limit) == 0);
        const rlimit old = limit;
        limit.rlim_cur = std::filesystem::file_size(path) + 5;  // as a full disk
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
        const std::string why = message_of<file_error>([&] { journal.record(3); });
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &old) == 0);
        CHECK(mentions(why, "j.parts: cannot be written"));
        CHECK_FALSE(journal.has(3));
        CHECK(journal.count() == 1);
        journal.record(4);
        journal.record(5);
    }
    std::signal(SIGXFSZ, before);
    const io::part_journal again(path, 10, "w");
    CHECK(again.count() == 3);
    for (const std::size_t part : {1, 4, 5}) CHECK(again.has(part));
}

TEST_CASE("a journal is one process' own, and takes no other file") {
    const testing::temporary_folder folder;
    const auto path = folder / "parts";
    {
        const io::part_journal journal(path, 10, "w");
        CHECK(mentions(message_of<file_error>([&] { parts_in(path); }), path.string(), "another process does"));
    }
    CHECK(parts_in(path) == 0);
    io::write_file(path, "my only copy");
    CHECK(mentions(message_of<file_error>([&] { parts_in(path); }), path.string(), "expected a journal of parts"));
    CHECK(io::read_file(path) == "my only copy");
    CHECK(mentions(message_of<file_error>([&] { parts_in(folder / "none" / "parts"); }), "cannot be opened"));
}

TEST_CASE("what cannot be a journal is refused: pipes, which nobody waits for, and names that the system would cut") {
    const testing::temporary_folder folder;
    const auto pipe = folder / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(mentions(message_of<file_error>([&] { parts_in(pipe); }), pipe.string(), "it is a pipe"));
    CHECK(mentions(message_of<file_error>([&] { parts_in(folder / std::string("cut\0here", 8)); }), "without NUL"));
    CHECK(folder.files() == 1);
}
