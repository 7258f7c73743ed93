#include "catch.hpp"
#include <diapir/core/lasting.hpp>

namespace {

struct noted_end {
    explicit noted_end(int& made) : made_(made) { ++made_; }
    noted_end(const noted_end&) = delete;
    ~noted_end() { --made_; }
    int& made_;
};

}  // namespace

TEST_CASE("what lasts is made once, in its place, and is not destroyed") {
    static int made = 0;
    const auto kept = []() -> noted_end& {
        static noted_end& one = diapir::lasting([] { return noted_end(made); });
        return one;
    };
    noted_end& first = kept();
    CHECK(&kept() == &first);
    CHECK(made == 1);
}

TEST_CASE("what could not be made is tried anew") {
    static bool fails = true;
    const auto kept = [] {
        static const int& seven = diapir::lasting([] { return fails ? throw 1 : 7; });
        return seven;
    };
    CHECK_THROWS(kept());
    fails = false;
    CHECK(kept() == 7);
}
