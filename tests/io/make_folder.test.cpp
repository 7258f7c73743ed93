#include "catch.hpp"
#include "support.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/make_folder.hpp>

using namespace diapir;

TEST_CASE("a folder is made with those above it, and may be there already") {
    const testing::temporary_folder folder;
    for (int again = 0; again < 2; ++again) io::make_folder(folder / "a" / "b");
    CHECK(std::filesystem::is_directory(folder / "a" / "b"));
}

TEST_CASE("a folder that a file stands in the way of is refused by name") {
    const testing::temporary_folder folder;
    io::write_file(folder / "file", "mine");
    CHECK_THROWS_WITH(io::make_folder(folder / "file" / "below"),
                      Catch::Contains((folder / "file" / "below").string() + ": cannot be made: "));
    CHECK_THROWS_AS(io::make_folder(folder / "file"), file_error);
}

TEST_CASE("no folder is made of a name that the system would cut") {
    const testing::temporary_folder folder;
    CHECK_THROWS_WITH(io::make_folder(folder / std::string("cut\0here", 8)), Catch::Contains("without NUL"));
    CHECK_THROWS_AS(io::make_folder(""), file_error);
    CHECK(folder.files() == 0);
}
