#include "catch.hpp"
#include "support.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/read_file.hpp>

using namespace diapir;
using testing::mentions;
using testing::message_of;

TEST_CASE("a file is read whole or up to a limit") {
    const testing::temporary_folder folder;
    std::string bytes(100000, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 % 251);
    io::write_file(folder / "bytes", bytes);
    CHECK(io::read_file(folder / "bytes") == bytes);
    CHECK(io::read_file(folder / "bytes", 10) == bytes.substr(0, 10));
    CHECK(io::read_file(folder / "bytes", 200000) == bytes);
    io::write_file(folder / "empty", "");
    CHECK(io::read_file(folder / "empty").empty());
}

TEST_CASE("files whose size the system does not tell are read too") {
    if (std::filesystem::exists("/proc/self/status")) CHECK(mentions(io::read_file("/proc/self/status"), "Pid:"));
}

TEST_CASE("missing files and folders are named") {
    const testing::temporary_folder folder;
    CHECK(mentions(message_of<file_error>([&] { io::read_file(folder / "none"); }), (folder / "none").string()));
    CHECK(mentions(message_of<file_error>([&] { io::read_file(folder.path()); }), folder.path().string()));
}
