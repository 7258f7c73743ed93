// Files of networks: a U-Net with its options, and the weights of one that the program has made.
#include "fuzz/target.hpp"
#include <diapir/io/weights.hpp>
#include <diapir/nn/networks/unet.hpp>

namespace io = diapir::io;
namespace nn = diapir::nn;

namespace {

const nn::unet<float>& small() {
    static const nn::unet<float> one({.channels = 1, .filters = 1, .levels = 1, .bottleneck = 1, .kernel = 3}, 1);
    return one;
}
const fuzzing::changed_archive& archive() {
    static const fuzzing::changed_archive one(
        fuzzing::bytes_of(".npz", [](const auto& path) { io::save_network(path, small()); }));
    return one;
}

}  // namespace

void fuzzing::fuzz(std::string_view bytes) {
    archive().with(bytes, [](const auto& path) {
        read_or_refuse([&] { io::load_network<float>(path); });
        nn::network<float> mine = small();
        io::load_network(path, mine);
    });
}

std::vector<std::string> fuzzing::seeds() {
    return archive().seeds();
}
