// Headers of safetensors files: what the format's own library writes is read, what lies about its data is named.
#include "catch.hpp"
#include <diapir/io/safetensors_header.hpp>

#include <string>

using namespace diapir;
using Catch::Contains;

namespace {

io::safetensors_header parse(const std::string& text, std::size_t bytes) {
    return io::parse_safetensors_header(text, bytes, "a.safetensors");
}

/// The header with one tensor described so, of a file of 16 bytes of data.
std::string refusal(const std::string& about, std::size_t bytes = 16) {
    try {
        parse("{\"a\": " + about + "}", bytes);
    } catch (const file_error& e) {
        return e.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("a safetensors header says names, dtypes, shapes and places") {
    const auto h = parse(R"({"b": {"dtype": "I64", "shape": [], "data_offsets": [16, 24]},
                            "__metadata__": {"format": "pt"},
                            "a": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}}   )",
                         24);
    REQUIRE(h.tensors.size() == 2);
    CHECK(h.tensors[0].name == "a");
    CHECK(h.tensors[0].shape == shape{2, 2});
    CHECK(h.tensors[1].dtype == "I64");
    CHECK(h.tensors[1].shape == shape{});
    CHECK(h.tensors[1].first == 16);
    CHECK(h.metadata.at("format") == "pt");
    CHECK(parse("{}", 0).tensors.empty());
}

TEST_CASE("what is written as a safetensors header is read") {
    const io::safetensors_header h{{{"a/kernel", "F64", {3, 1}, 0, 24}, {"e", "U8", {0}, 24, 24}}, {{"who", "we"}}};
    const std::string bytes = io::format_safetensors_header(h);
    CHECK(bytes.size() % 8 == 0);
    CHECK(8u + static_cast<unsigned char>(bytes[0]) + 256u * static_cast<unsigned char>(bytes[1]) == bytes.size());
    const auto again = parse(bytes.substr(8), 24);
    REQUIRE(again.tensors.size() == 2);
    CHECK(again.tensors[0].name == "a/kernel");
    CHECK(again.tensors[1].shape == shape{0});
    CHECK(again.metadata == h.metadata);
    CHECK_THROWS_AS(io::format_safetensors_header({{{"__metadata__", "U8", {0}, 0, 0}}, {}}), argument_error);
}

TEST_CASE("safetensors headers that lie are refused") {
    CHECK(refusal(R"({"dtype": "F32", "shape": [4], "data_offsets": [0, 16]})") == "accepted");
    CHECK_THAT(refusal(R"({"dtype": "F32", "shape": [5], "data_offsets": [0, 16]})"),
               Contains("a.safetensors") && Contains("'a'") && Contains("expected 20 bytes"));
    CHECK_THAT(refusal(R"({"dtype": "F32", "shape": [4], "data_offsets": [16, 0]})"), Contains("from 16 to 0"));
    CHECK_THAT(refusal(R"({"dtype": "F32", "shape": [4], "data_offsets": [8, 24]})"), Contains("from byte 0 on"));
    CHECK_THAT(refusal(R"({"dtype": "F32", "shape": [4], "data_offsets": [0, 16]})", 20), Contains("got 20"));
    CHECK_THAT(refusal(R"({"dtype": "F32", "shape": [4], "data_offsets": [0, 16]})", 12), Contains("got 12"));
    CHECK_THAT(refusal(R"({"dtype": "F32", "shape": [4611686018427387904, 4], "data_offsets": [0, 0]})"),
               Contains("no array can have shape"));
    CHECK_THAT(refusal(R"({"dtype": "F32", "shape": [-4], "data_offsets": [0, 16]})"), Contains("whole number"));
    CHECK_THAT(refusal(R"({"dtype": "F32", "shape": [1,1,1,1,1,1,1,1,4], "data_offsets": [0, 16]})"),
               Contains("at most 8 axes"));
    CHECK_THAT(refusal(R"({"dtype": "F8_E4M3", "shape": [16], "data_offsets": [0, 16]})"), Contains("'F8_E4M3'"));
    CHECK_THAT(refusal(R"({"dtype": "F32", "shape": [4]})"), Contains("data_offsets"));
    CHECK_THAT(refusal(R"({"dtype": "F32", "shape": 4, "data_offsets": [0, 16]})"), Contains("expected a shape"));
    CHECK_THAT(refusal("7"), Contains("is not as expected"));
    CHECK_THROWS_WITH(parse("[]", 0), Contains("JSON object"));
    CHECK_THROWS_AS(parse("{", 0), file_error);
    CHECK_THROWS_WITH(parse(R"({"__metadata__": {"a": 1}})", 0), Contains("__metadata__"));
    // Two tensors that share bytes, and the same name twice, of which one is lost.
    const std::string once = R"("a": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]})";
    CHECK_THROWS_WITH(parse("{" + once + R"(, "b": {"dtype": "U8", "shape": [4], "data_offsets": [2, 6]}})", 6),
                      Contains("from byte 4 on"));
    CHECK_THROWS_AS(parse("{" + once + R"(, "a": {"dtype": "U8", "shape": [4], "data_offsets": [4, 8]}})", 8),
                    file_error);
}
