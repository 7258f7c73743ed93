#include "catch.hpp"
#include "io/support.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/part_journal.hpp>
#include <diapir/io/partial_file.hpp>
#include <diapir/io/sync_file.hpp>

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace {

int failure_of_fsync = 0;  // the error that it ends with

}  // namespace

/// In place of the system's, for a disk that fails.
extern "C" int fsync(int file) {  // NOLINT: its parameter is __fd, which is a name of the system
    if (failure_of_fsync == 0) return static_cast<int>(::syscall(SYS_fsync, file));
    errno = failure_of_fsync;
    return -1;
}
#endif

using namespace diapir;
using testing::mentions;
using testing::message_of;

TEST_CASE("files and folders are written to the disk") {
    const testing::temporary_folder folder;
    io::write_file(folder / "a", "b");
    io::sync_file(folder / "a");
    io::sync_file(folder.path());
    CHECK(mentions(message_of<file_error>([&] { io::sync_file(folder / "none"); }), (folder / "none").string(),
                   "cannot be written to the disk: No such file"));
}

#ifdef __linux__
namespace {

/// What is thrown while fsync ends with an error.
template <class Write>
std::string message_with(int failure, const Write& write) {
    failure_of_fsync = failure;
    std::string said;
    try {
        write();
    } catch (const file_error& e) {
        said = e.what();
    }
    failure_of_fsync = 0;
    return said;
}

}  // namespace

TEST_CASE("a disk that fails is told, and leaves the old file and nothing else") {
    const testing::temporary_folder folder;
    const std::string reason = std::generic_category().message(ENOSPC);
    io::write_file(folder / "a", "old");
    const std::string name = (folder / "a").string();
    CHECK(message_with(ENOSPC, [&] { io::write_file(name, "new"); }) == name + ": cannot be written: " + reason);
    CHECK(io::read_file(name) == "old");
    CHECK(folder.files() == 1);
    CHECK(message_with(ENOSPC, [&] { io::sync_file(name); }) == name + ": cannot be written to the disk: " + reason);
    io::partial_file growing(name);
    CHECK(mentions(message_with(ENOSPC, [&] { growing.commit(); }), reason));
    CHECK(io::read_file(name) == "old");
    CHECK(mentions(message_with(ENOSPC, [&] { io::part_journal(folder / "parts", 3, "work"); }), reason));
    io::part_journal parts(folder / "parts", 3, "work");
    CHECK(mentions(message_with(ENOSPC, [&] { parts.record(1); }), reason));
}

TEST_CASE("where the file system cannot flush a file or a folder it is written all the same") {
    const testing::temporary_folder folder;
    for (const int failure : {EINVAL, EROFS}) {
        CHECK(message_with(failure, [&] {
                  io::write_file(folder / "a", "new");
                  io::sync_file(folder / "a");
                  io::sync_file(folder.path());
                  io::partial_file growing(folder / "b");
                  growing.write(0, "c", 1);
                  growing.commit();
                  io::part_journal(folder / "parts", 3, "work").record(1);
              }).empty());
        CHECK(io::read_file(folder / "a") == "new");
        CHECK(io::read_file(folder / "b") == "c");
        CHECK(io::part_journal(folder / "parts", 3, "work").has(1));
    }
}
#endif
