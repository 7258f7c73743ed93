#include "catch.hpp"
#include "support.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/file_descriptor.hpp>
#include <diapir/io/read_file.hpp>

#include <fcntl.h>

#include <cerrno>
#include <string>
#include <utility>

using namespace diapir;

namespace {

bool is_open(int number) {
    return ::fcntl(number, F_GETFD) >= 0;
}

}  // namespace

TEST_CASE("bytes are written and read at any place, and where the file stands") {
    const testing::temporary_folder folder;
    const io::file_descriptor file(folder / "a", O_RDWR | O_CREAT);
    REQUIRE(file.is_open());
    CHECK(file.size() == 0);
    CHECK(file.write("0123"));
    CHECK(file.write("456789"));
    CHECK(file.write_at(2, "xy"));
    CHECK(file.write_at(12, ""));
    CHECK(file.size() == 10);
    CHECK(io::read_file(folder / "a") == "01xy456789");
    std::string bytes(4, '-');
    CHECK(file.read_at(3, bytes.data(), 4) == 4);
    CHECK(bytes == "y456");
    CHECK(file.read_at(8, bytes.data(), 4) == 2);
    CHECK(bytes == "8956");
    CHECK(file.read_at(10, bytes.data(), 4) == 0);
}

TEST_CASE("what the system refuses is said, and why") {
    const testing::temporary_folder folder;
    const io::file_descriptor none(folder / "none", O_RDONLY);
    CHECK(errno == ENOENT);
    CHECK_FALSE(none.is_open());
    char byte = '-';
    CHECK_FALSE(none.size().has_value());
    CHECK_FALSE(none.read_at(0, &byte, 1).has_value());
    CHECK_FALSE(none.write("a"));
    CHECK_FALSE(none.write_at(0, "a"));
    CHECK(errno == EBADF);
    io::write_file(folder / "a", "old");
    const io::file_descriptor file(folder / "a", O_RDONLY);
    CHECK_FALSE(file.write("new"));
    CHECK_FALSE(io::file_descriptor(folder / "a", O_WRONLY).read_at(0, &byte, 1).has_value());
    CHECK(io::read_file(folder / "a") == "old");
}

TEST_CASE("a file has one owner, and is closed with it") {
    const testing::temporary_folder folder;
    io::write_file(folder / "a", "a");
    io::write_file(folder / "b", "b");
    io::file_descriptor first(folder / "a", O_RDONLY);
    const int a = first.number();
    CHECK((::fcntl(a, F_GETFD) & FD_CLOEXEC) != 0);
    {
        io::file_descriptor second(folder / "b", O_RDONLY);
        const int b = second.number();
        second = std::move(first);
        CHECK_FALSE(is_open(b));
        CHECK_FALSE(first.is_open());
        CHECK(second.number() == a);
        io::file_descriptor& same = second;
        second = std::move(same);
        CHECK(second.number() == a);
        const io::file_descriptor third(std::move(second));
        CHECK(is_open(a));
        CHECK(second.close());
        CHECK(is_open(a));
    }
    CHECK_FALSE(is_open(a));
    io::file_descriptor closed(folder / "a", O_RDONLY);
    const int number = closed.number();
    CHECK(closed.close());
    CHECK_FALSE(is_open(number));
    CHECK_FALSE(closed.is_open());
    CHECK(closed.close());
}
