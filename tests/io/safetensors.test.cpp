// Arrays and weights in safetensors files. The bytes are written out by the README of huggingface/safetensors 0.4.
#include "catch.hpp"
#include "io/support.hpp"
#include "reference.hpp"
#include <diapir/io/safetensors.hpp>
#include <diapir/nn/networks/unet.hpp>

#include <string>

using namespace diapir;
using Catch::Contains;

namespace {

/// A file with that header and those data.
std::filesystem::path written(const testing::temporary_folder& folder, const std::string& header,
                              const std::string& data) {
    std::string bytes(8, '\0');
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(header.size() >> 8 * i & 255);
    io::write_file(folder / "a.safetensors", bytes + header + data);
    return folder / "a.safetensors";
}

}  // namespace

TEST_CASE("every dtype of safetensors is read") {
    const testing::temporary_folder folder;
    const std::string header = R"({"half": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]},
        "brain": {"dtype": "BF16", "shape": [2, 1], "data_offsets": [4, 8]},
        "one": {"dtype": "F32", "shape": [], "data_offsets": [8, 12]},
        "small": {"dtype": "I16", "shape": [1], "data_offsets": [12, 14]},
        "flag": {"dtype": "BOOL", "shape": [2], "data_offsets": [14, 16]}})";
    const std::string data("\x00\x3c\x00\xc0\x80\x3f\x40\xc0\x00\x00\xc0\x3f\xfe\xff\x01\x00", 16);
    const io::safetensors_file file(written(folder, header, data));
    CHECK(testing::max_difference(file.get<float>("half"), std::vector<float>{1, -2}) == 0);
    CHECK(testing::max_difference(file.get<double>("brain"), std::vector<double>{1, -3}) == 0);
    CHECK(shape_of(file.get<double>("brain")) == shape{2, 1});
    CHECK(file.get<float>("one")() == 1.5f);
    CHECK(file.get<int>("small")(0) == -2);
    CHECK(file.get<int>("brain")(1, 0) == -3);
    CHECK(file.get<bool>("flag")(0));
    CHECK_FALSE(file.get<bool>("flag")(1));
    CHECK_THROWS_WITH(file.get<unsigned>("small"), Contains("'small'") && Contains("-2"));
    CHECK_THROWS_WITH(file.get<int>("one"), Contains("1.5"));
    CHECK_THROWS_WITH(file.get<int>("none"), Contains("a.safetensors") && Contains("'none'"));
    CHECK(file.contains("one"));
    CHECK_FALSE(file.contains("none"));
}

TEST_CASE("files that are no safetensors are refused") {
    const testing::temporary_folder folder;
    io::write_file(folder / "short", "1234567");
    CHECK_THROWS_WITH(io::safetensors_file(folder / "short"), Contains("short") && Contains("7 bytes"));
    io::write_file(folder / "long", std::string("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10));
    CHECK_THROWS_WITH(io::safetensors_file(folder / "long"), Contains("18446744073709551615"));
    io::write_file(folder / "large", std::string("\x01\x00\x00\x02\x00\x00\x00\x00", 8) + std::string(33554433, ' '));
    CHECK_THROWS_WITH(io::safetensors_file(folder / "large"), Contains("33554433"));
    CHECK_THROWS_AS(io::safetensors_file(folder / "missing"), file_error);
    CHECK_THROWS_WITH(io::safetensors_file(written(folder, "{} ", "x")), Contains("expected 0 bytes of data, got 1"));
}

TEST_CASE("the weights of a network go out and come back by name") {
    const testing::temporary_folder folder;
    const nn::unet_options small{.channels = 2, .filters = 2, .levels = 1, .bottleneck = 3, .kernel = 3};
    const nn::unet<float> net(small, 5);
    const auto path = folder / "net.safetensors";
    io::save_safetensors(path, net.parameters(), {{"network", "unet"}});
    const io::safetensors_file file(path);
    CHECK(file.metadata().at("network") == "unet");
    CHECK(file.tensors().size() == net.parameters().size());
    CHECK(file.about("conv2d/kernel").shape == shape{3, 3, 2, 2});
    nn::unet<double> again(small, 6);
    io::load_safetensors(path, again.parameters());
    for (std::size_t i = 0; i < again.parameters().size(); ++i)
        CHECK(testing::max_difference(again.parameters()[i].value, net.parameters()[i].value) == 0);

    nn::unet<double> other({.channels = 3, .filters = 2, .levels = 1, .bottleneck = 3, .kernel = 3}, 6);
    const tensor<double> before = other.parameters()[0].value;
    CHECK_THROWS_WITH(io::load_safetensors(path, other.parameters()),
                      Contains("conv2d/kernel") && Contains("{3, 3, 2, 2}, expected {3, 3, 3, 2}"));
    CHECK(testing::max_difference(other.parameters()[0].value, before) == 0);
    nn::unet<double> deeper({.channels = 2, .filters = 2, .levels = 2, .bottleneck = 3, .kernel = 3}, 6);
    CHECK_THROWS_AS(io::load_safetensors(path, deeper.parameters()), file_error);
    io::safetensors_writer writer(path);
    const float one = 1;
    writer.add("a", {}, &one);
    CHECK_THROWS_AS(writer.add("a", {}, &one), argument_error);
}

TEST_CASE("tensors and metadata may have any names") {
    const testing::temporary_folder folder;
    for (const std::string text : {"x", "gr\xc3\xbcn"}) {
        io::safetensors_writer writer(folder / "a.safetensors", {{"latin1", text}});
        const float numbers[] = {1, 2};
        writer.add("latin1", shape{2}, numbers);
        writer.commit();
        const io::safetensors_file file(folder / "a.safetensors");
        CHECK(file.metadata() == std::map<std::string, std::string>{{"latin1", text}});
        CHECK(file.get<float>("latin1")(1) == 2);
    }
}
