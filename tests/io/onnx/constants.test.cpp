// Tensors of ONNX files as numbers.
#include "catch.hpp"
#include <diapir/io/onnx/constants.hpp>

#include <string>

using namespace diapir;
using Catch::Contains;
using io::onnx::tensor_proto;

namespace {

tensor_proto tensor_of(int type, std::initializer_list<std::int64_t> dims, const std::string& raw = {}) {
    tensor_proto t;
    t.set_name("w");
    t.set_data_type(type);
    for (const auto d : dims) t.add_dims(d);
    if (!raw.empty()) t.set_raw_data(raw);
    return t;
}
std::vector<double> numbers(const tensor_proto& t) {
    return io::onnx::read_constant(t, "a.onnx").numbers;
}
std::string refusal(const tensor_proto& t) {
    try {
        numbers(t);
    } catch (const file_error& e) {
        return e.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("numbers of every type are read, raw or in fields") {
    using d = std::vector<double>;
    CHECK(numbers(tensor_of(tensor_proto::FLOAT, {1, 2}, std::string("\0\0\x80\x3f\0\0\0\xc0", 8))) == d{1, -2});
    CHECK(numbers(tensor_of(tensor_proto::FLOAT16, {2}, std::string("\0\x3c\0\xc0", 4))) == d{1, -2});
    CHECK(numbers(tensor_of(tensor_proto::INT8, {2}, "\x05\xff")) == d{5, -1});
    CHECK(numbers(tensor_of(tensor_proto::INT64, {1}, std::string("\xff\xff\xff\xff\xff\xff\xff\xff", 8))) == d{-1});
    CHECK(numbers(tensor_of(tensor_proto::FLOAT, {0})).empty());
    auto t = tensor_of(tensor_proto::FLOAT, {2});
    t.add_float_data(1.5f);
    t.add_float_data(2);
    CHECK(numbers(t) == d{1.5, 2});
    CHECK_FALSE(io::onnx::read_constant(t, "").whole);
    t = tensor_of(tensor_proto::INT64, {});
    t.add_int64_data(-7);
    CHECK(numbers(t) == d{-7});
    CHECK(io::onnx::read_constant(t, "").whole);
    t = tensor_of(tensor_proto::DOUBLE, {1});
    t.add_double_data(0.1);
    CHECK(numbers(t) == d{0.1});
    t = tensor_of(tensor_proto::FLOAT16, {1});
    t.add_int32_data(0xc000);
    CHECK(numbers(t) == d{-2});
    t = tensor_of(tensor_proto::BOOL, {1});
    t.add_int32_data(1);
    CHECK(numbers(t) == d{1});
    t = tensor_of(tensor_proto::UINT32, {1});
    t.add_uint64_data(4000000000);
    CHECK(numbers(t) == d{4e9});
}

TEST_CASE("tensors that lie about their data are refused") {
    CHECK_THAT(refusal(tensor_of(tensor_proto::FLOAT, {2}, "1234")),
               Contains("a.onnx: tensor 'w'") && Contains("expected 8 bytes"));
    CHECK_THAT(refusal(tensor_of(tensor_proto::FLOAT, {2})), Contains("expected 2 numbers for {2}, got 0"));
    CHECK_THAT(refusal(tensor_of(tensor_proto::FLOAT, {-1})), Contains("from 0 on, got -1"));
    CHECK_THAT(refusal(tensor_of(tensor_proto::FLOAT, {1, 1, 1, 1, 1, 1, 1, 1, 1})), Contains("at most 8 axes"));
    CHECK_THAT(refusal(tensor_of(tensor_proto::FLOAT, {4611686018427387904, 4})), Contains("no array can have"));
    CHECK_THAT(refusal(tensor_of(tensor_proto::STRING, {1})), Contains("expected numbers"));
    CHECK_THAT(refusal(tensor_of(99, {1})), Contains("expected numbers, got data of type 99"));
    auto t = tensor_of(tensor_proto::FLOAT, {1}, "1234");
    t.set_data_location(tensor_proto::EXTERNAL);
    CHECK_THAT(refusal(t), Contains("data in the file"));
}
