#include "catch.hpp"
#include "support.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/is_there.hpp>

using namespace diapir;
using testing::mentions;
using testing::message_of;

TEST_CASE("files, folders and what links lead to are there or not") {
    const testing::temporary_folder folder;
    io::write_file(folder / "file", "");
    std::filesystem::create_symlink("file", folder / "link");
    std::filesystem::create_symlink("none", folder / "broken");
    CHECK(io::is_there(folder.path()));
    CHECK(io::is_there(folder / "file"));
    CHECK(io::is_there(folder / "link"));
    CHECK_FALSE(io::is_there(folder / "broken"));
    CHECK_FALSE(io::is_there(folder / "none"));
    CHECK_FALSE(io::is_there(folder / "none" / "below"));
    CHECK_FALSE(io::is_there(folder / "file" / "below"));
}

TEST_CASE("what the system cannot tell is an error that names the file") {
    const testing::temporary_folder folder;
    const auto path = folder / std::string(300, 'x');
    CHECK(mentions(message_of<file_error>([&] { io::is_there(path); }), path.string() + ": cannot be looked for: "));
    std::filesystem::create_symlink("circle", folder / "circle");
    CHECK(mentions(message_of<file_error>([&] { io::is_there(folder / "circle"); }), (folder / "circle").string()));
}
