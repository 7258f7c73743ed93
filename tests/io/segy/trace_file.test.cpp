#include "../support.hpp"
#include "catch.hpp"
#include "segy_bytes.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/segy/trace_file.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace diapir;
using namespace diapir::io::segy;
using testing::mentions;
using testing::message_of;

namespace {

std::vector<float> traces_of(const testing::segy_bytes& file) {
    const testing::temporary_folder folder;
    io::write_file(folder / "a.sgy", file.bytes());
    const trace_file f(folder / "a.sgy");
    std::vector<float> values(f.traces() * f.samples());
    f.read_traces(0, f.traces(), values.data());
    return values;
}

}  // namespace

TEST_CASE("samples of every format and order of bytes are read") {
    for (const int format : {1, 2, 3, 5, 6, 7, 8, 9})
        for (const bool little : {false, true}) {
            testing::segy_bytes file;
            file.format = format;
            file.little = little;
            const double fraction = format == 1 || format == 5 || format == 6 ? 0.625 : 0;
            file.traces = {{1, 1, 0, 0, 1, 0, {-100 - fraction, 0, 1, 97 + fraction, -1}}};
            INFO(format << ' ' << little);
            const auto f = static_cast<float>(fraction);
            CHECK(traces_of(file) == std::vector<float>{-100 - f, 0, 1, 97 + f, -1});
        }
    for (const int format : {10, 11, 12, 15, 16}) {
        testing::segy_bytes file;
        file.format = format;
        file.traces = {{1, 1, 0, 0, 1, 0, {0, 1, 127, 200, 255}}};
        CHECK(traces_of(file) == std::vector<float>{0, 1, 127, 200, 255});
    }
}

TEST_CASE("integers of 24 bits keep their sign, and large ones their value") {
    testing::segy_bytes file;
    file.format = 7;
    file.traces = {{1, 1, 0, 0, 1, 0, {-8388608, 8388607, -65536, 65535, -2}}};
    CHECK(traces_of(file) == std::vector<float>{-8388608, 8388607, -65536, 65535, -2});
    file.format = 15;
    file.traces[0].values = {16777215, 0, 8388608, 1, 2};
    CHECK(traces_of(file) == std::vector<float>{16777215, 0, 8388608, 1, 2});
}

TEST_CASE("IBM floats are sign, fraction and a power of 16") {
    testing::segy_bytes file;
    file.traces = {{1, 1, 0, 0, 1, 0, {-118.625, 1e-20, 3.25e20, 0.1, -16}}};
    const auto values = traces_of(file);
    CHECK(values[0] == -118.625f);
    CHECK(values[1] == Approx(1e-20).epsilon(1e-6));
    CHECK(values[2] == Approx(3.25e20).epsilon(1e-6));
    CHECK(values[3] == Approx(0.1).epsilon(1e-6));
    CHECK(values[4] == -16);
}

TEST_CASE("samples are encoded as they are read") {
    const std::vector<float> values{0, 1, -2.5f, 0.625f, 1000};
    for (const sample_format format : {sample_format::ibm_float, sample_format::ieee_float})
        for (const byte_order order : {byte_order::big, byte_order::little}) {
            std::vector<char> bytes(20);
            std::vector<float> back(5);
            encode_samples(values.data(), 5, format, order, bytes.data());
            decode_samples(bytes.data(), 5, format, order, back.data());
            CHECK(back == values);
        }
    const std::vector<float> wide{0.4f, -300, 300, 2.6f, std::nanf("")};
    char codes[5];
    encode_samples(wide.data(), 5, sample_format::int8, byte_order::big, codes);
    CHECK(std::vector<int>(codes, codes + 5) == std::vector<int>{0, -128, 127, 3, 0});
    CHECK_THROWS_AS(encode_samples(wide.data(), 5, sample_format::int16, byte_order::big, codes), argument_error);
}

TEST_CASE("headers are read by their numbers, with long traces and short ones") {
    for (const int samples : {5, 3000}) {
        auto file = testing::small_survey();
        file.samples = samples;
        const testing::temporary_folder folder;
        io::write_file(folder / "a.sgy", file.bytes());
        const trace_file f(folder / "a.sgy");
        std::vector<char> headers(3 * header_bytes);
        f.read_headers(4, 3, headers.data());
        for (std::size_t i = 0; i < 3; ++i) {
            const auto& t = file.traces[4 + i];
            CHECK(std::string(headers.data() + i * header_bytes, header_bytes) == file.header(t));
            CHECK(header_field(headers.data() + i * header_bytes, 189, byte_order::big) == t.iline);
        }
        CHECK(header_field(headers.data(), 71, byte_order::big, 2) == -10);
        char head[header_bytes];
        f.read_head(4, head);
        CHECK(std::string(head, header_bytes) == file.header(file.traces[4]));
    }
}

TEST_CASE("a file has its text, its head and its tail") {
    auto file = testing::small_survey();
    file.revision = 2;
    std::string bytes = file.bytes() + std::string(3200, 'x');
    file.put(bytes, 3528, 1, 4);
    const testing::temporary_folder folder;
    io::write_file(folder / "a.sgy", bytes);
    const trace_file f(folder / "a.sgy");
    CHECK(f.text().substr(0, 10) == "C 1 A TEST");
    CHECK(f.head() == bytes.substr(0, 3600));
    CHECK(f.tail() == std::string(3200, 'x'));
}

TEST_CASE("texts are counted up to the one that ends them") {
    auto file = testing::small_survey();
    file.extended_texts = {"MORE", "((SEG: EndText))"};
    file.declared_texts = -1;
    file.ascii = true;
    const testing::temporary_folder folder;
    io::write_file(folder / "a.sgy", file.bytes());
    CHECK(trace_file(folder / "a.sgy").layout().first_trace == 10000);
    file.extended_texts.pop_back();
    io::write_file(folder / "b.sgy", file.bytes());
    CHECK(mentions(message_of<file_error>([&] { trace_file f(folder / "b.sgy"); }), "b.sgy: byte 3505", "EndText"));
}

TEST_CASE("damaged files are refused by name") {
    const testing::temporary_folder folder;
    const auto refuses = [&](const std::string& bytes, const char* part) {
        io::write_file(folder / "a.sgy", bytes);
        return mentions(message_of<file_error>([&] { trace_file f(folder / "a.sgy"); }), "a.sgy", part);
    };
    const std::string good = testing::small_survey().bytes();
    CHECK(refuses("", "got 0 bytes"));
    CHECK(refuses(good.substr(0, 3599), "3600"));
    CHECK(refuses(good.substr(0, 3700), "first trace"));
    CHECK(refuses(good.substr(0, 5000), "of trace 6"));
    CHECK(mentions(message_of<file_error>([&] { trace_file f(folder / "none.sgy"); }), "none.sgy", "opened"));
}
