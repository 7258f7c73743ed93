#include "catch.hpp"
#include "support.hpp"
#include <diapir/io/npy.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

using namespace diapir;
using testing::mentions;
using testing::message_of;

namespace {

/// The bytes of a version 1.0 file with this dictionary and data.
std::string file(const std::string& dictionary, const std::string& data) {
    const std::string header = dictionary + "\n";
    return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size()) + '\0' + header + data;
}

std::string dictionary(const std::string& dtype, const std::string& shape, const std::string& fortran = "False") {
    return "{'descr': '" + dtype + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
}

template <class T>
std::vector<T> values(const array<T>& a) {
    return std::vector<T>(a.begin(), a.end());
}

template <class T>
array<T> counted(const shape& s) {
    array<T> a = make_array<T>(s);
    for (std::size_t i = 0; i < a.size(); ++i) a.data()[i] = static_cast<T>(i % 2 == 0 ? i : i / 2);
    return a;
}

/// Of this machine: '<' where it is little-endian.
constexpr char byte_order = std::endian::native == std::endian::little ? '<' : '>';

template <class T>
void check_round_trip(const std::string& type) {
    const std::string dtype = (sizeof(T) == 1 ? '|' : byte_order) + type;
    const testing::temporary_folder folder;
    for (const shape& s : {shape{}, shape{3}, shape{2, 3, 4}, shape{0, 5}, shape{1, 1, 1, 1, 1, 1, 1, 2}}) {
        array<T> a = make_array<T>(s);
        for (std::size_t i = 0; i < a.size(); ++i) a.data()[i] = static_cast<T>(i % 3 == 0 ? 1 : 0);
        io::save_npy(folder / "a.npy", a);
        const io::npy_header header = io::read_npy_header(folder / "a.npy");
        CHECK(header.dtype == dtype);
        CHECK(header.shape == s);
        CHECK(!header.fortran_order);
        CHECK(header.bytes % 64 == 0);
        const array<T> b = io::load_npy<T>(folder / "a.npy");
        CHECK(shape_of(b) == s);
        CHECK(values(b) == values(a));
    }
}

}  // namespace

TEST_CASE("arrays of every element type come back as they were, with NumPy's dtype") {
    check_round_trip<float>("f4");
    check_round_trip<double>("f8");
    check_round_trip<std::int32_t>("i4");
    check_round_trip<std::int64_t>("i8");
    check_round_trip<std::uint8_t>("u1");
    check_round_trip<std::uint16_t>("u2");
    check_round_trip<bool>("b1");
}

TEST_CASE("the bytes are those that NumPy writes") {
    const array<float> a = counted<float>({1, 2});
    std::string expected("\x93NUMPY\x01\x00\x76\x00", 10);
    expected += std::string("{'descr': '") + byte_order + "f4', 'fortran_order': False, 'shape': (1, 2), }";
    expected.resize(127, ' ');
    expected += '\n' + std::string(8, '\0');
    CHECK(io::encode_npy(shape_of(a), a.data()) == expected);
    const array<bool> b = make_array<bool>({3}, true);
    CHECK(mentions(io::encode_npy(shape_of(b), b.data()), "'shape': (3,), }"));
    CHECK(mentions(io::encode_npy(shape{}, a.data()), "'shape': (), }"));
}

TEST_CASE("any expression can be saved") {
    const testing::temporary_folder folder;
    const array<double> a = counted<double>({4, 5});
    io::save_npy(folder / "a.npy", xt::view(a + 1.0, xt::range(1, 3), xt::all()));
    const array<double> b = io::load_npy<double>(folder / "a.npy");
    CHECK(shape_of(b) == shape{2, 5});
    CHECK(b(1, 4) == a(2, 4) + 1);
}

TEST_CASE("both byte orders and both axis orders are read") {
    using io::decode_npy;
    const std::string big("\x00\x01\x00\x02\x01\x00", 6), little("\x01\x00\x02\x00\x00\x01", 6);
    CHECK(values(decode_npy<int>(file(dictionary(">u2", "(3,)"), big), "")) == std::vector<int>{1, 2, 256});
    CHECK(values(decode_npy<int>(file(dictionary("<u2", "(3,)"), little), "")) == std::vector<int>{1, 2, 256});
    CHECK(values(decode_npy<float>(file(dictionary(">f4", "(1,)"), std::string("\x40\x20\x00\x00", 4)), "")) ==
          std::vector<float>{2.5f});
    CHECK(values(decode_npy<double>(file(dictionary(">f8", "()"), std::string("\xbf\xf8\0\0\0\0\0\0", 8)), "")) ==
          std::vector<double>{-1.5});
    const std::string six("\x00\x01\x02\x03\x04\x05", 6);
    CHECK(values(decode_npy<int>(file(dictionary("|u1", "(2, 3)", "True"), six), "")) ==
          std::vector<int>{0, 2, 4, 1, 3, 5});
    std::string many;
    for (char i = 0; i < 24; ++i) many += i;
    const array<int> a = decode_npy<int>(file(dictionary("|i1", "(2, 3, 4)", "True"), many), "");
    for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 3; ++j)
            for (int k = 0; k < 4; ++k) CHECK(a(i, j, k) == i + 2 * j + 6 * k);
}

TEST_CASE("half precision is read exactly") {
    const std::string data("\x00\x3c\x00\xc0\x01\x00\xff\x7b\x00\x7c\x00\x7e\x00\x04", 14);
    const array<float> a = io::decode_npy<float>(file(dictionary("<f2", "(7,)"), data), "");
    CHECK(a(0) == 1);
    CHECK(a(1) == -2);
    CHECK(a(2) == std::ldexp(1.0f, -24));
    CHECK(a(3) == 65504);
    CHECK(a(4) == std::numeric_limits<float>::infinity());
    CHECK(std::isnan(a(5)));
    CHECK(a(6) == std::ldexp(1.0f, -14));
}

TEST_CASE("headers of versions 2 and 3, of any order, quotes and spacing are read") {
    for (const char version : {'\x02', '\x03'}) {
        const std::string text = "{\"shape\":(2,),'fortran_order' : False,  \"descr\": '|u1'}" + std::string(300, ' ');
        std::string bytes = std::string("\x93NUMPY", 6) + version + '\0';
        bytes += static_cast<char>(text.size() % 256);
        bytes += static_cast<char>(text.size() / 256);
        bytes += std::string(2, '\0') + text + "\x07\x09";
        CHECK(values(io::decode_npy<int>(bytes, "")) == std::vector<int>{7, 9});
        for (std::size_t size = 0; size < bytes.size(); ++size)
            CHECK_THROWS_AS(io::decode_npy<int>(bytes.substr(0, size), ""), file_error);
        for (const std::size_t high : {10, 11}) {
            std::string longer = bytes;
            longer[high] = 1;
            CHECK_THROWS_AS(io::decode_npy<int>(longer, ""), file_error);
        }
    }
}

TEST_CASE("headers of Python 2 are read") {
    const std::string six("\x00\x01\x02\x03\x04\x05", 6);
    const auto shape_in = [&](const std::string& text) {
        return shape_of(io::decode_npy<int>(file(dictionary("|u1", text), six), ""));
    };
    CHECK(shape_in("(2L, 3L)") == shape{2, 3});
    CHECK(shape_in("(6L,)") == shape{6});
    CHECK(shape_in("( 2L ,3 , )") == shape{2, 3});
    const std::string unicode = "{u'descr': u'|u1', u'fortran_order': False, u'shape': (2L, 3L)}";
    CHECK(values(io::decode_npy<int>(file(unicode, six), "")) == std::vector<int>{0, 1, 2, 3, 4, 5});
    for (const std::string bad : {"(2 L, 3)", "(L,)", "(2LL, 3)", "(2l, 3)"})
        CHECK_THROWS_AS(io::decode_npy<int>(file(dictionary("|u1", bad), six), ""), file_error);
}

TEST_CASE("elements convert between types where nothing is lost") {
    using io::decode_npy;
    const auto ints = file(dictionary("<i2", "(3,)"), std::string("\x01\x00\xff\xff\x2c\x01", 6));  // 1 -1 300
    CHECK(values(decode_npy<double>(ints, "")) == std::vector<double>{1, -1, 300});
    CHECK(values(decode_npy<std::int64_t>(ints, "")) == std::vector<std::int64_t>{1, -1, 300});
    CHECK(mentions(message_of<file_error>([&] { decode_npy<std::uint8_t>(ints, "x.npy"); }), "x.npy", "-1"));
    CHECK_THROWS_AS(decode_npy<std::int8_t>(ints, ""), file_error);
    CHECK_THROWS_AS(decode_npy<bool>(ints, ""), file_error);
    const auto bools = file(dictionary("|b1", "(2,)"), std::string("\x01\x00", 2));
    CHECK(values(decode_npy<float>(bools, "")) == std::vector<float>{1, 0});
    CHECK(decode_npy<bool>(bools, "")(0));

    const auto of_double = [](double x) { return io::encode_npy(shape{1}, &x); };
    CHECK(decode_npy<int>(of_double(-3.0), "")(0) == -3);
    CHECK(decode_npy<float>(of_double(0.1), "")(0) == 0.1f);
    CHECK(decode_npy<std::int64_t>(of_double(-std::ldexp(1.0, 63)), "")(0) == std::numeric_limits<std::int64_t>::min());
    CHECK_THROWS_AS(decode_npy<std::int64_t>(of_double(std::ldexp(1.0, 63)), ""), file_error);
    CHECK_THROWS_AS(decode_npy<int>(of_double(2.5), ""), file_error);
    CHECK_THROWS_AS(decode_npy<int>(of_double(NAN), ""), file_error);
    CHECK_THROWS_AS(decode_npy<int>(of_double(INFINITY), ""), file_error);
}

TEST_CASE("what is no whole array of numbers is named and refused") {
    const auto message = [](const std::string& bytes) {
        return message_of<file_error>([&] { io::decode_npy<float>(bytes, "x.npy"); });
    };
    const std::string good = file(dictionary("<f4", "(2, 3)"), std::string(24, '\0'));
    CHECK(message(good).empty());
    CHECK(mentions(message(good.substr(0, good.size() - 1)), "x.npy:", "expected 24 bytes", "{2, 3}", "got 23"));
    CHECK(mentions(message(good + "x"), "x.npy:", "expected 24 bytes", "got 25"));
    CHECK(mentions(message(""), "x.npy:", ".npy"));
    CHECK(mentions(message("not an array at all"), "x.npy:", "another format"));
    std::string version = good;
    version[6] = 4;
    CHECK(mentions(message(version), "version", "got 4"));
    CHECK(mentions(message(file(dictionary("|O", "(1,)"), "")), "x.npy:", "numbers or bool", "|O"));
    CHECK(mentions(message(file(dictionary("<c8", "(1,)"), std::string(8, '\0'))), "<c8"));
    CHECK(mentions(message(file(dictionary("", "(1,)"), "")), "numbers or bool"));
    CHECK(
        mentions(message(file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", "")), "structured"));
    for (const std::string shape :
         {"(2", "2", "(-1,)", "(2.0,)", "(2 3)", "(99999999999999999999,)", "(4294967296, 4294967296, 4)",
          "(1, 1, 1, 1, 1, 1, 1, 1, 1)", "(2,), 'shape': (2,)", "(2,), 'other': 1"})
        CHECK(mentions(message(file(dictionary("<f4", shape), "12345678")), "x.npy:"));
    CHECK(mentions(message(file(dictionary("<f4", "(4611686018427387906,)"), "12345678")), "no array can have shape"));
    CHECK(mentions(message(file("{'descr': '<f4', 'shape': (2,)}", "12345678")), "fortran_order"));
    CHECK(mentions(message(file(dictionary("<f4", "(2,)") + "x", "12345678")), "x.npy:"));
    CHECK(message(file(dictionary("<f4", "(4294967296, 0, 3)"), "")).empty());
    const std::string binary = message(file(std::string("{\xff\n\0", 4) + std::string(200, 'x'), ""));
    CHECK(mentions(binary, "x.npy:", "'{\\xff\\n\\x00x"));
    CHECK(mentions(message_of<file_error>([] { io::load_npy<float>("/no/such/file.npy"); }), "/no/such/file.npy"));
}
