// Numbers go out with the lowest byte first, on machines of either byte order.
#include "catch.hpp"
#include <diapir/io/little_endian.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace diapir;

namespace {

template <class T>
std::string out(const std::vector<T>& values) {
    std::string bytes;
    io::in_little_endian({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)}, sizeof(T),
                         [&](std::string_view b) { bytes = b; });
    return bytes;
}

}  // namespace

TEST_CASE("numbers go out with the lowest byte first") {
    CHECK(out<std::uint8_t>({1, 2}) == "\1\2");
    CHECK(out<std::uint16_t>({0x0201, 0x0403}) == "\1\2\3\4");
    CHECK(out<std::uint32_t>({0x04030201, 0x08070605}) == "\1\2\3\4\5\6\7\10");
    CHECK(out<float>({1.0f}) == std::string("\0\0\x80\x3f", 4));
    CHECK(out<double>({}).empty());
}

TEST_CASE("the bytes of each element are reversed") {
    CHECK(io::detail::reversed_elements("abcdefgh", 4) == "dcbahgfe");
    CHECK(io::detail::reversed_elements("abcd", 1) == "abcd");
    CHECK(io::detail::reversed_elements("", 8).empty());
}
