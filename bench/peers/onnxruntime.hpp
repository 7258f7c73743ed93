// A model file in ONNX Runtime, on inputs {n, channels, rows, cols}.
#pragma once

#include "../subject.hpp"

#include <onnxruntime_cxx_api.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bench {

/// A session on the model file that the build was given.
struct onnx_session {
    Ort::Env env{ORT_LOGGING_LEVEL_ERROR, "bench"};
    Ort::Session model{nullptr};
    std::string input, output;
    std::vector<float> values;
    std::vector<std::int64_t> extents;

    onnx_session(std::size_t threads, std::size_t batch, std::size_t size)
        : values(batch * 4 * size * size, 0.5f),
          extents{static_cast<std::int64_t>(batch), 4, static_cast<std::int64_t>(size),
                  static_cast<std::int64_t>(size)} {
        Ort::SessionOptions options;
        options.SetIntraOpNumThreads(static_cast<int>(threads));
        options.SetGraphOptimizationLevel(GraphOptimizationLevel::ORT_ENABLE_ALL);
        model = Ort::Session(env, BENCH_ONNX_MODEL, options);
        Ort::AllocatorWithDefaultOptions allocator;
        input = model.GetInputNameAllocated(0, allocator).get();
        output = model.GetOutputNameAllocated(0, allocator).get();
    }
    void run() {
        const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
        const Ort::Value x =
            Ort::Value::CreateTensor<float>(memory, values.data(), values.size(), extents.data(), extents.size());
        const char *in = input.c_str(), *out = output.c_str();
        benchmark::DoNotOptimize(model.Run(Ort::RunOptions{nullptr}, &in, &x, 1, &out, 1));
    }
};

/// Adds as many passes over the model as it takes to see `samples` images.
inline void add_onnx(const std::string& what, std::size_t size, std::size_t batch, std::size_t samples) {
    add({.what = what, .who = "ONNX Runtime"}, [=](std::size_t threads) {
        auto s = std::make_shared<onnx_session>(threads, batch, size);
        return [=] {
            for (std::size_t i = 0; i < samples; i += batch) s->run();
        };
    });
}

}  // namespace bench
