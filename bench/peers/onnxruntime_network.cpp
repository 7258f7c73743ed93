// Inference of the simple U-Net in ONNX Runtime.
#include "onnxruntime.hpp"

namespace {

const bench::registration entries([] {
    for (const std::size_t batch : {1, 32})
        bench::add_onnx(bench::name_of("inference", "simple", 24, batch), 24, batch, batch);
    bench::add_onnx(bench::name_of("inference", "simple", 96, 32), 96, 32, 32);
    bench::add_onnx(bench::name_of("inference", "simple", 512, 1), 512, 1, 1);
});

}  // namespace
