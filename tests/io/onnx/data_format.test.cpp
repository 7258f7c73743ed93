#include "catch.hpp"
#include <diapir/io/onnx/data_format.hpp>

#include <string>

using namespace diapir;

TEST_CASE("orders of axes have the names that OpendTect reads") {
    CHECK(io::name_of(io::data_format::channels_first) == std::string("channels_first"));
    CHECK(io::name_of(io::data_format::channels_last) == std::string("channels_last"));
}
