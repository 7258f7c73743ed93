#include "../support.hpp"
#include "catch.hpp"
#include "segy_bytes.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/segy/trace_index.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>

using namespace diapir;
using namespace diapir::io::segy;
using testing::mentions;
using testing::message_of;

namespace {

trace_index index_of(const testing::segy_bytes& file, trace_keys asked = {}) {
    const testing::temporary_folder folder;
    io::write_file(folder / "a.sgy", file.bytes());
    const trace_file f(folder / "a.sgy");
    return make_index(f, find_keys(f, asked).keys);
}

/// Whether every trace of a file is in its place, or one of its copies is.
bool finds_all(const testing::segy_bytes& file, const trace_index& index) {
    for (std::size_t i = 0; i < file.traces.size(); ++i) {
        const auto il = index.ilines.index_of(file.traces[i].iline), xl = index.xlines.index_of(file.traces[i].xline);
        if (!il || !xl) return false;
        const std::pair place{*il * index.xlines.count + *xl, static_cast<std::uint32_t>(i)};
        if (index.at(*il, *xl) != i && !std::binary_search(index.copies.begin(), index.copies.end(), place))
            return false;
    }
    return true;
}

}  // namespace

TEST_CASE("traces are found whatever their order and however lines are numbered") {
    for (const int sign : {1, -1}) {
        auto file = testing::small_survey(5, 7);
        for (auto& t : file.traces) t.iline = sign * t.iline - 20;
        for (const char* order : {"inline", "crossline", "reversed", "shuffled"}) {
            auto sorted = file;
            const std::string name = order;
            if (name == "crossline")
                std::stable_sort(sorted.traces.begin(), sorted.traces.end(),
                                 [](const auto& a, const auto& b) { return a.xline < b.xline; });
            if (name == "reversed") std::reverse(sorted.traces.begin(), sorted.traces.end());
            if (name == "shuffled")
                for (std::size_t i = 0; i < 35; ++i) std::swap(sorted.traces[i], sorted.traces[i * 11 % 35]);
            INFO(order << ' ' << sign);
            const trace_index index = index_of(sorted);
            CHECK(index.ilines == line_axis{sign > 0 ? -10 : -38, 2, 5});
            CHECK(index.xlines == line_axis{100, 1, 7});
            CHECK(index.holes() == 0);
            CHECK(index.copies.empty());
            CHECK(finds_all(sorted, index));
        }
    }
}

TEST_CASE("holes, copies and dead traces are known") {
    auto file = testing::small_survey();
    file.traces[7].id = 2;
    file.traces.push_back(file.traces[3]);
    file.traces.push_back(file.traces[3]);
    file.traces.erase(file.traces.begin() + 5);
    const trace_index index = index_of(file);
    CHECK(index.holes() == 1);
    CHECK(index.at(1, 1) == trace_index::none);
    CHECK(index.copies.size() == 2);
    CHECK(index.at(0, 3) == 3);
    CHECK(index.copies[1] == std::pair<std::size_t, std::uint32_t>{3, 12});
    CHECK(index.dead == 1);
    CHECK(finds_all(file, index));
}

TEST_CASE("axes know their lines") {
    const line_axis axis{-10, 5, 4};
    CHECK(axis.last() == 5);
    CHECK(axis.index_of(0) == 2);
    CHECK_FALSE(axis.index_of(1));
    CHECK_FALSE(axis.index_of(10));
    CHECK_FALSE(axis.index_of(-15));
}

TEST_CASE("axes of one line need no step, and no number is too far away to be looked up") {
    const line_axis one{1, 0, 1};
    CHECK(one.index_of(1) == 0);
    CHECK_FALSE(one.index_of(2));
    CHECK_FALSE(one.index_of(0));
    CHECK(one.last() == 1);
    constexpr auto lowest = std::numeric_limits<std::int64_t>::min(),
                   highest = std::numeric_limits<std::int64_t>::max();
    CHECK_FALSE(line_axis{lowest, 1, 5}.index_of(highest));
    CHECK(line_axis{lowest, 1, 5}.index_of(lowest + 4) == 4);
    CHECK_FALSE(line_axis{}.index_of(1));
    CHECK_THROWS_AS((line_axis{1, highest, 3}.last()), diapir::argument_error);
}

TEST_CASE("without line keys all traces are one line") {
    auto file = testing::small_survey();
    for (auto& t : file.traces) t.iline = t.xline = 0, t.offset = 25 * t.id;
    file.traces[2].offset = -300;
    const trace_index index = index_of(file);
    CHECK(index.ilines == line_axis{1, 1, 1});
    CHECK(index.xlines == line_axis{1, 1, 12});
    CHECK(index.at(0, 11) == 11);
    CHECK(index.least_offset == -300);
    CHECK(index.largest_offset == 25);
}

TEST_CASE("coordinates follow the scalar, whatever its sign") {
    for (const auto& [scalar, factor] : {std::pair{-10, 0.1}, {-100, 0.01}, {10, 10.0}, {0, 1.0}, {1, 1.0}}) {
        auto file = testing::small_survey(4, 5);
        file.scalar = scalar;
        const affine_map map = index_of(file).coordinates;
        CHECK(map.determined);
        CHECK(map(10, 100).x == Approx(factor * file.traces[0].x));
        CHECK(map(10, 100).y == Approx(factor * file.traces[0].y));
        CHECK(map.per_iline.x == Approx(300 * factor));
        CHECK(map.per_xline.y == Approx(216 * factor));
        CHECK(map.misfit < 1e-3 * factor * 100);
    }
}

TEST_CASE("keys that give no grid are refused, with the trace that lies furthest") {
    auto file = testing::small_survey(10, 10);
    file.traces[42].iline = 2000000000;
    CHECK(mentions(message_of<file_error>([&] { index_of(file, {.iline = 189, .xline = 193}); }), "a.sgy: trace 43",
                   "inline 2000000000", "bytes 189 and 193"));
}

TEST_CASE("an index is the same for any number of threads") {
    auto file = testing::small_survey(150, 180);
    file.samples = 1;
    const testing::temporary_folder folder;
    io::write_file(folder / "a.sgy", file.bytes());
    const trace_file f(folder / "a.sgy");
    const auto make = [&](std::size_t count) {
        const thread_limit limit(count);
        return make_index(f, {189, 193, 181, 185});
    };
    const trace_index one = make(1), four = make(4);
    CHECK(one.cells == four.cells);
    CHECK(one.coordinates.origin.x == four.coordinates.origin.x);
    CHECK(one.coordinates.misfit == four.coordinates.misfit);
    CHECK(finds_all(file, one));
}
