#include "catch.hpp"
#include "support.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/npz.hpp>
#include <diapir/io/positioned_file.hpp>
#include <diapir/io/read_file.hpp>

#include <sys/stat.h>

#include <fstream>
#include <string>
#include <thread>

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

TEST_CASE("a pipe is read while somebody writes to it, and never waited for") {
    const testing::temporary_folder folder;
    const auto pipe = folder / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(io::read_file(pipe).empty());
    const std::string text(200000, 'x');
    std::fstream both(pipe, std::ios::in | std::ios::out);  // open before anybody reads
    std::thread writer([&] {
        both << text << std::flush;
        both.close();
    });
    const std::string read = io::read_file(pipe);
    writer.join();
    CHECK(read == text);
}

TEST_CASE("pipes and devices are refused where files have to end, or to be read at any place") {
    const testing::temporary_folder folder;
    const auto pipe = folder / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    for (const std::string& said : {message_of<file_error>([&] { io::positioned_file file(pipe); }),
                                    message_of<file_error>([&] { io::npz_archive::open(pipe); })})
        CHECK(said == pipe.string() + ": cannot be read: expected a file, got a pipe");
    if (!std::filesystem::is_character_file("/dev/zero")) return;
    CHECK(message_of<file_error>([&] { io::read_file("/dev/zero"); }) ==
          "/dev/zero: cannot be read: expected a file, got a device");
}
