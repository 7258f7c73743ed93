#include "catch.hpp"
#include "support.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/partial_file.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <iterator>
#include <stdexcept>

using namespace diapir;
using testing::mentions;
using testing::message_of;

TEST_CASE("a file is replaced when it is complete, and not before") {
    const testing::temporary_folder folder;
    io::write_file(folder / "a", "old");
    io::atomic_file file(folder / "a");
    file.write("new ");
    file.write("contents");
    CHECK(io::read_file(folder / "a") == "old");
    CHECK(folder.files() == 2);
    file.commit();
    CHECK(io::read_file(folder / "a") == "new contents");
    CHECK(folder.files() == 1);
}

TEST_CASE("an exception leaves the old file and nothing else") {
    const testing::temporary_folder folder;
    io::write_file(folder / "a", "old");
    const auto interrupted = [&] {
        io::atomic_file file(folder / "a");
        file.write("half of the new ");
        throw std::runtime_error("interrupted");
    };
    CHECK_THROWS_AS(interrupted(), std::runtime_error);
    CHECK(io::read_file(folder / "a") == "old");
    CHECK(folder.files() == 1);
}

TEST_CASE("two writers of one file do not disturb each other") {
    const testing::temporary_folder folder;
    io::atomic_file first(folder / "a"), second(folder / "a");
    first.write("first");
    second.write("second");
    second.commit();
    CHECK(io::read_file(folder / "a") == "second");
    first.commit();
    CHECK(io::read_file(folder / "a") == "first");
    CHECK(folder.files() == 1);
}

TEST_CASE("what a killed program leaves is known by its name") {
    const testing::temporary_folder folder;
    const io::atomic_target target(folder / "a.npz");
    CHECK(io::is_leftover_of(target.temporary(), target.target()));
    CHECK(io::is_leftover_of("a.npz.17.tmp", "elsewhere/a.npz"));
    CHECK(io::is_leftover_of("a.npz.17.tmp.sfzruy", "a.npz"));
    CHECK(io::is_leftover_of("a.npz.17.tmp.sfzruy.part", "a.npz"));
    for (const char* other :
         {"a.npz", "a.npz.tmp", "a.npz..tmp", "a.npz.1x.tmp", "a.npz.17.tmp.1", "a.npz.17.tmp.sfzruy.pard",
          "b.npz.17.tmp", "a.npz.17", "x.a.npz.17.tmp", "a.npz.1.7.tmp"})
        CHECK_FALSE(io::is_leftover_of(other, "a.npz"));
}

TEST_CASE("a missing directory, and a directory in the place of the file, are named") {
    const testing::temporary_folder folder;
    const auto path = folder / "none/a";
    const std::string message = message_of<file_error>([&] { io::write_file(path, "text"); });
    CHECK(mentions(message, path.string() + ":", "no directory " + (folder / "none").string()));
    const std::string directory = message_of<file_error>([&] { io::write_file(folder.path(), "text"); });
    CHECK(mentions(directory, folder.path().string(), "is a directory"));
}

TEST_CASE("what is no file is not replaced by one: pipes, devices, and links to them") {
    const testing::temporary_folder folder;
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    std::filesystem::create_symlink("/dev/null", folder / "link");
    std::filesystem::create_symlink(folder / "none", folder / "broken");
    for (const auto& [name, kind] : {std::pair{"pipe", "pipe"}, {"link", "device"}}) {
        const std::string expected = (folder / name).string() + ": cannot be written: it is a " + kind;
        CHECK(message_of<file_error>([&, file = name] { io::write_file(folder / file, "text"); }) == expected);
        CHECK(message_of<file_error>([&, file = name] { io::partial_file partial(folder / file); }) == expected);
    }
    CHECK(std::filesystem::is_fifo(folder / "pipe"));
    CHECK(std::filesystem::is_character_file("/dev/null"));
    CHECK(folder.files() == 3);
    io::write_file(folder / "broken", "text");
    CHECK(io::read_file(folder / "broken") == "text");
    CHECK(std::filesystem::is_symlink(folder / "broken"));
}

TEST_CASE("what a link leads to is written, and the link stays") {
    namespace fs = std::filesystem;
    const testing::temporary_folder folder;
    fs::create_directory(folder / "store");
    fs::create_symlink("store", folder / "short");
    fs::create_symlink("short/first", folder / "second");
    fs::create_symlink("second", folder / "third");
    for (const char* text : {"new", "newer"}) {  // where nothing is yet, and where something is
        {
            const io::atomic_target target(folder / "third");
            CHECK(fs::equivalent(target.temporary().parent_path(), folder / "store"));
            CHECK(io::is_leftover_of(target.temporary(), folder / "third"));
            CHECK(io::is_leftover_of(target.temporary(), folder / "store/first"));
        }
        io::write_file(folder / "third", text);
        CHECK(fs::is_symlink(folder / "third"));
        CHECK(io::read_file(folder / "store/first") == text);
    }
    io::partial_file file(folder / "third");
    CHECK(fs::exists(folder / "store/first.partial"));
    CHECK(fs::equivalent(io::partial_file::name_beside(folder / "third"), folder / "store/first.partial"));
    file.write(0, "grown", 5);
    file.commit();
    CHECK(fs::is_symlink(folder / "third"));
    CHECK(io::read_file(folder / "store/first") == "grown");
    CHECK(std::distance(fs::directory_iterator(folder / "store"), {}) == 1);
    CHECK(folder.files() == 4);
    fs::create_symlink("a", folder / "b");
    fs::create_symlink("b", folder / "a");
    CHECK(mentions(message_of<file_error>([&] { io::write_file(folder / "a", ""); }), "a: cannot", "in a circle"));
}

TEST_CASE("what replaces a file has its permissions, from its first byte on") {
    using std::filesystem::perms;
    const testing::temporary_folder folder;
    const auto permissions = [&](const std::filesystem::path& path) {
        return std::filesystem::status(path).permissions();
    };
    for (const perms p :
         {perms::owner_read | perms::owner_write, perms::owner_read, perms::owner_all | perms::group_read}) {
        io::write_file(folder / "a", "old");
        std::filesystem::permissions(folder / "a", p);
        {
            const io::atomic_target target(folder / "a");
            CHECK((permissions(target.temporary()) & ~perms::owner_write) == (p & ~perms::owner_write));
        }
        io::write_file(folder / "a", "new");
        CHECK(permissions(folder / "a") == p);
        io::partial_file file(folder / "a");
        CHECK((permissions(folder / "a.partial") & ~perms::owner_write) == (p & ~perms::owner_write));
        file.commit();
        CHECK(permissions(folder / "a") == p);
        std::filesystem::remove(folder / "a");
    }
}

TEST_CASE("names are refused that are none, and may be as long as those of files") {
    const testing::temporary_folder folder;
    const std::string expected = ": expected a name without NUL that is not empty";
    const std::filesystem::path cut = folder / std::string("a\0b", 3);
    CHECK(message_of<file_error>([] { io::write_file("", "text"); }) == "'': cannot be written" + expected);
    CHECK(mentions(message_of<file_error>([&] { io::write_file(cut, "text"); }), "a\\x00b'", "written" + expected));
    CHECK(mentions(message_of<file_error>([&] { io::partial_file file(cut); }), "a\\x00b'", "written" + expected));
    CHECK(mentions(message_of<file_error>([&] { io::read_file(cut); }), "a\\x00b'", "read" + expected));
    CHECK(
        mentions(message_of<file_error>([&] { io::write_file(folder / "none/", ""); }), "expected a name at its end"));
    CHECK(folder.files() == 0);
    for (const std::size_t length : {223, 224, 231, 255}) {
        const std::filesystem::path path = folder / std::string(length, 'n');
        CHECK(io::is_leftover_of(io::atomic_target(path).temporary(), path));
        io::write_file(path, "text");
        CHECK(io::read_file(path) == "text");
    }
    CHECK(folder.files() == 4);
}
