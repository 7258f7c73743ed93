// Files of networks: a U-Net with its options, and the weights of a network that the program has made. The first byte
// says which of the two.
#include "fuzz/target.hpp"
#include <diapir/io/weights.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/networks/unet.hpp>

namespace io = diapir::io;
namespace nn = diapir::nn;

namespace {

const nn::network<float>& made() {
    static const nn::network<float> one({3}, [](nn::value x) { return x | nn::dense{.units = 2}; });
    return one;
}
const fuzzing::changed_archive& archive_of_unet() {
    static const fuzzing::changed_archive one(fuzzing::bytes_of(".npz", [](const auto& path) {
        io::save_network(path,
                         nn::unet<float>({.channels = 1, .filters = 1, .levels = 1, .bottleneck = 1, .kernel = 3}, 1));
    }));
    return one;
}
const fuzzing::changed_archive& archive_of_weights() {
    static const fuzzing::changed_archive one(
        fuzzing::bytes_of(".npz", [](const auto& path) { io::save_network(path, made()); }));
    return one;
}

}  // namespace

void fuzzing::fuzz(std::string_view bytes) {
    if (bytes.empty()) return;
    const std::string_view rest = bytes.substr(1);
    if (bytes[0] == 'u') {
        archive_of_unet().with(rest, [](const auto& path) { io::load_network<float>(path); });
    } else {
        archive_of_weights().with(rest, [](const auto& path) {
            nn::network<float> mine = made();
            io::load_network(path, mine);
        });
    }
}

std::vector<std::string> fuzzing::seeds() {
    std::vector<std::string> all;
    for (const std::string& seed : archive_of_unet().seeds()) all.push_back('u' + seed);
    for (const std::string& seed : archive_of_weights().seeds()) all.push_back('w' + seed);
    return all;
}
