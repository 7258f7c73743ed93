#include "../support.hpp"
#include "catch.hpp"
#include "segy_bytes.hpp"
#include <diapir/io/segy/file_layout.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

using namespace diapir;
using namespace diapir::io::segy;
using testing::mentions;
using testing::message_of;

namespace {

file_layout layout_of(const std::string& bytes, std::size_t texts = 0) {
    file_layout l =
        parse_layout(std::string_view(bytes).substr(0, file_head), bytes.size(), "a.sgy", [&] { return texts; });
    complete_layout(l, bytes.data() + l.first_trace, "a.sgy");
    return l;
}
std::string failure_of(const std::string& bytes) {
    return message_of<file_error>([&] { layout_of(bytes); });
}

}  // namespace

TEST_CASE("a layout has format, order, revision and sizes of a file") {
    for (const int format : {1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16})
        for (const bool little : {false, true})
            for (const int revision : {0, 1, 2}) {
                auto file = testing::small_survey();
                file.format = format;
                file.little = little;
                file.revision = revision;
                file.delay = -8;
                const file_layout l = layout_of(file.bytes());
                CHECK(static_cast<int>(l.format) == format);
                CHECK(l.order == (little ? byte_order::little : byte_order::big));
                CHECK(l.revision == static_cast<unsigned>(revision));
                CHECK(l.traces == 12);
                CHECK(l.samples == 5);
                CHECK(l.interval == 4000);
                CHECK(l.delay == -8);
                CHECK(l.position(1) == 3600 + 240 + 5 * file.sample_size());
            }
}

TEST_CASE("texts after the binary header are skipped, be they counted or ended") {
    auto file = testing::small_survey();
    file.extended_texts = {"MORE", "((SEG: ENDTEXT))"};
    file.declared_texts = 2;
    CHECK(layout_of(file.bytes()).first_trace == 10000);
    file.declared_texts = -1;
    CHECK(layout_of(file.bytes(), 2).traces == 12);
    file.revision = 0;  // which has no such field
    file.extended_texts.clear();
    CHECK(layout_of(file.bytes()).first_trace == 3600);
}

TEST_CASE("revision 2 has longer traces, an offset, more trace headers and texts at the end") {
    auto file = testing::small_survey();
    file.revision = 2;
    std::string bytes = file.bytes() + std::string(3200, ' ');
    file.put(bytes, 3528, 1, 4);
    CHECK(layout_of(bytes).traces == 12);
    bytes = file.bytes();
    bytes.insert(3600, 100, '\0');
    file.put(bytes, 3520, 3700, 8);
    CHECK(layout_of(bytes).first_trace == 3700);
    file.samples = 70000;
    file.traces.resize(1);
    bytes = file.bytes();
    file.put(bytes, 3268, 70000, 4);
    CHECK(layout_of(bytes).samples == 70000);
    file.samples = 65;  // 240 bytes of a header more, and 5 samples
    bytes = file.bytes();
    file.put(bytes, 3506, 1, 4);
    file.put(bytes, 3220, 5, 2);
    CHECK(layout_of(bytes).trace_head == 480);
    CHECK(layout_of(bytes).samples == 5);
}

TEST_CASE("revision 2 has an interval that may be a fraction of a microsecond") {
    for (const bool little : {false, true}) {
        auto file = testing::small_survey();
        file.little = little;
        file.revision = 2;
        const auto interval_with = [&](double extended) {
            std::string bytes = file.bytes();
            file.put(bytes, 3272, std::bit_cast<std::uint64_t>(extended), 8);
            return layout_of(bytes).interval;
        };
        CHECK(interval_with(62.5) == 62.5);
        file.interval = 0;
        CHECK(interval_with(62.5) == 62.5);
        file.interval = 4000;
        for (const double none : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()})
            CHECK(interval_with(none) == 4000);
        file.revision = 1;  // which has other things there
        CHECK(interval_with(62.5) == 4000);
    }
}

TEST_CASE("the number of samples comes from the first trace where the binary header has none that fits") {
    auto file = testing::small_survey();
    std::string bytes = file.bytes();
    file.put(bytes, 3220, 0, 2);
    CHECK(layout_of(bytes).samples == 5);
    file.put(bytes, 3220, 1234, 2);
    CHECK(layout_of(bytes).samples == 5);
    file.put(bytes, 3220, 5, 2);
    file.put(bytes, 3600 + 114, 462, 2);
    CHECK(layout_of(bytes).samples == 5);
}

TEST_CASE("what is no SEG-Y file or damaged is refused with the byte and the trace") {
    const auto file = testing::small_survey();
    const std::string good = file.bytes();
    CHECK(mentions(failure_of("abc"), "a.sgy", "3600 bytes", "got 3 bytes"));
    CHECK(mentions(failure_of(good.substr(0, 3600)), "byte 3601", "first trace"));
    CHECK(mentions(failure_of(good.substr(0, good.size() - 7)), "byte 6461", "260 bytes of trace 12", "after 253"));
    std::string bytes = good;
    file.put(bytes, 3224, 77, 2);
    CHECK(mentions(failure_of(bytes), "byte 3225", "got 77"));
    file.put(bytes, 3224, 4, 2);
    CHECK(mentions(failure_of(bytes), "byte 3225", "got 4, which is obsolete"));
    for (const unsigned order : {0x01020304u, 0x04030201u}) {  // that is told, but no format
        file.put(bytes, 3224, 77 + 256 * 77, 2);
        file.put(bytes, 3296, order, 4);
        CHECK(mentions(failure_of(bytes), "byte 3225", "got 19789"));
    }
    bytes = good;
    file.put(bytes, 3220, 0, 2);
    file.put(bytes, 3600 + 114, 0, 2);
    CHECK(mentions(failure_of(bytes), "byte 3221", "got 0"));
    bytes = good;
    file.put(bytes, 3296, 0x02010403, 4);
    CHECK(mentions(failure_of(bytes), "byte 3297", "pairs"));
    bytes = good;
    file.put(bytes, 3504, 30000, 2);
    CHECK(mentions(failure_of(bytes), "byte 96003601", "first trace"));
}

TEST_CASE("numbers of a hostile header are held against the size of the file before they are used") {
    auto file = testing::small_survey();
    file.revision = 2;
    const std::string good = file.bytes();
    for (const std::size_t byte : {3269, 3507, 3529}) {
        std::string bytes = good;
        file.put(bytes, 3600 + 114, 0, 2);
        file.put(bytes, byte - 1, 0xffffffff, 4);
        CHECK(mentions(failure_of(bytes), "a.sgy: byte"));
    }
    std::string bytes = good;
    file.put(bytes, 3520, 0xffffffffffffff00, 8);
    CHECK(mentions(failure_of(bytes), "first trace"));
}

TEST_CASE("a delay has the scalar of times, from revision 1 on") {
    auto file = testing::small_survey();
    file.delay = 80;
    for (const auto& [scalar, delay] : {std::pair{0, 80.0}, {1, 80.0}, {10, 800.0}, {-10, 8.0}, {-1000, 0.08}}) {
        file.time_scalar = scalar;
        for (const int revision : {1, 2}) {
            file.revision = revision;
            CHECK(layout_of(file.bytes()).delay == Approx(delay));
        }
        file.revision = 0;  // which has no such field
        CHECK(layout_of(file.bytes()).delay == 80);
    }
}
