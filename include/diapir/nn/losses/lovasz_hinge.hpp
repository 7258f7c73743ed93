// The Lovasz hinge of a binary segmentation (Berman, Rannen Triki and Blaschko 2018): a convex surrogate of what
// intersection over union lacks to 1. The weights of the errors are those of the authors' lovasz_losses.py.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/nn/losses/descending_order.hpp>
#include <diapir/nn/losses/mean_loss.hpp>
#include <diapir/nn/losses/sample_weights.hpp>
#include <diapir/nn/losses/target_values.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

namespace detail {

/// How much the Jaccard loss 1 - intersection / union grows with every further pixel that is taken for wrong.
class jaccard_steps {
public:
    explicit jaccard_steps(std::size_t truths)
        : intersection_(static_cast<double>(truths)), union_(static_cast<double>(truths)) {}

    double next(bool truth) {
        if (truth) {
            intersection_ -= 1;
            return 1 / union_;
        }
        const double before = union_;
        union_ += 1;
        return before == 0 ? 1 : intersection_ / (before * union_);  // without any truth the first error is all
    }

private:
    double intersection_, union_;
};

}  // namespace detail

/// The sum over the pixels of an image, in descending order of their errors e = 1 - z (2 y - 1), of the growth of the
/// Jaccard loss times f(e). The mean over the images; all channels of an image are one. A target above 1/2 is truth.
/// Of an image without any truth only the largest error counts.
struct lovasz_hinge {
    /// Every image by itself, or all images of a batch as one; the loss of a set then depends on its batches.
    bool per_image = true;
    /// f(e) = elu(e) + 1, which pushes on where an error is negative, or else relu(e).
    bool elu = true;
    /// The mean of the losses of what is looked for and of the rest: of z and y, and of -z and 1 - y.
    bool symmetric = true;

    std::string name() const { return "lovasz_hinge"; }
    /// Throws argument_error unless the network ends in a sigmoid.
    void check(const shape&, activation end) const { detail::require_end(name(), activation::sigmoid, end); }

    /// Throws argument_error unless logits and targets are batches of one shape and targets are in 0 ... 1.
    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, tensor<T>* gradient) const {
        return mean<T>(logits, targets, nullptr, gradient);
    }
    /// With a factor for each image: weights {n, 1, 1, 1}. Throws argument_error also for factors of pixels, and where
    /// all images are one.
    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, const tensor<T>& weights,
                      tensor<T>* gradient) const {
        detail::check_weights("lovasz_hinge", weights, logits);
        require(per_image && weights.rows() == 1 && weights.cols() == 1,
                "lovasz_hinge: expected weights of images, each of which has a loss, got ", weights.shape());
        return mean(logits, targets, &weights, gradient);
    }

private:
    template <class T>
    double mean(const tensor<T>& z, const tensor<T>& y, const tensor<T>* weights, tensor<T>* gradient) const {
        detail::check_targets("lovasz_hinge", z, y, detail::target_values::shares, gradient);
        const std::size_t pixels = z.block_size() / z.lanes(), each = per_image ? 1 : z.samples();
        require(each * pixels < std::numeric_limits<std::uint32_t>::max() / 2, "lovasz_hinge: expected at most ",
                std::numeric_limits<std::uint32_t>::max() / 2, " pixels at once, got ", each * pixels);
        const std::size_t groups = z.samples() / each;
        const auto slopes = make_buffer<T>(gradient ? z.samples() * pixels : 0);
        kept_vector<double> losses(groups);
        parallel_for(
            groups,
            [&](std::size_t i) {
                const double weight = weights ? static_cast<double>((*weights)[sample_at(*weights, i)]) : 1;
                T* of_group = gradient ? slopes.get() + i * each * pixels : nullptr;
                losses[i] = weight * of_images(z, y, i * each, each, weight / static_cast<double>(groups), of_group);
            },
            100 * each * pixels);
        if (gradient) put_in_lanes(slopes.get(), *gradient);
        double sum = 0;
        for (const double loss : losses) sum += loss;
        return sum / static_cast<double>(groups);
    }

    /// The loss of images that are taken as one, and its slopes times `share`.
    template <class T>
    double of_images(const tensor<T>& z, const tensor<T>& y, std::size_t first, std::size_t images, double share,
                     T* slopes) const {
        const std::size_t pixels = z.block_size() / z.lanes(), count = images * pixels;
        const auto prices = make_buffer<T>(count);
        const auto entries = make_buffer<detail::ranked<T>>(2 * count);
        std::size_t truths = 0, at = 0;
        for (std::size_t image = first; image < first + images; ++image)
            for (std::size_t pixel = 0, in = sample_at(z, image); pixel < pixels; ++pixel, ++at, in += z.lanes()) {
                const bool truth = y[in] > T(0.5);
                const T error = T{1} - (truth ? z[in] : -z[in]);
                truths += truth;
                prices[at] = error;
                entries[at] = {error, static_cast<std::uint32_t>(2 * at + truth)};
            }
        simd::transform(
            count, prices.get(), [&](auto e) { return price(e); }, prices.get());
        const detail::ranked<T>* sorted = sort_descending(entries.get(), entries.get() + count, count);
        detail::jaccard_steps steps(truths), mirrored(count - truths);
        double sum = 0;
        for (std::size_t rank = 0; rank < count; ++rank) {
            const bool truth = sorted[rank].with % 2 != 0;
            const std::size_t pixel = sorted[rank].with / 2;
            double growth = steps.next(truth);
            if (symmetric) growth = (growth + mirrored.next(!truth)) / 2;
            const double paid = static_cast<double>(prices[pixel]);
            sum += growth * paid;
            if (!slopes) continue;
            const double slope = growth * share * (elu ? std::min(paid, 1.0) : static_cast<double>(paid > 0));
            slopes[pixel] = static_cast<T>(truth ? -slope : slope);
        }
        return sum;
    }

    template <class V>
    V price(const V& error) const {
        if (!elu) return simd::select(error < V(0), V(0), error);  // keeps NaN
        return simd::select(error > V(0), V(error + V(1)), simd::exp(V(simd::select(error > V(0), V(0), error))));
    }

    /// Where the first element of a sample lies.
    template <class T>
    static std::size_t sample_at(const tensor<T>& t, std::size_t sample) {
        return sample / t.lanes() * t.block_size() + sample % t.lanes();
    }
    /// Slopes {samples, pixels} as a batch.
    template <class T>
    static void put_in_lanes(const T* slopes, tensor<T>& to) {
        const std::size_t lanes = to.lanes(), pixels = to.block_size() / lanes, grain = 512;
        const std::size_t ranges = divide_up(pixels, grain);
        parallel_for(
            to.blocks() * ranges,
            [&](std::size_t item) {
                const std::size_t block = item / ranges, begin = item % ranges * grain;
                const std::size_t end = std::min(begin + grain, pixels);
                T* out = to.data() + block * to.block_size();
                for (std::size_t lane = 0; lane < lanes; ++lane) {
                    const std::size_t sample = block * lanes + lane;
                    for (std::size_t pixel = begin; pixel < end; ++pixel)
                        out[pixel * lanes + lane] = sample < to.samples() ? slopes[sample * pixels + pixel] : T{0};
                }
            },
            2 * lanes * grain);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
