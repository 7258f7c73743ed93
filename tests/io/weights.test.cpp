#include "catch.hpp"
#include "io/support.hpp"
#include "reference.hpp"
#include <diapir/io/weights.hpp>

using namespace diapir;

namespace {

const nn::unet_options small{.channels = 2, .filters = 2, .levels = 1, .bottleneck = 3, .kernel = 3, .dropout = 0.25};

template <class T>
std::vector<T> flattened(const nn::parameters<T>& parameters) {
    std::vector<T> all;
    for (const auto& p : parameters) all.insert(all.end(), p.value.begin(), p.value.end());
    return all;
}

}  // namespace

TEST_CASE("a saved network is read back as it was") {
    const testing::temporary_folder folder;
    const nn::unet<float> net(small, 5);
    io::save_network(folder / "net.npz", net);
    const auto again = io::load_network<float>(folder / "net.npz");
    CHECK(again.options() == net.options());
    CHECK(flattened(again.parameters()) == flattened(net.parameters()));
}

TEST_CASE("weights of another network are refused, and nothing is changed") {
    const testing::temporary_folder folder;
    io::save_network(folder / "net.npz", nn::unet<float>(small, 5));
    nn::unet<float> other({.channels = 3, .filters = 2, .levels = 1, .bottleneck = 3, .kernel = 3});
    const auto before = flattened(other.parameters());
    CHECK_THROWS_WITH(io::load_weights(folder / "net.npz", other.parameters()),
                      Catch::Contains("net.npz") && Catch::Contains("{3, 3, 2, 2}") && Catch::Contains("{3, 3, 3, 2}"));
    CHECK(flattened(other.parameters()) == before);
    nn::unet<float> deeper({.channels = 2, .filters = 2, .levels = 2, .kernel = 3});
    CHECK_THROWS_AS(io::load_weights(folder / "net.npz", deeper.parameters()), file_error);
    io::save_npz(folder / "x.npz", {{"x", array<float>{1, 2}}});
    CHECK_THROWS_WITH(io::load_network<float>(folder / "x.npz"),
                      Catch::Contains("x.npz") && Catch::Contains("network.json"));
    io::save_npz(folder / "y.npz", {{"network.json", std::string("{\"network\": \"unet\"}")}});
    CHECK_THROWS_WITH(io::load_network<float>(folder / "y.npz"),
                      Catch::Contains("y.npz") && Catch::Contains("channels"));
}

TEST_CASE("the archives of Keras weights load by the same names") {
    nn::unet<double> net;
    io::load_weights(std::string(DIAPIR_TEST_DATA) + "/unet_simple.npz", net.parameters());
    const auto reference = testing::reference("unet_simple");
    CHECK(testing::max_difference(net(reference.get<double>("x")), reference.get<double>("y64")) < 1e-12);
}

TEST_CASE("a file that claims a network of any size is refused before memory is taken") {
    const testing::temporary_folder folder;
    const auto claim = [&](const std::string& filters) {
        io::npz_writer writer(folder / "net.npz");
        writer.add("network.json", R"({"network": "unet", "channels": 4, "levels": 2, "bottleneck": 128, "kernel": 5,
                                       "dropout": 0.5, "outputs": 1, "filters": )" +
                                       filters + "}");
        writer.commit();
        return testing::message_of<file_error>([&] { io::load_network<float>(folder / "net.npz"); });
    };
    CHECK(testing::mentions(claim("100000000"), "net.npz", "w00_conv2d_kernel"));
    CHECK(testing::mentions(claim("-4"), "network.json: filters: expected a whole number from 0 on"));
}
