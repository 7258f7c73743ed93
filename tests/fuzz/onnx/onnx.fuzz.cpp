// Networks of ONNX files.
#include "fuzz/target.hpp"
#include <diapir/io/onnx.hpp>
#include <diapir/nn.hpp>

namespace io = diapir::io;
namespace nn = diapir::nn;

void fuzzing::fuzz(std::string_view bytes) {
    read_or_refuse([&] { io::parse_onnx<float>(bytes, "a.onnx", {.rows = 8, .cols = 8}); });
}

std::vector<std::string> fuzzing::seeds() {
    const nn::unet<float> plain({.channels = 1, .filters = 1, .levels = 1, .bottleneck = 1, .kernel = 3});
    const nn::unet<float> full({.channels = 1,
                                .filters = 2,
                                .levels = 2,
                                .bottleneck = 2,
                                .kernel = 3,
                                .residual = true,
                                .normalization = nn::normalization::batch,
                                .squeeze_excitation = true,
                                .hypercolumn = true,
                                .round_up = true});
    const nn::network<float> others({8, 8, 2}, [](nn::value x) {
        return x | nn::group_normalization{.groups = 2} | nn::gelu{} | nn::upsample2d{} | nn::average_pool2d{} |
               nn::layer_normalization{} | nn::silu{} | nn::flatten{} | nn::dense{.units = 2} | nn::softmax{};
    });
    return {io::format_onnx(plain), io::format_onnx(full, {.format = io::data_format::channels_last}),
            io::format_onnx(others)};
}
