#include "catch.hpp"
#include "support.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/positioned_file.hpp>

#include <filesystem>
#include <string>
#include <utility>

using namespace diapir;
using testing::mentions;
using testing::message_of;

TEST_CASE("bytes are read at any place") {
    const testing::temporary_folder folder;
    io::write_file(folder / "a", "0123456789");
    const io::positioned_file file(folder / "a");
    CHECK(file.size() == 10);
    CHECK(file.name() == (folder / "a").string());
    std::string three(3, '-');
    for (const auto& [first, expected] : {std::pair{4, "456"}, {0, "012"}, {7, "789"}}) {
        file.read(static_cast<std::size_t>(first), 3, three.data());
        CHECK(three == expected);
    }
    file.read(10, 0, three.data());
    CHECK(three == "789");
}

TEST_CASE("a file that ends too early is named") {
    const testing::temporary_folder folder;
    io::write_file(folder / "a", "0123456789");
    const io::positioned_file file(folder / "a");
    std::string bytes(8, '-');
    std::filesystem::resize_file(folder / "a", 6);
    CHECK(file.size() == 6);
    const std::string message = message_of<file_error>([&] { file.read(2, 8, bytes.data()); });
    CHECK(mentions(message, (folder / "a").string(), "expected 10 bytes", "shorter: 6"));
}

TEST_CASE("an open file stays the same when another takes its name") {
    const testing::temporary_folder folder;
    io::write_file(folder / "a", "old");
    io::positioned_file file(folder / "a");
    io::write_file(folder / "a", "new");
    const io::positioned_file moved = std::move(file);
    std::string bytes(3, '-');
    moved.read(0, 3, bytes.data());
    CHECK(bytes == "old");
    file = io::positioned_file(folder / "a");
    file.read(0, 3, bytes.data());
    CHECK(bytes == "new");
}

TEST_CASE("what cannot be read is named") {
    const testing::temporary_folder folder;
    CHECK(mentions(message_of<file_error>([&] { io::positioned_file(folder / "none"); }), (folder / "none").string(),
                   "cannot be opened"));
    char byte;
    CHECK(mentions(message_of<file_error>([&] { io::positioned_file(folder.path()).read(0, 1, &byte); }),
                   folder.path().string(), "cannot be read"));
}
