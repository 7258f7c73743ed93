#include "../support.hpp"
#include "catch.hpp"
#include "segy_bytes.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/segy/trace_keys.hpp>

using namespace diapir;
using namespace diapir::io::segy;
using testing::mentions;

namespace {

found_keys keys_of(const std::string& bytes, const trace_keys& asked = {}) {
    const testing::temporary_folder folder;
    io::write_file(folder / "a.sgy", bytes);
    return find_keys(trace_file(folder / "a.sgy"), asked);
}

}  // namespace

TEST_CASE("keys are found where the standard or older programs have them") {
    for (const auto& [il, xl] : {std::pair{189, 193}, {9, 21}, {5, 21}, {221, 225}, {233, 237}})
        for (const bool little : {false, true}) {
            auto file = testing::small_survey();
            file.iline = il;
            file.xline = xl;
            file.little = little;
            const found_keys found = keys_of(file.bytes());
            CHECK(found.note.empty());
            CHECK(found.keys == trace_keys{static_cast<std::size_t>(il), static_cast<std::size_t>(xl), 181, 185});
        }
}

TEST_CASE("the keys of the standard come first, and others that say the same do no harm") {
    auto file = testing::small_survey();
    std::string bytes = file.bytes();
    for (std::size_t i = 0; i < 12; ++i) file.put(bytes, 3600 + i * 260 + 8, i, 4);
    CHECK(keys_of(bytes).keys.iline == 189);
    file.iline = 9;
    file.xline = 21;
    bytes = file.bytes();
    for (std::size_t i = 0; i < 12; ++i)
        file.put(bytes, 3600 + i * 260 + 4, static_cast<std::size_t>(10 + i / 4 * 2), 4);
    CHECK(keys_of(bytes).keys.iline == 9);
    for (std::size_t i = 0; i < 12; ++i) file.put(bytes, 3600 + i * 260 + 4, i / 2, 4);  // another line number
    const found_keys found = keys_of(bytes);
    CHECK_FALSE(found.keys.lines());
    CHECK(mentions(found.note, "bytes 9 and 21", "bytes 5 and 21"));
    CHECK(keys_of(bytes, {.iline = 5, .xline = 21}).keys.iline == 5);
}

TEST_CASE("lines are counted in steps that all numbers have") {
    using io::segy::detail::lines_of;
    CHECK(lines_of({5, 5, 5}) == 1);
    CHECK(lines_of({10, 14, 12}) == 3);
    CHECK(lines_of({-3, 6, 0, 3}) == 4);
}

TEST_CASE("where nothing numbers lines traces have their numbers alone") {
    auto file = testing::small_survey();
    for (auto& t : file.traces) t.iline = t.xline = 0;
    CHECK_FALSE(keys_of(file.bytes()).keys.lines());
    CHECK(mentions(keys_of(file.bytes()).note, "no bytes"));
    int number = 0;
    for (auto& t : file.traces) t.iline = 1000 * ++number, t.xline = 7 * number * number;  // no grid
    CHECK_FALSE(keys_of(file.bytes()).keys.lines());
}

TEST_CASE("coordinates are the CDP's, else the source's, else those that are named") {
    auto file = testing::small_survey();
    CHECK(keys_of(file.bytes()).keys.cdpx == 181);
    CHECK(keys_of(file.bytes(), {.cdpx = 73, .cdpy = 77}).keys.cdpx == 73);
    file.cdpx = 73;
    file.cdpy = 77;
    CHECK(keys_of(file.bytes()).keys.cdpx == 73);
    for (auto& t : file.traces) t.x = t.y = 0;
    CHECK(keys_of(file.bytes()).keys.cdpx == 0);
}

TEST_CASE("keys beyond a header are refused") {
    const std::string bytes = testing::small_survey().bytes();
    CHECK_THROWS_AS(keys_of(bytes, {.iline = 238, .xline = 9}), argument_error);
    CHECK_THROWS_AS(keys_of(bytes, {.iline = 189}), argument_error);
    CHECK_THROWS_WITH(keys_of(bytes, {.cdpx = 73}), "trace keys: expected bytes of both cdpx and cdpy, got 73 and 0");
    CHECK(keys_of(bytes, {.iline = 237, .xline = 9}).keys.iline == 237);
}
