// The cross-entropy of a decision between several classes, for each pixel or each sample, from logits.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/nn/losses/mean_loss.hpp>
#include <diapir/nn/losses/sample_weights.hpp>
#include <diapir/nn/losses/target_values.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// -sum_c w_c y_c log p_c with p = softmax of the logits over the channels, one for each class; the mean over samples
/// and pixels. Targets are one-hot or probabilities; a pixel of an image may be of no class, its targets 0. (Keras 2.8
/// CategoricalCrossentropy(from_logits=True); with weights PyTorch 1.13's CrossEntropyLoss for probabilities, which
/// does not divide by the weights.)
struct categorical_crossentropy {
    /// s: targets are taken as y (1 - s) + s / classes, but for pixels of no class.
    double label_smoothing = 0;
    /// w, one for each class; none for all 1. They multiply the smoothed targets, as in PyTorch; Keras' class_weight
    /// multiplies the loss of a sample by the weight of its class, which differs where targets are smoothed.
    std::vector<double> class_weights = {};

    std::string name() const { return "categorical_crossentropy"; }
    /// Throws argument_error unless the network ends in a softmax of at least two classes.
    void check(const shape& output, activation end) const {
        detail::require_end(name(), activation::softmax, end);
        require(output.back() > 1, name(), ": expected at least two classes, got an output ", output);
    }

    /// Throws argument_error unless logits and targets are batches of one shape with at least two classes, targets and
    /// the smoothing are in 0 ... 1, the targets of a pixel add up to 1 and there is a weight, finite and not negative,
    /// for each class or for none.
    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, tensor<T>* gradient) const {
        return mean<T>(logits, targets, nullptr, gradient);
    }
    /// With factors for samples or pixels, see weighted_loss.
    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, const tensor<T>& weights,
                      tensor<T>* gradient) const {
        detail::check_weights("categorical_crossentropy", weights, logits);
        const tensor<T> factors = detail::spread_weights("categorical_crossentropy", weights,
                                                         logits.batch_like(1, logits.rows(), logits.cols()));
        return mean(logits, targets, &factors, gradient);
    }

private:
    /// `factors` has one channel of the size of the logits', or is null.
    template <class T>
    double mean(const tensor<T>& z, const tensor<T>& y, const tensor<T>* factors, tensor<T>* gradient) const {
        check_options(z, y, gradient);
        const double pixels = detail::element_count(z) / static_cast<double>(z.channels());
        tensor<T> values = z.batch_like(1, z.rows(), z.cols());
        const std::size_t plane = values.block_size(), grain = 1024, ranges = divide_up(plane, grain);
        parallel_for(
            z.blocks() * ranges,
            [&](std::size_t item) {
                const std::size_t block = item / ranges, begin = item % ranges * grain;
                const std::size_t count = std::min(grain, plane - begin), at = block * z.block_size() + begin;
                T* value = values.data() + block * plane + begin;
                const T* factor = factors ? factors->data() + block * plane + begin : nullptr;
                of_run<T>(z.channels(), plane, count, z.data() + at, y.data() + at, value,
                          gradient ? gradient->data() + at : nullptr);
                if (factor) scale(count, value, factor, T{1});
                for (std::size_t c = 0; gradient && c < z.channels(); ++c)
                    scale(count, gradient->data() + at + c * plane, factor, static_cast<T>(1 / pixels));
            },
            40 * z.channels() * grain);
        double sum = 0;
        detail::for_each_pixel(values, [&](std::size_t at, std::size_t filled) {
            for (std::size_t i = at; i < at + filled; ++i) sum += static_cast<double>(values[i]);
        });
        if (gradient)
            detail::for_each_pixel(z, [&](std::size_t at, std::size_t filled) {
                std::fill(gradient->data() + at + filled, gradient->data() + at + z.lanes(), T{0});
            });
        return sum / pixels;
    }

    /// Loss and slopes of `count` elements whose channels lie `plane` apart.
    template <class T>
    void of_run(std::size_t channels, std::size_t plane, std::size_t count, const T* z, const T* y, T* value,
                T* slope) const {
        const auto one = [&](std::size_t i, auto load, auto store) {
            using V = decltype(load(z));
            V largest = load(z + i), sum = V(0), loss = V(0), truth = V(0), known = V(0);
            for (std::size_t c = 0; c < channels; ++c) known = simd::max(known, load(y + c * plane + i));
            for (std::size_t c = 1; c < channels; ++c) largest = simd::max(largest, load(z + c * plane + i));
            for (std::size_t c = 0; c < channels; ++c) sum += simd::exp(V(load(z + c * plane + i) - largest));
            const V log_sum = simd::log(sum);
            for (std::size_t c = 0; c < channels; ++c) {
                const V weighted = target(c, channels, load(y + c * plane + i), known);
                const V below = log_sum - (load(z + c * plane + i) - largest);
                loss += simd::select(weighted == V(0), V(0), V(weighted * below));  // also of a class behind -inf
                truth += weighted;
            }
            store(value + i, loss);
            for (std::size_t c = 0; slope && c < channels; ++c) {
                const V p = simd::exp(V(load(z + c * plane + i) - largest)) / sum;
                store(slope + c * plane + i, V(p * truth - target(c, channels, load(y + c * plane + i), known)));
            }
        };
        std::size_t i = 0;
        for (; i + simd::width<T> <= count; i += simd::width<T>)
            one(
                i, [](const T* from) { return simd::load(from); },
                [](T* to, const simd::pack<T>& v) { simd::store(to, v); });
        for (; i < count; ++i)
            one(
                i, [](const T* from) { return *from; }, [](T* to, T v) { *to = v; });
    }

    /// The smoothed target of a class times its weight; `known` is the largest target of the pixel.
    template <class V>
    V target(std::size_t c, std::size_t classes, const V& y, const V& known) const {
        const double weight = class_weights.empty() ? 1 : class_weights[c];
        const V smoothed = y * simd::constant<V>(weight * (1 - label_smoothing)) +
                           simd::constant<V>(weight * label_smoothing / static_cast<double>(classes));
        return simd::select(known > V(0), smoothed, V(0));
    }
    template <class T>
    static void scale(std::size_t count, T* v, const T* factors, T factor) {
        for (std::size_t i = 0; i < count; ++i)
            v[i] = factors && factors[i] == 0 ? T{0} : v[i] * ((factors ? factors[i] : T{1}) * factor);
    }
    template <class T>
    void check_options(const tensor<T>& z, const tensor<T>& y, const tensor<T>* gradient) const {
        require(label_smoothing >= 0 && label_smoothing <= 1,
                "categorical_crossentropy: expected label_smoothing in 0 ... 1, got ", label_smoothing);
        require(class_weights.empty() || class_weights.size() == z.channels(),
                "categorical_crossentropy: expected a weight for each of ", z.channels(), " classes, got ",
                class_weights.size());
        for (const double weight : class_weights) {
            require(weight >= 0 && std::isfinite(weight),
                    "categorical_crossentropy: expected class_weights at least 0, got ", weight);
            detail::check_held<T>("categorical_crossentropy", "class_weights", weight);
        }
        detail::check_targets("categorical_crossentropy", z, y, detail::target_values::classes, gradient);
        require(z.channels() > 1, "categorical_crossentropy: expected at least two classes, got logits ", z.shape());
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
