// What surveys refuse; see tests/project/misuse.hpp. What hostile files do is tested in tests/fuzz/segy.
#include "project/misuse.hpp"

#include "io/segy/segy_bytes.hpp"
#include "io/support.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/segy.hpp>

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

using namespace diapir;
using namespace diapir::testing;
using namespace diapir::io::segy;

namespace {

/// A folder that all rows share, with a survey of 2 inlines, 3 crosslines and a few samples.
const temporary_folder& folder() {
    static const temporary_folder made;
    static const bool filled_in = [] {
        const std::string bytes = small_survey(2, 3).bytes();
        io::write_file(made / "good.sgy", bytes);
        io::write_file(made / "short.sgy", bytes.substr(0, bytes.size() - 1));
        io::write_file(made / "head.sgy", bytes.substr(0, 3599));
        io::write_file(made / "no_trace.sgy", bytes.substr(0, 3600));
        io::write_file(made / "empty.sgy", "");
        io::write_file(made / "zeros.sgy", std::string(10000, '\0'));
        io::write_file(made / "a\nb.sgy", "no survey");
        std::filesystem::create_directories(made / "folder.sgy");
        ::mkfifo((made / "pipe.sgy").c_str(), 0600);
        return true;
    }();
    static_cast<void>(filled_in);
    return made;
}
std::filesystem::path in(const char* name) {
    return folder() / name;
}
const survey& good() {
    static const survey opened(in("good.sgy"));
    return opened;
}
std::vector<float>& values() {
    static std::vector<float> some(10000);
    return some;
}
std::vector<char>& bytes() {
    static std::vector<char> some(100000);
    return some;
}
survey_description about() {
    return {.ilines = {100, 1, 2}, .xlines = {500, 1, 3}, .samples = 4};
}
/// Describes a survey with something changed.
template <class Change>
void described(const Change& change) {
    survey_description one = about();
    change(one);
    new_survey(in("new.sgy"), one);
}
void write_block(const line_block& block) {
    survey_writer(good(), in("copy.sgy")).write(block, values().data());
}
void eight_bits(double code) {
    survey_writer(good(), in("copy.sgy"), {.eight_bits = true, .code = code});
}

const misuse of_files[] = {
    {"no such file", [] { survey{in("none.sgy")}; }, "none.sgy: cannot be opened: No such file or directory"},
    {"a folder", [] { survey{in("folder.sgy")}; }, "folder.sgy: cannot be read: Is a directory"},
    {"a pipe", [] { survey{in("pipe.sgy")}; }, "pipe.sgy: cannot be read: expected a file, got a pipe"},
    {"a device", [] { survey{"/dev/zero"}; }, "/dev/zero: cannot be read: expected a file, got a device"},
    {"an empty file", [] { survey{in("empty.sgy")}; },
     "empty.sgy: expected a SEG-Y file with headers of 3600 bytes, got 0 bytes in all"},
    {"a name with a line break", [] { survey{in("a\nb.sgy")}; },
     "a\\nb.sgy: expected a SEG-Y file with headers of 3600 bytes, got 9 bytes in all"},
    {"half a header", [] { survey{in("head.sgy")}; }, "head.sgy: expected a SEG-Y file with headers of 3600 bytes"},
    {"headers alone", [] { survey{in("no_trace.sgy")}; }, "no_trace.sgy: byte 3601: expected the first trace"},
    {"a trace cut short", [] { survey{in("short.sgy")}; }, "of trace 6 ("},
    {"zeros", [] { survey{in("zeros.sgy")}; }, "zeros.sgy: byte 3225: expected the code of a sample format"},
    {"a key beyond the header", [] { survey(in("good.sgy"), {.iline = 238, .xline = 193}); },
     "iline: expected the first of 4 bytes in a trace header, 1 to 237, got 238"},
    {"a key of minus one", [] { survey(in("good.sgy"), {.cdpx = minus_one}); },
     "cdpx: expected the first of 4 bytes in a trace header, 1 to 237, got 18446744073709551615"},
    {"one key for both lines", [] { survey(in("good.sgy"), {.iline = 189, .xline = 189}); },
     "trace keys: expected other bytes for the crossline than for the inline, got 189 for both"},
    {"one key for both coordinates", [] { survey(in("good.sgy"), {.cdpx = 181, .cdpy = 181}); },
     "trace keys: expected other bytes for y than for x, got 181 for both"},
    {"one line key without the other", [] { survey(in("good.sgy"), {.iline = 189}); },
     "trace keys: expected bytes of both inline and crossline, got 189 and 0"},
};

const misuse of_lines[] = {
    {"an inline beyond the last", [] { good().inline_section(2); },
     "good.sgy: expected lines within 2 x 3, got inlines 2 + 1 and crosslines 0 + 3"},
    {"inline minus one", [] { good().inline_section(minus_one); }, "got inlines 18446744073709551615 + 1"},
    {"a crossline beyond the last", [] { good().crossline_section(3); }, "and crosslines 3 + 1"},
    {"crossline minus one", [] { good().crossline_section(minus_one); }, "and crosslines 18446744073709551615 + 1"},
    {"a block that wraps",
     [] {
         good().read({minus_one, 2, 0, 3}, values().data());
     },
     "expected lines within 2 x 3, got inlines 18446744073709551615 + 2"},
    {"a block of minus one crosslines",
     [] {
         good().read({0, 1, 1, minus_one}, values().data());
     },
     "and crosslines 1 + 18446744073709551615"},
    {"the last line of an axis beyond 64 bits",
     [] {
         line_axis{1, std::numeric_limits<std::int64_t>::max(), 3}.last();
     },
     "line_axis: expected numbers of 64 bits, got 3 from 1 on in steps of 9223372036854775807"},
    {"a slice below the last sample", [] { good().slice(good().samples()); }, "good.sgy: expected a sample below"},
    {"a slice at minus one", [] { good().slice(minus_one); }, "got 18446744073709551615"},
    {"a slice of every 0th line", [] { good().slice(0, 0); }, "good.sgy: expected a step of at least 1 line, got 0"},
    {"a trace beyond the last", [] { good().file().read_traces(6, 1, values().data()); },
     "good.sgy: expected traces below 6, got 6 + 1"},
    {"traces that wrap", [] { good().file().read_traces(minus_one, 2, values().data()); },
     "expected traces below 6, got 18446744073709551615 + 2"},
    {"headers beyond the last", [] { good().file().read_headers(5, 2, bytes().data()); },
     "expected traces below 6, got 5 + 2"},
    {"bytes of minus one traces", [] { good().file().read_raw(0, minus_one, bytes().data()); },
     "expected traces below 6, got 0 + 18446744073709551615"},
    {"the head of no trace", [] { good().file().read_head(6, bytes().data()); }, "expected traces below 6, got 6 + 1"},
    {"samples of an obsolete format",
     [] { decode_samples(bytes().data(), 1, static_cast<sample_format>(4), byte_order::big, values().data()); },
     "decode_samples: expected a format of SEG-Y, got code 4"},
    {"samples written as 24 bits",
     [] { encode_samples(values().data(), 1, sample_format::int24, byte_order::big, bytes().data()); },
     "encode_samples: expected IBM or IEEE floats or 8-bit integers, got 24-bit integer"},
    {"a line of text of 77 characters",
     [] {
         std::string header(text_bytes, ' ');
         add_text_line(header, std::string(77, 'x'));
     },
     "add_text_line: expected at most 76 characters in a header of 3200 bytes, got 77 in 3200"},
    {"a line of a text that is too short",
     [] {
         std::string header(80, ' ');
         add_text_line(header, "x");
     },
     "got 1 in 80"},
};

const misuse of_writers[] = {
    {"a new survey without inlines", [] { described([](auto& d) { d.ilines.count = 0; }); },
     "new_survey: expected lines, got 0 x 3"},
    {"without crosslines", [] { described([](auto& d) { d.xlines.count = 0; }); },
     "new_survey: expected lines, got 2 x 0"},
    {"of minus one lines", [] { described([](auto& d) { d.ilines.count = minus_one; }); },
     "new_survey: expected at most 4294967294 traces, got 18446744073709551615 x 3"},
    {"of lines without a step", [] { described([](auto& d) { d.ilines.step = 0; }); },
     "new_survey: expected inlines with different numbers of 32 bits, got 2 from 100 on in steps of 0"},
    {"of crosslines beyond 32 bits", [] { described([](auto& d) { d.xlines.first = 2147483646; }); },
     "new_survey: expected crosslines with different numbers of 32 bits, got 3 from 2147483646 on in steps of 1"},
    {"at no place", [] { described([](auto& d) { d.coordinates.origin.x = not_a_number; }); },
     "new_survey: expected coordinates of at most 2e8 each, got nan"},
    {"too far away", [] { described([](auto& d) { d.coordinates.per_xline.y = 1e9; }); },
     "new_survey: expected coordinates of at most 2e8 each, got"},
    {"without samples", [] { described([](auto& d) { d.samples = 0; }); },
     "new_survey: expected 1 to 65535 samples, got 0"},
    {"with 65,536 samples", [] { described([](auto& d) { d.samples = 65536; }); },
     "new_survey: expected 1 to 65535 samples, got 65536"},
    {"without an interval", [] { described([](auto& d) { d.interval = 0; }); },
     "new_survey: expected an interval of 1 to 65535 microseconds, got 0"},
    {"with an interval of seconds", [] { described([](auto& d) { d.interval = 0.004; }); },
     "new_survey: expected an interval of 1 to 65535 microseconds, got 0.004"},
    {"with an interval that is no number", [] { described([](auto& d) { d.interval = not_a_number; }); },
     "new_survey: expected an interval of 1 to 65535 microseconds, got nan"},
    {"in a format that is not written", [] { described([](auto& d) { d.format = sample_format::int16; }); },
     "new_survey: expected IBM or IEEE floats or 8-bit integers, got format 3"},
    {"with 38 lines of text", [] { described([](auto& d) { d.text.resize(38); }); },
     "new_survey: expected at most 37 lines of text, got 38"},
    {"with a line of 77 characters", [] { described([](auto& d) {
                                              d.text = {"x", std::string(77, 'x')};
                                          }); },
     "new_survey: expected lines of text of at most 76 characters, got one of 77"},
    {"while another one writes it",
     [] {
         const new_survey first(in("shared.sgy"), about());
         new_survey(in("shared.sgy"), about());
     },
     "shared.sgy.partial: expected to be the only one who works at this, another process does"},
    {"where something else grows",
     [] {
         io::write_file(in("foreign.sgy.partial"), std::string(5000, 'x'));
         new_survey(in("foreign.sgy"), about());
     },
     "foreign.sgy.partial: is of no work that was begun; move it away"},
    {"where a short text lies",
     [] {
         io::write_file(in("text.sgy.partial"), "mine");
         new_survey(in("text.sgy"), about());
     },
     "text.sgy.partial: is of no work that was begun; move it away"},
    {"in a folder that is not there", [] { new_survey(in("none/new.sgy"), about()); },
     "none/new.sgy: cannot be written: No such file or directory"},
    {"in place of a folder", [] { new_survey(in("folder.sgy"), about()); },
     "folder.sgy: cannot be written: it is a directory"},
    {"an inline beyond the last", [] { new_survey(in("new.sgy"), about()).write_inline(2, values().data()); },
     "new_survey: expected an inline below 2, got 2"},
    {"inline minus one", [] { new_survey(in("new.sgy"), about()).write_inline(minus_one, values().data()); },
     "new_survey: expected an inline below 2, got 18446744073709551615"},
    {"a survey with a part left out",
     [] {
         new_survey out(in("new.sgy"), about());
         out.write_inline(0, values().data());
         out.commit();
     },
     "new_survey: expected all 2 inlines, number 1 was not written"},
    {"a copy in a folder that is not there", [] { survey_writer(good(), in("none/copy.sgy")); },
     "none/copy.sgy: cannot be written: No such file or directory"},
    {"a copy of lines beyond the last",
     [] {
         write_block({1, 2, 0, 3});
     },
     "good.sgy: expected lines within 2 x 3, got inlines 1 + 2"},
    {"a copy of lines that wrap",
     [] {
         write_block({0, 2, minus_one, 2});
     },
     "and crosslines 18446744073709551615 + 2"},
    {"a flush of lines that wrap",
     [] {
         survey_writer(good(), in("copy.sgy")).begin_flush({minus_one, 2, 0, 1});
     },
     "got inlines 18446744073709551615 + 2"},
    {"8 bits of nothing", [] { eight_bits(0); }, "survey_writer: expected the value of a sample of 1 above 0, got 0"},
    {"8 bits turned around", [] { eight_bits(-1); }, "above 0, got -1"},
    {"8 bits of no number", [] { eight_bits(not_a_number); }, "above 0, got nan"},
    {"8 bits without an end", [] { eight_bits(infinite); }, "above 0, got inf"},
    {"8 bits of almost nothing", [] { eight_bits(1e-310); }, "above 0, got 1e-310"},
};

}  // namespace

TEST_CASE("misuse of survey files is refused") {
    check_refused(of_files);
}
TEST_CASE("misuse of lines and traces is refused") {
    check_refused(of_lines);
}
TEST_CASE("misuse of what writes surveys is refused, and leaves no survey") {
    check_refused(of_writers);
    CHECK_FALSE(std::filesystem::exists(in("new.sgy")));
    CHECK_FALSE(std::filesystem::exists(in("copy.sgy")));
    for (const char* name : {"new.sgy.partial", "shared.sgy", "shared.sgy.partial", "foreign.sgy", "text.sgy"})
        CHECK_FALSE(std::filesystem::exists(in(name)));
    CHECK(io::read_file(in("foreign.sgy.partial")) == std::string(5000, 'x'));
    CHECK(io::read_file(in("text.sgy.partial")) == "mine");
}
