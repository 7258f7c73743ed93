#include "../support.hpp"
#include "catch.hpp"
#include "segy_bytes.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/segy/scan_headers.hpp>

#include <atomic>
#include <vector>

using namespace diapir;
using namespace diapir::io::segy;

TEST_CASE("every header is seen once, in pieces") {
    auto file = testing::small_survey(100, 97);
    file.samples = 1;
    const testing::temporary_folder folder;
    io::write_file(folder / "a.sgy", file.bytes());
    const trace_file f(folder / "a.sgy");
    std::vector<std::atomic<int>> seen(f.traces());
    std::atomic<int> wrong = 0;
    CHECK(header_pieces(f) == 2);
    scan_headers(f, [&](std::size_t piece, std::size_t first, std::size_t count, const char* headers) {
        wrong += first != piece * headers_at_once;
        for (std::size_t i = 0; i < count; ++i) {
            ++seen[first + i];
            wrong += header_field(headers + i * header_bytes, 193, byte_order::big) != file.traces[first + i].xline;
        }
    });
    CHECK(wrong == 0);
    CHECK(std::all_of(seen.begin(), seen.end(), [](int n) { return n == 1; }));
}

TEST_CASE("pieces that are asked for are seen alone") {
    auto file = testing::small_survey(200, 97);
    file.samples = 1;
    const testing::temporary_folder folder;
    io::write_file(folder / "a.sgy", file.bytes());
    const trace_file f(folder / "a.sgy");
    std::atomic<std::size_t> seen = 0, first_of_all = f.traces();
    scan_headers(f, 1, 3, [&](std::size_t piece, std::size_t first, std::size_t count, const char*) {
        seen += count;
        if (piece == 1) first_of_all = first;
    });
    CHECK(header_pieces(f) == 3);
    CHECK(first_of_all == headers_at_once);
    CHECK(seen == f.traces() - headers_at_once);
}
