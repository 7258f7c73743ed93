// A model that is evaluated at samples, and what one output of it is: what the explainers inside a model ask it first.
#pragma once

#include <diapir/core/batch.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/sample_ranges.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/shap/result/errors.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// A model that knows the extents of one output, such as a network: {outputs} of images says that there are no rows and
/// cols, which a batch cannot tell from one row and col.
template <class F>
concept knows_output = requires(const F& f) {
    { f.output() } -> std::convertible_to<shape>;
};

namespace detail {

/// Samples are {rows, cols, channels}, or {features}, which are the channels of one pixel.
template <class T, class F>
class model_at_samples {
public:
    model_at_samples(const F& f, const shape& input)
        : model_(f),
          image_(input.axes() == 3 ? input : shape{1, 1, input[0]}),
          gives_vectors_(says_vectors(f, input.axes() == 1)) {}

    /// Packs `count` samples, number i at source(i).
    template <class Source>
    tensor<T> packed(std::size_t count, const Source& source) const {
        return pack_samples<T>(count, image_[0], image_[1], image_[2], source);
    }

    /// The model's outputs for samples {count, outputs} in double, number i at source(i); threads take `at_once` of
    /// them, and `chunks` such at a time. Throws model_error where outputs differ from those before.
    template <class Source>
    std::vector<double> operator()(std::size_t count, const Source& source, std::size_t at_once, std::size_t chunks) {
        const sample_ranges ranges(count, at_once);
        std::vector<std::vector<T>> parts(ranges.size());
        std::vector<shape> found(ranges.size());
        const auto evaluate_chunk = [&](std::size_t chunk) {
            const std::size_t first = ranges.begin(chunk), last = ranges.end(chunk);
            const tensor<T> y = model_(packed(last - first, [&](std::size_t i) { return source(first + i); }));
            found[chunk] = output_of(y, last - first);
            const std::size_t outputs = found[chunk].size();
            parts[chunk].resize((last - first) * outputs);
            for (std::size_t i = 0; i < last - first; ++i) unpack_sample(y, i, parts[chunk].data() + i * outputs);
        };
        parallel_chunks(ranges.size(), evaluate_chunk, chunks);
        for (const shape& one : found) {
            if (one != found[0])
                throw model_error(
                    diapir::detail::concat("the model returned outputs ", one, ", expected ", found[0], " as before"),
                    {});
            output_ = one;
        }
        std::vector<double> all;
        for (const auto& values : parts) all.insert(all.end(), values.begin(), values.end());
        return all;
    }

    /// The extents of one output, once there was one: {rows, cols, channels}, or {outputs}, as that of a vector of
    /// features is, and that of an image where the model says so.
    shape output() const { return gives_vectors_ ? shape{output_->back()} : *output_; }

    /// Throws model_error where outputs are not those of so many samples, or differ from those before.
    void require_output(const tensor<T>& y, std::size_t samples) const { static_cast<void>(output_of(y, samples)); }

private:
    static bool says_vectors(const F& f, bool of_vectors) {
        if constexpr (knows_output<F>) return shape(f.output()).axes() == 1;
        return of_vectors;
    }
    /// The extents {rows, cols, channels} of one output.
    shape output_of(const tensor<T>& y, std::size_t samples) const {
        const shape one{y.rows(), y.cols(), y.channels()};
        if (y.samples() != samples || one.size() == 0 || (output_ && one != *output_))
            throw model_error(
                diapir::detail::concat("the model returned ", y.samples(), " outputs ", one, ", expected ", samples,
                                       output_ ? diapir::detail::concat(" outputs ", *output_) : ""),
                {});
        return one;
    }

    const F& model_;
    shape image_;
    bool gives_vectors_;
    std::optional<shape> output_;  // {rows, cols, channels}
};

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::shap
