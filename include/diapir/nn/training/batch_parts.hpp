// How a batch is divided into the parts that go through a network, and these among ranks.
#pragma once

#include <diapir/core/sample_ranges.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/networks/image_chunks.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/training/training_ranks.hpp>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// The parts of a batch, which depend on nothing but the network, the samples and an option, and those of them that
/// this rank has.
class batch_parts {
public:
    /// Of `samples` samples of rows x cols; `part` of them go through the network together, 0 as step_options says.
    template <class T>
    batch_parts(const network<T>& net, std::size_t rows, std::size_t cols, std::size_t samples, std::size_t part,
                training_ranks ranks)
        : ranks_(std::move(ranks)), ranges_(samples, samples_of_a_part(net, rows, cols, samples, part)) {}

    /// The number of parts, and the samples of each.
    std::size_t size() const { return ranges_.size(); }
    std::size_t begin(std::size_t part) const { return ranges_.begin(part); }
    std::size_t end(std::size_t part) const { return ranges_.end(part); }
    std::size_t samples() const { return ranges_.end(size() - 1); }

    /// The first part of a rank, where there is one, and the one after its last.
    std::size_t first_of(std::size_t rank) const { return ranks_.begin(rank, size()); }
    std::size_t first() const { return first_of(ranks_.rank()); }
    std::size_t last() const { return first_of(ranks_.rank() + 1); }
    /// The same of its samples.
    std::size_t first_sample_of(std::size_t rank) const {
        const std::size_t part = first_of(rank);
        return part < size() ? begin(part) : samples();
    }
    std::size_t first_sample() const { return first_sample_of(ranks_.rank()); }
    std::size_t last_sample() const { return first_sample_of(ranks_.rank() + 1); }

    /// Gives all ranks all samples of a batch, of which each has its own.
    template <class T>
    void share(tensor<T>& batch) const {
        if (!ranks_.several()) return;
        const std::size_t lanes = batch.lanes(), cells = batch.block_size() / lanes;
        const auto place = [&](std::size_t s) { return batch.data() + s / lanes * batch.block_size() + s % lanes; };
        std::vector<T> all(samples() * cells);  // one sample after the other
        for (std::size_t s = first_sample(); s < last_sample(); ++s)
            for (std::size_t c = 0; c < cells; ++c) all[s * cells + c] = place(s)[c * lanes];
        std::vector<std::size_t> begins;
        for (std::size_t r = 0; r <= ranks_.size(); ++r) begins.push_back(first_sample_of(r) * cells);
        share_elements(ranks_, std::span(all), begins);
        for (std::size_t s = 0; s < samples(); ++s)
            if (s < first_sample() || s >= last_sample())
                for (std::size_t c = 0; c < cells; ++c) place(s)[c * lanes] = all[s * cells + c];
    }

private:
    template <class T>
    static std::size_t samples_of_a_part(const network<T>& net, std::size_t rows, std::size_t cols, std::size_t samples,
                                         std::size_t part) {
        if (part > 0) return part;
        return net.graph().treats_samples_alike() ? images_at_once(net, rows, cols, net.input().back(), 32) : samples;
    }
    training_ranks ranks_;
    sample_ranges ranges_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
