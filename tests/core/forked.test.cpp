#include "catch.hpp"
#include <diapir/core/forked.hpp>

#if defined(__unix__) && !defined(__SANITIZE_THREAD__)
#include <sys/wait.h>
#include <unistd.h>

using diapir::common::forked;

namespace {

/// Whether the answer is true in a process that is forked from this one, and in one forked from that.
template <class Ask>
bool in_children(const Ask& ask) {
    const auto in_child = [](const auto& question) {
        const pid_t child = fork();
        if (child == 0) _exit(question() ? 0 : 1);
        int status = -1;
        return waitpid(child, &status, 0) == child && status == 0;
    };
    return in_child([&] { return ask() && in_child(ask); });
}

}  // namespace

TEST_CASE("a process that was forked from one that had asked knows it, and the other is as before") {
    CHECK_FALSE(forked());
    CHECK(in_children([] { return forked(); }));
    CHECK_FALSE(forked());
}
#endif
