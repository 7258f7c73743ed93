// The text of an .npy header: what NumPy writes is read, what we write is what NumPy writes, anything else is named.
#include "catch.hpp"
#include <diapir/io/npy_header.hpp>

#include <limits>
#include <string>

using namespace diapir;
using Catch::Contains;

namespace {

/// The bytes of a header of that version with this dictionary.
std::string bytes_of(const std::string& dictionary, char version = 1) {
    std::string bytes = std::string("\x93NUMPY", 6) + version + '\0';
    bytes += static_cast<char>(dictionary.size() & 255);
    bytes += static_cast<char>(dictionary.size() >> 8);
    if (version > 1) bytes += std::string(2, '\0');
    return bytes + dictionary;
}

io::npy_header parse(const std::string& bytes) {
    return io::parse_npy_header(bytes, "a.npy");
}

}  // namespace

TEST_CASE("a header of any version is read") {
    for (char version : {1, 2, 3}) {
        const auto h = parse(bytes_of("{'descr': '>f8', 'fortran_order': True, 'shape': (2, 3), }\n", version));
        CHECK(h.dtype == ">f8");
        CHECK(h.fortran_order);
        CHECK(h.shape == shape{2, 3});
        CHECK(h.swapped() == (std::endian::native == std::endian::little));
    }
    CHECK_THROWS_WITH(parse(bytes_of("{}", 4)), Contains("a.npy") && Contains("version 1 to 3, got 4"));
}

TEST_CASE("what is written is read, and its data begin at a multiple of 64 bytes") {
    for (const shape& s : {shape{}, shape{5}, shape{2, 3}, shape{0, 1, 4}}) {
        const std::string bytes = io::format_npy_header({.dtype = "<i4", .shape = s});
        const auto h = parse(bytes);
        CHECK(h.shape == s);
        CHECK(h.dtype == "<i4");
        CHECK(h.bytes == bytes.size());
        CHECK(h.bytes % 64 == 0);
        CHECK(bytes.back() == '\n');
    }
    // numpy.lib.format of NumPy 1.24
    CHECK_THAT(io::format_npy_header({.dtype = "<f4", .shape = {5}}),
               Contains("{'descr': '<f4', 'fortran_order': False, 'shape': (5,), }"));
    CHECK_THAT(io::format_npy_header({.dtype = "<f4", .shape = {5, 2}}), Contains("'shape': (5, 2), }"));
    CHECK_THAT(io::format_npy_header({.dtype = "<f4", .shape = {}}), Contains("'shape': (), }"));
}

TEST_CASE("the types of C++ have the dtypes of NumPy") {
    CHECK(io::npy_dtype<bool>() == "|b1");
    CHECK(io::npy_dtype<std::uint8_t>() == "|u1");
    const std::string order = std::endian::native == std::endian::little ? "<" : ">";
    CHECK(io::npy_dtype<float>() == order + "f4");
    CHECK(io::npy_dtype<std::int64_t>() == order + "i8");
}

TEST_CASE("no data are larger than the address space") {
    constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
    CHECK(io::npy_header{.dtype = "<f4", .shape = {2, 3}}.data_bytes(4, "a.npy") == 24);
    CHECK(io::npy_header{.dtype = "<f4", .shape = {most / 8, 0}}.data_bytes(4, "a.npy") == 0);
    for (const shape& none : {shape{most, 2}, {most / 8, 4}, {most, 0}, {0, most}, {most / 8, 0, most / 8}})
        CHECK_THROWS_WITH((io::npy_header{.dtype = "<f4", .shape = none}.data_bytes(4, "a.npy")),
                          Contains("a.npy: no array can have shape"));
}

TEST_CASE("what is no header is refused with its text") {
    const auto refused = [](const std::string& dictionary) {
        CHECK_THROWS_WITH(parse(bytes_of(dictionary)), Contains("a.npy: expected an .npy header"));
    };
    refused("");
    refused("{'descr': '<f4', 'fortran_order': False}");
    refused("{'descr': '<f4', 'fortran_order': Maybe, 'shape': ()}");
    refused("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}");
    refused("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}");
    refused("{'descr': '<f4', 'fortran_order': False, 'shape': ()} more");
    CHECK_THROWS_WITH(parse("GIF89a, and more"), Contains("got another format"));
    CHECK_THROWS_WITH(parse("\x93NUMPY"), Contains("fewer than 10 bytes"));
    CHECK_THROWS_WITH(parse(bytes_of("{}").substr(0, 11)), Contains("bytes in all"));
    CHECK_THROWS_WITH(parse(bytes_of("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': ()}")),
                      Contains("structured dtype"));
}
