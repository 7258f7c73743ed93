#include "catch.hpp"
#include "io/support.hpp"
#include <diapir/io/tracking/file_lock.hpp>

#include <optional>

using namespace diapir;

TEST_CASE("a lock is held by one at a time, and free when that one is gone") {
    const testing::temporary_folder folder;
    std::optional<io::file_lock> first(folder / "lock");
    CHECK(first->held());
    CHECK(!io::file_lock(folder / "lock", false).held());
    io::file_lock moved(std::move(*first));
    first.reset();
    CHECK(!io::file_lock(folder / "lock", false).held());
    moved = io::file_lock(folder / "other");
    CHECK(io::file_lock(folder / "lock", false).held());
    CHECK(testing::mentions(testing::message_of<file_error>([&] { io::file_lock(folder / "none" / "lock"); }),
                            "none/lock: cannot be opened"));
}
