#include "../support.hpp"
#include "catch.hpp"
#include "segy_bytes.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/segy/trace_file.hpp>
#include <diapir/io/segy/trace_lengths.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

using namespace diapir;
using namespace diapir::io::segy;
using testing::message_of;

namespace {

/// A file of traces as long as that, 32-bit floats, in its order of bytes and revision.
std::string file_of(const std::vector<int>& lengths, bool little = false, int revision = 1) {
    testing::segy_bytes file;
    file.format = 5;
    file.little = little;
    file.revision = revision;
    file.samples = lengths[0];
    std::string all = file.bytes();
    file.traces = {{1, 1}};
    for (const int length : lengths) {
        file.samples = length;
        all += file.bytes().substr(file_head);
    }
    return all;
}
std::string refusal_of(const std::string& bytes) {
    const testing::temporary_folder folder;
    io::write_file(folder / "a.sgy", bytes);
    return message_of<file_error>([&] { const trace_file f(folder / "a.sgy"); });
}
std::optional<other_length> found_in(const std::string& bytes, std::size_t most = 1000) {
    file_layout l;
    l.format = sample_format::ieee_float;
    l.end = bytes.size();
    return find_other_length(
        l, [&](std::size_t at) { return load_natural(bytes.data() + at + 114, 2, byte_order::big); }, most);
}

}  // namespace

TEST_CASE("traces of different lengths are refused, whatever the size of the file") {
    for (const bool little : {false, true})
        for (const int revision : {0, 1, 2}) {
            CHECK(refusal_of(file_of({5, 5, 7, 5}, little, revision))
                      .ends_with("a.sgy: byte 4121: expected traces of one length, got 7 samples in trace 3 and 5 in "
                                 "trace 1"));
            // 65 is one whole trace more than 0
            CHECK(refusal_of(file_of({5, 70, 5}, little, revision))
                      .ends_with("got 70 samples in trace 2 and 5 in trace 1"));
        }
}

TEST_CASE("the first trace of another length has its number, byte and both lengths") {
    const auto other = found_in(file_of({5, 5, 7, 5, 9}));
    REQUIRE(other.has_value());
    CHECK(other->trace == 2);
    CHECK(other->byte == file_head + 2 * 260);
    CHECK(other->samples == 7);
    CHECK(other->first_samples == 5);
}

TEST_CASE("what headers say counts only where it is true of the whole file") {
    CHECK(!found_in(file_of({5, 5, 5})));
    const std::string bytes = file_of({5, 5, 7, 5});
    CHECK(!found_in(bytes.substr(0, bytes.size() - 1)));  // cut
    CHECK(!found_in(bytes, 2));
    std::string lies = file_of({5, 5, 5});
    lies[file_head + 260 + 115] = 6;
    CHECK(!found_in(lies));
    lies[file_head + 260 + 115] = 0;  // says nothing
    CHECK(!found_in(lies));
}

TEST_CASE("a file that traces as long as the first 64 fill has one length") {
    std::vector<int> lengths(65, 5);
    lengths.back() = 70;  // which is as long as two
    CHECK(!found_in(file_of(lengths)));
    lengths.back() = 7;
    CHECK(found_in(file_of(lengths))->trace == 64);
    lengths[63] = 70;
    lengths.back() = 5;
    CHECK(found_in(file_of(lengths))->trace == 63);
}
