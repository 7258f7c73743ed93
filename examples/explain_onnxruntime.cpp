// Explains any model file that ONNX Runtime runs: what each channel of an image contributes to the mean of an output
// map, or to the largest of other outputs. The model maps images {n, channels, rows, cols} to outputs {n, ...}, all of
// them float.
//   explain_onnxruntime MODEL.onnx [CHANNELS ROWS COLS]    the extents, where the file leaves them open
#include <diapir/shap.hpp>

#include <onnxruntime_cxx_api.h>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

using namespace diapir;

namespace {

/// A model file as a callable: a batch {n, channels, rows, cols} in, a batch {n, outputs...} out.
class onnx_model {
public:
    using value_type = float;

    explicit onnx_model(const char* path) : session_(env_, path, Ort::SessionOptions()) {
        const Ort::AllocatorWithDefaultOptions allocator;
        input_ = session_.GetInputNameAllocated(0, allocator).get();
        output_ = session_.GetOutputNameAllocated(0, allocator).get();
    }

    /// Of one input, with -1 where the file leaves an extent open.
    std::vector<std::int64_t> input() const {
        const auto all = session_.GetInputTypeInfo(0).GetTensorTypeAndShapeInfo().GetShape();
        return {all.begin() + std::min<std::ptrdiff_t>(1, std::ssize(all)), all.end()};
    }

    array<float> operator()(const array<float>& batch) const {
        const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
        const std::vector<std::int64_t> extents(batch.shape().begin(), batch.shape().end());
        // ONNX Runtime reads the batch where it is, and promises not to change it.
        const Ort::Value x = Ort::Value::CreateTensor<float>(memory, const_cast<float*>(batch.data()), batch.size(),
                                                             extents.data(), extents.size());
        const char *in = input_.c_str(), *out = output_.c_str();
        const auto found = session_.Run(Ort::RunOptions{nullptr}, &in, &x, 1, &out, 1);
        const auto of_outputs = found[0].GetTensorTypeAndShapeInfo().GetShape();
        array<float> y = make_array<float>(shape(of_outputs.begin(), of_outputs.end()));
        std::copy_n(found[0].GetTensorData<float>(), y.size(), y.data());
        return y;
    }

private:
    Ort::Env env_{ORT_LOGGING_LEVEL_ERROR, "explain"};
    mutable Ort::Session session_;  // running does not change it, but is not declared const
    std::string input_, output_;
};

/// Images of noise, in the place of one's own.
array<float> noise(std::size_t n, const shape& image, std::uint64_t seed) {
    random_stream random(seed);
    array<float> x = make_array<float>(shape{n}.then(image));
    for (float& v : x) v = static_cast<float>(random.normal());
    return x;
}

}  // namespace

int main(int count, char** arguments) try {
    const bool help = count == 2 && (arguments[1] == std::string("--help") || arguments[1] == std::string("-h"));
    if (help || (count != 2 && count != 5)) {
        (help ? std::cout : std::cerr)
            << "Says what each channel of an image contributes to the mean of a model's output map, or to the largest\n"
               "of other outputs.\n"
               "Usage: explain_onnxruntime MODEL.onnx [CHANNELS ROWS COLS]\n\n"
               "  MODEL.onnx          maps images {n, channels, rows, cols} to outputs {n, ...}, all float\n"
               "  CHANNELS ROWS COLS  extents of an image, where the file leaves them open\n";
        return help ? 0 : 2;
    }
    const onnx_model model(arguments[1]);
    const auto extents = model.input();
    require(extents.size() == 3, "expected a model of images {n, channels, rows, cols}, got one of ",
            extents.size() + 1, " axes");
    shape image;
    for (std::size_t a = 0; a < 3; ++a) {
        const bool open = extents[a] < 0;
        require(!open || count == 5, "the model leaves extents open: give CHANNELS ROWS COLS");
        image.push_back(open ? std::stoul(arguments[2 + a]) : static_cast<std::size_t>(extents[a]));
    }

    // The channels are the first axis of an image, so each element is labeled with its own.
    array<int> labels = make_array<int>(image);
    for (std::size_t i = 0; i < labels.size(); ++i) labels.data()[i] = static_cast<int>(i * image[0] / labels.size());
    const auto players = shap::players::labels(labels, "channel");
    const auto one =
        shap::outputs::reduce([](const array<double>& y) { return y.dimension() > 1 ? xt::mean(y)() : xt::amax(y)(); });

    const array<float> background = noise(20, image, 1), x = noise(1, image, 2);
    const shap::options options{.outputs = one};
    const auto e = image[0] <= 10 ? shap::exact(model, background, players, options)(x)
                                  : shap::kernel(model, background, players, options)(x);
    std::cout << e.estimator << ": base value " << e.base_values(0) << ", prediction " << e.predictions(0)
              << ", residual " << e.residual << ", " << e.evaluations << " evaluations in " << e.seconds << " s\n";
    for (std::size_t c = 0; c < image[0]; ++c) {
        std::cout << "channel " << c << " contributes " << e.values(0, c);
        if (e.has_standard_errors()) std::cout << " +- " << e.standard_errors(0, c);
        std::cout << '\n';
    }
} catch (const std::exception& e) {
    std::cerr << "explain_onnxruntime: " << e.what() << '\n';
    return 1;
}
