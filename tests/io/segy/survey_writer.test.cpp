#include "../support.hpp"
#include "catch.hpp"
#include "segy_bytes.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/io/segy/survey_writer.hpp>

#include <string>
#include <vector>

using namespace diapir;
using namespace diapir::io::segy;

namespace {

testing::segy_bytes nasty_survey(int format) {
    auto file = testing::small_survey();
    file.format = format;
    file.traces.push_back(file.traces[3]);
    file.traces.push_back(file.traces[6]);
    file.traces.erase(file.traces.begin() + 5);
    for (std::size_t i = 0; i < 13; ++i) std::swap(file.traces[i], file.traces[i * 5 % 13]);
    return file;
}

/// The bytes of a copy of a file whose samples are what `value` makes of them.
template <class F>
std::string copied(const std::string& bytes, const writer_options& options, const F& value) {
    const testing::temporary_folder folder;
    io::write_file(folder / "a.sgy", bytes);
    const survey in(folder / "a.sgy");
    survey_writer out(in, folder / "b.sgy", options);
    for (std::size_t i = 0; i < in.ilines(); ++i) {
        const line_block line{i, 1, 0, in.xlines()};
        std::vector<float> values(line.traces() * in.samples());
        in.read(line, values.data());
        for (float& v : values) v = value(v);
        out.write(line, values.data());
        out.begin_flush(line);
    }
    CHECK(folder.files() == 2);
    out.commit();
    CHECK(folder.files() == 2);
    return io::read_file(folder / "b.sgy");
}

float same(float v) {
    return v;
}

}  // namespace

TEST_CASE("a copy with the same samples is the same file, copies of traces and holes included") {
    for (const int format : {1, 5})
        for (const bool little : {false, true}) {
            auto file = nasty_survey(format);
            file.little = little;
            CHECK(copied(file.bytes(), {}, same) == file.bytes());
        }
    for (const int samples : {400, 600, 65000}) {  // whose headers are read with their samples, and alone
        auto file = nasty_survey(5);
        file.samples = samples;
        CHECK(copied(file.bytes(), {}, same) == file.bytes());
    }
    auto file = nasty_survey(1);
    file.revision = 2;
    file.extended_texts = {"MORE"};
    file.declared_texts = 1;
    std::string bytes = file.bytes() + std::string(3200, 'x');
    file.put(bytes, 3528, 1, 4);
    CHECK(copied(bytes, {}, same) == bytes);
}

TEST_CASE("samples are replaced, and no header is") {
    const auto file = nasty_survey(1);
    auto doubled = file;
    for (auto& t : doubled.traces)
        for (double& v : t.values) v *= 2;
    CHECK(copied(file.bytes(), {}, [](float v) { return 2 * v; }) == doubled.bytes());
}

TEST_CASE("integers become IEEE floats, and only the code of the format changes") {
    for (const int format : {2, 3, 7, 8}) {
        const auto file = nasty_survey(format);
        auto floats = file;
        floats.format = 5;
        CHECK(copied(file.bytes(), {}, same) == floats.bytes());
    }
}

TEST_CASE("samples of 8 bits have their scale in the text header") {
    const auto file = nasty_survey(1);
    const auto out = copied(file.bytes(), {.eight_bits = true, .code = 0.5, .quantity = "PROBABILITY"}, same);
    auto eight = file;
    eight.format = 8;
    for (auto& t : eight.traces)
        for (double& v : t.values) v = std::min(127.0, 2 * v);
    const std::string expected = eight.bytes();
    CHECK(out.substr(3200) == expected.substr(3200));
    const std::string line = "C37 PROBABILITY: 8-BIT INTEGERS, VALUE = SAMPLE * 0.5";
    CHECK(decode_text(out.substr(36 * 80, line.size()), text_encoding::ebcdic) == line);
    CHECK(out.substr(0, 36 * 80) == expected.substr(0, 36 * 80));
    const auto cut = copied(file.bytes(), {.eight_bits = true, .code = 0.5, .quantity = std::string(100, 'Q')}, same);
    const std::string scale = ": 8-BIT INTEGERS, VALUE = SAMPLE * 0.5";  // is never cut
    CHECK(decode_text(cut.substr(36 * 80, 80), text_encoding::ebcdic) ==
          "C37 " + std::string(76 - scale.size(), 'Q') + scale);
}

TEST_CASE("the text header has the scale of these samples of 8 bits, and no other") {
    auto file = nasty_survey(8);
    const auto lines = [](const std::string& bytes) {
        return decode_text(bytes.substr(36 * 80, 160), text_encoding::ebcdic);
    };
    const auto blank = lines(file.bytes()), start = std::string("C37 A: 8-BIT INTEGERS, VALUE = SAMPLE * ");
    const std::string once = copied(file.bytes(), {.eight_bits = true, .code = 1, .quantity = "A"}, same);
    CHECK(lines(once).starts_with(start + "1 "));
    const std::string twice = copied(once, {.eight_bits = true, .code = 2, .quantity = "A"}, same);
    CHECK(lines(twice).starts_with(start + "2 "));
    CHECK(lines(twice).substr(80) == blank.substr(80));
    CHECK(lines(copied(twice, {}, same)).find_first_not_of(' ', 4) == std::string::npos);  // of floats
}

TEST_CASE("a writer that dies leaves its work and no file of that name, and another goes on") {
    const auto file = testing::small_survey();
    const testing::temporary_folder folder;
    io::write_file(folder / "a.sgy", file.bytes());
    const survey in(folder / "a.sgy");
    std::vector<float> values(4 * 5);
    const auto write = [&](survey_writer& out, std::size_t i) {
        in.read({i, 1, 0, 4}, values.data());
        out.write({i, 1, 0, 4}, values.data());
    };
    {
        survey_writer out(in, folder / "b.sgy");
        write(out, 0);
        write(out, 2);
    }
    CHECK_FALSE(std::filesystem::exists(folder / "b.sgy"));
    survey_writer out(in, folder / "b.sgy");
    write(out, 1);
    out.commit();
    CHECK(io::read_file(folder / "b.sgy") == file.bytes());
}
