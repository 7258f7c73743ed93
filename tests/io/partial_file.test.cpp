#include "catch.hpp"
#include "support.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/partial_file.hpp>
#include <diapir/io/read_file.hpp>

#include <filesystem>
#include <set>
#include <string>

using namespace diapir;
using testing::mentions;
using testing::message_of;

TEST_CASE("a partial file grows beside its target and takes its name") {
    const testing::temporary_folder folder;
    io::write_file(folder / "a", "old");
    {
        io::partial_file file(folder / "a");
        file.resize(6);
        file.write(3, "def", 3);
    }  // as when the program dies
    CHECK(io::read_file(folder / "a") == "old");
    CHECK(io::read_file(folder / "a.partial") == std::string("\0\0\0def", 6));
    io::partial_file file(folder / "a");
    CHECK(file.size() == 6);
    file.write(0, "abc", 3);
    file.begin_flush(0, 3);  // changes nothing of what is read
    char read[4];
    file.read(1, 4, read);
    CHECK(std::string(read, 4) == "bcde");
    file.commit();
    CHECK(io::read_file(folder / "a") == "abcdef");
    CHECK(folder.files() == 1);
}

TEST_CASE("a partial file that is not wanted goes, and its target stays") {
    const testing::temporary_folder folder;
    io::write_file(folder / "a", "old");
    io::partial_file file(folder / "a");
    file.write(0, "x", 1);
    file.discard();
    CHECK(folder.files() == 1);
    CHECK(io::read_file(folder / "a") == "old");
}

TEST_CASE("a partial file says where it cannot be") {
    const testing::temporary_folder folder;
    CHECK(mentions(message_of<file_error>([&] { io::partial_file file(folder / "no/a"); }), "no/a", "written"));
    CHECK(mentions(message_of<file_error>([&] { io::partial_file file(folder.path()); }), "directory"));
    io::partial_file file(folder / "a");
    char byte;
    CHECK(mentions(message_of<file_error>([&] { file.read(0, 1, &byte); }), "a.partial", "expected 1 bytes, got 0"));
}

TEST_CASE("a partial file has a name of its own, also beside a target whose name leaves no room") {
    const testing::temporary_folder folder;
    const std::string stem(240, 'n');
    std::set<std::filesystem::path> names;
    for (const char* end : {"", ".npy", "_first_sum.npy", "_other_sum.npy"})
        for (const char* ending : {".partial", ".parts"})
            names.insert(io::partial_file::name_beside(folder / (stem + end), ending));
    CHECK(names.size() == 8);
    for (const auto& name : names) CHECK(name.filename().string().size() <= 255);
    CHECK(io::partial_file::name_beside("a/b.npy", ".parts") == "a/b.npy.parts");

    io::partial_file first(folder / (stem + "_first_sum.npy")), other(folder / (stem + "_other_sum.npy"));
    first.write(0, "first", 5);
    other.write(0, "other", 5);
    first.commit();
    other.commit();
    CHECK(io::read_file(folder / (stem + "_first_sum.npy")) == "first");
    CHECK(io::read_file(folder / (stem + "_other_sum.npy")) == "other");
    CHECK(folder.files() == 2);
    const auto too_long = folder / std::string(256, 'n');
    CHECK(mentions(message_of<file_error>([&] { io::partial_file file(too_long); }), "nnn: cannot be written: "));
    CHECK(folder.files() == 2);
}
