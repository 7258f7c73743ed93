// Programs that read the headers of a file together know what one knows that reads all.
#include "../support.hpp"
#include "catch.hpp"
#include "distributed/thread_ranks.hpp"
#include "segy_bytes.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/segy/header_readers.hpp>
#include <diapir/io/segy/survey.hpp>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <span>
#include <string>
#include <vector>

using namespace diapir;
using namespace diapir::io::segy;
using testing::message_of;

namespace {

/// Three pieces of headers, with a hole, a copy and a dead trace.
testing::segy_bytes three_pieces() {
    auto file = testing::small_survey(200, 97);
    file.samples = 1;
    file.traces.push_back(file.traces[3]);
    file.traces.erase(file.traces.begin() + 5);
    file.traces[12000].id = 2;
    file.traces[19000].offset = 100;
    return file;
}

/// A communicator of two, of which the other one never comes.
struct lonely {
    std::vector<std::vector<std::byte>> gathered;

    std::size_t rank() const { return 0; }
    std::size_t size() const { return 2; }
    void all_gather(std::span<std::byte> all, std::span<const std::size_t> sizes) {
        if (sizes[0] == sizes[1])
            std::copy_n(all.begin(), sizes[0], all.begin() + static_cast<std::ptrdiff_t>(sizes[0]));
        gathered.emplace_back(all.begin() + static_cast<std::ptrdiff_t>(sizes[0]), all.end());
    }
};

}  // namespace

TEST_CASE("a survey that several open is the one that one opens, to the bit") {
    const testing::temporary_folder folder;
    io::write_file(folder / "a.sgy", three_pieces().bytes());
    for (const bool by_number : {false, true}) {
        const survey alone(folder / "a.sgy", {}, by_number);
        for (const std::size_t size : {1, 2, 3, 5}) {
            std::atomic<int> same = 0;
            testing::run_ranks(size, [&](auto& ranks) {
                const survey s(folder / "a.sgy", {}, by_number, header_readers(ranks));
                const trace_index &a = alone.index(), &b = s.index();
                same += a.cells == b.cells && a.copies == b.copies && a.ilines == b.ilines && a.xlines == b.xlines &&
                        a.dead == b.dead && a.least_offset == b.least_offset && a.largest_offset == b.largest_offset &&
                        a.coordinates.origin.x == b.coordinates.origin.x &&
                        a.coordinates.per_iline.y == b.coordinates.per_iline.y &&
                        a.coordinates.misfit == b.coordinates.misfit && s.keys() == alone.keys() &&
                        s.note() == alone.note();
            });
            INFO(size << " readers, by number " << by_number);
            CHECK(same == static_cast<int>(size));
        }
        CHECK(alone.index().dead == 1);
        CHECK(alone.index().largest_offset == 100);
    }
}

TEST_CASE("a reader reads its own share alone") {
    const testing::temporary_folder folder;
    io::write_file(folder / "a.sgy", three_pieces().bytes());
    const trace_file file(folder / "a.sgy");
    lonely ranks;
    make_index(file, find_keys(file).keys, header_readers(ranks));
    REQUIRE(ranks.gathered.size() == 4);
    for (const std::size_t list : {2, 3}) {  // the line numbers of the other one, which nobody has read
        CHECK(ranks.gathered[list].size() == (file.traces() - headers_at_once) * sizeof(std::int32_t));
        CHECK(std::all_of(ranks.gathered[list].begin(), ranks.gathered[list].end(),
                          [](std::byte b) { return b == std::byte{0}; }));
    }
}

TEST_CASE("readers of different files are told") {
    const testing::temporary_folder folder;
    io::write_file(folder / "0.sgy", testing::small_survey().bytes());
    io::write_file(folder / "1.sgy", testing::small_survey(2, 2).bytes());
    const std::string message = message_of<file_error>([&] {
        testing::run_ranks(2, [&](auto& ranks) {
            survey(folder / (std::to_string(ranks.rank()) + ".sgy"), {}, false, header_readers(ranks));
        });
    });
    CHECK(message.find(".sgy: expected all ranks to see one file, got ") != std::string::npos);
}

TEST_CASE("a value of each reader comes in their order") {
    std::atomic<int> right = 0;
    testing::run_ranks(4, [&](auto& ranks) {
        right += header_readers(ranks).each(ranks.rank() * 10) == std::vector<std::size_t>{0, 10, 20, 30};
    });
    CHECK(right == 4);
    CHECK(header_readers().each(7) == std::vector<int>{7});
}
