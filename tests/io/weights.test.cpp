#include "catch.hpp"
#include "io/support.hpp"
#include "reference.hpp"
#include <diapir/io/weights.hpp>
#include <diapir/nn/layers/batch_normalization.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/sequential.hpp>

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
    const auto claim = [&](const std::string& filters, const std::string& levels = "2") {
        io::npz_writer writer(folder / "net.npz");
        writer.add("network.json", R"({"network": "unet", "channels": 4, "bottleneck": 128, "kernel": 5, "dropout": 0.5,
                                       "outputs": 1, "levels": )" +
                                       levels + ", \"filters\": " + filters + "}");
        writer.commit();
        return testing::message_of<file_error>([&] { io::load_network<float>(folder / "net.npz"); });
    };
    CHECK(testing::mentions(claim("100000000"), "net.npz", "w00_conv2d_kernel"));
    CHECK(testing::mentions(claim("-4"), "network.json: filters: expected a whole number from 0 on"));
    CHECK(testing::mentions(claim("4", "16"), "net.npz: network.json: unet: expected fewer than 16 levels"));
    CHECK(testing::mentions(claim("0"), "net.npz: network.json: unet: channels, filters"));
}

namespace {

const shape tiles{8, 8, 2};

nn::value classifier(nn::value x) {
    const nn::value a = x | nn::conv2d{.filters = 3, .activation = nn::activation::relu} | nn::batch_normalization{};
    return (a | nn::max_pool2d{}) | nn::flatten{} | nn::dense{.units = 4} | nn::softmax{};
}

}  // namespace

TEMPLATE_TEST_CASE("a network of any layers is read back into one that has them", "", float, double) {
    const testing::temporary_folder folder;
    nn::network<float> net(tiles, classifier, 5);
    for (auto& p : net.parameters())
        for (float& e : p.value) e += 0.5f;  // running means too
    io::save_network(folder / "net.npz", net);
    nn::network<TestType> again(tiles, classifier, 6);
    io::load_network(folder / "net.npz", again);
    const auto saved = flattened(net.parameters());
    CHECK(flattened(again.parameters()) == std::vector<TestType>(saved.begin(), saved.end()));
}

TEST_CASE("a network of other layers is refused by the first that differs, and nothing is changed") {
    const testing::temporary_folder folder;
    io::save_network(folder / "net.npz", nn::network<float>(tiles, classifier, 5));
    nn::network<float> wider(
        tiles, nn::sequential{nn::conv2d{.filters = 3, .activation = nn::activation::relu}, nn::batch_normalization{},
                              nn::max_pool2d{}, nn::flatten{}, nn::dense{.units = 5}, nn::softmax{}});
    const auto before = flattened(wider.parameters());
    const auto message = testing::message_of<file_error>([&] { io::load_network(folder / "net.npz", wider); });
    CHECK(testing::mentions(message, "net.npz", "layer number 5", "dense", "{48, 5}", "{48, 4}"));
    CHECK(flattened(wider.parameters()) == before);
    CHECK(testing::mentions(testing::message_of<file_error>([&] { io::load_network<float>(folder / "net.npz"); }),
                            "net.npz", "expected a unet, got layers"));
}

TEST_CASE("what is not trained stays so when weights are loaded") {
    const testing::temporary_folder folder;
    nn::unet<float> net(small, 5);
    io::save_network(folder / "unet.npz", net);
    io::save_network(folder / "layers.npz", static_cast<const nn::network<float>&>(net));
    for (const char* file : {"layers.npz", "unet.npz"}) {
        nn::unet<float> again(small, 6);
        again.parameters()[0].trainable = false;
        io::load_network(folder / file, again);
        CHECK(flattened(again.parameters()) == flattened(net.parameters()));
        CHECK(!again.parameters()[0].trainable);
        CHECK(again.parameters()[1].trainable);
    }
}

TEST_CASE("a U-Net that is known as a network keeps its layers and weights") {
    const testing::temporary_folder folder;
    const nn::unet<float> net(small, 5);
    const nn::network<float>& known_as = net;
    io::save_network(folder / "layers.npz", known_as);
    io::save_network(folder / "unet.npz", net);
    for (const char* file : {"layers.npz", "unet.npz"}) {
        nn::unet<float> again(small, 6);
        io::load_network(folder / file, again);
        CHECK(flattened(again.parameters()) == flattened(net.parameters()));
        nn::unet_options deeper = small;
        deeper.levels = 2;
        nn::unet<float> other(deeper);
        CHECK_THROWS_WITH(io::load_network(folder / file, other),
                          Catch::Contains(file) && Catch::Contains("layer number"));
    }
}

TEST_CASE("members that belong to a network travel in its file") {
    const testing::temporary_folder folder;
    const nn::unet<float> net(small, 5);
    io::save_network(folder / "net.npz", net,
                     {{"preparation.json", std::string("{}")}, {"background", make_array<float>({2, 3}, 1.5f)}});
    CHECK(flattened(io::load_network<float>(folder / "net.npz").parameters()) == flattened(net.parameters()));
    const auto archive = io::npz_archive::open(folder / "net.npz");
    CHECK(archive.raw("preparation.json") == "{}");
    CHECK(archive.get<float>("background")(1, 2) == 1.5f);
}
