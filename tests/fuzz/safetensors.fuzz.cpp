// Weights as safetensors: the header, every tensor, and a network that is given them.
#include "fuzz/target.hpp"
#include <diapir/io/safetensors.hpp>
#include <diapir/nn/networks/unet.hpp>

namespace io = diapir::io;
namespace nn = diapir::nn;

namespace {

const nn::unet<float>& small() {
    static const nn::unet<float> one({.channels = 1, .filters = 1, .levels = 1, .bottleneck = 1, .kernel = 3}, 1);
    return one;
}

}  // namespace

void fuzzing::fuzz(std::string_view bytes) {
    read_file_of(bytes, ".safetensors", [](const auto& path) {
        const io::safetensors_file file(path);
        for (const auto& t : file.tensors()) {
            read_or_refuse([&] { file.get<double>(t.name); });
            read_or_refuse([&] { file.get<int>(t.name); });
        }
        nn::network<float> mine = small();
        io::load_safetensors(path, mine.parameters());
    });
}

std::vector<std::string> fuzzing::seeds() {
    return {bytes_of(".safetensors",
                     [](const auto& path) {
                         io::save_safetensors(path, small().parameters(), {{"a", "b"}});
                     }),
            bytes_of(".safetensors", [](const auto& path) {
                io::safetensors_writer writer(path);
                const std::int64_t whole[]{1, -1};
                const bool flag = true;
                writer.add("whole", {2, 1}, whole);
                writer.add("flag", {}, &flag);
                writer.commit();
            })};
}
