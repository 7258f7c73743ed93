// The batches of an epoch: samples in a new order, changed at random, and made ready while the step before is computed.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/image_view.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/networks/image_chunks.hpp>
#include <diapir/nn/training/dataset.hpp>
#include <diapir/nn/training/sample_change.hpp>
#include <diapir/nn/training/sample_source.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Samples, their targets and, where there are some, their weights.
template <class T>
struct sample_batch {
    tensor<T> x, y;
    std::optional<tensor<T>> weights;
};

/// A batch of the samples that `indexes` name. Throws argument_error where there is no such sample.
template <class T>
sample_batch<T> read_batch(const sample_source<T>& source, std::span<const std::size_t> indexes,
                           const sample_change& change = {}, std::uint64_t seed = 0, std::uint64_t epoch = 0) {
    const std::size_t count = indexes.size();
    const shape input = source.input(), target = source.target(), weight = source.weight();
    for (const std::size_t i : indexes)
        require(i < source.size(), "read_batch: index ", i, " is outside a source of ", source.size(), " samples");
    std::vector<T> x(shape{count}.then(input).checked_size()), y(shape{count}.then(target).checked_size()),
        w(weight.axes() ? shape{count}.then(weight).checked_size() : 0);
    source.read(indexes, x.data(), y.data(), w.data());
    const auto image = [](T* data, const shape& s) {
        return s.axes() == 3 ? image_view<T>{data, s[0], s[1], s[2]} : image_view<T>{data, 1, 1, s.back()};
    };
    const bool by_pixel = weight.axes() && weight.size() > 1;  // weights that change with the targets
    require(!change || !by_pixel || (target.axes() == 3 && weight[0] == target[0] && weight[1] == target[1]),
            "read_batch: expected weights of the targets' rows and cols ", target, " where samples are changed, got ",
            weight);
    const auto change_one = [&](std::size_t i) {
        random_stream random(seed, (epoch << 32) + indexes[i]);
        const auto sample = image(x.data() + i * input.size(), input);
        T *of_target = y.data() + i * target.size(), *of_weights = w.data() + i * weight.size();
        if (!by_pixel) return change(sample, image(of_target, target), random);
        // One image of both, so that weights stay with their pixels.
        const std::size_t outputs = target[2];
        std::vector<T> both(weight.size() * (outputs + 1));
        for (std::size_t p = 0; p < weight.size(); ++p) {
            std::copy_n(of_target + p * outputs, outputs, both.data() + p * (outputs + 1));
            both[p * (outputs + 1) + outputs] = of_weights[p];
        }
        change(sample, image_view<T>{both.data(), target[0], target[1], outputs + 1}, random);
        for (std::size_t p = 0; p < weight.size(); ++p) {
            std::copy_n(both.data() + p * (outputs + 1), outputs, of_target + p * outputs);
            of_weights[p] = both[p * (outputs + 1) + outputs];
        }
    };
    if (change) parallel_for(count, change_one, 100 * input.size());
    sample_batch<T> batch{pack_dense(x.data(), count, input), pack_dense(y.data(), count, target), {}};
    if (weight.axes()) batch.weights = pack_dense(w.data(), count, weight);
    return batch;
}

/// The batches of one epoch after the other. What they hold depends on the seed and the epoch only.
template <class T>
class batch_feed {
public:
    struct options {
        std::size_t batch = 32;
        bool shuffle = true;
        std::uint64_t seed = 42;
        sample_change change{};
        bool ahead = true;  ///< a second thread makes the next batch ready
        /// Which samples of a batch of so many are read, the first and the one after the last; by default all. The
        /// others are zero, and so are their targets.
        std::function<std::pair<std::size_t, std::size_t>(std::size_t samples)> share{};
    };

    /// The source must outlive the feed. Throws argument_error for batches of 0.
    batch_feed(const sample_source<T>& source, options o) : source_(source), options_(std::move(o)) {
        require(options_.batch > 0, "batch_feed: expected batches of at least one sample, got 0");
    }
    batch_feed(const batch_feed&) = delete;  // whose second thread refers to it
    batch_feed& operator=(const batch_feed&) = delete;

    std::size_t batches() const {
        return divide_up(source_.size(), options_.batch);  // a batch may be of any size
    }
    /// Starts an epoch, from 0. Throws argument_error where the samples are no longer what they were.
    void start(std::size_t epoch) {
        source_.check("batch_feed");
        if (next_.valid()) next_.wait();
        next_ = {};
        epoch_ = epoch;
        taken_ = 0;
        order_.resize(shape{source_.size()}.checked_size());
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        if (options_.shuffle) order_ = random_stream(options_.seed, epoch).permutation(source_.size());
        prepare();
    }
    /// The next batch. Throws argument_error where the epoch was not started or has no more, and what the source
    /// throws.
    sample_batch<T> next() {
        require(next_.valid(), "batch_feed: expected an epoch that was started and has more than ", taken_, " batches");
        sample_batch<T> batch = next_.get();
        ++taken_;
        prepare();
        return batch;
    }

private:
    void prepare() {
        if (taken_ == batches()) return;
        const std::size_t first = taken_ * options_.batch, count = std::min(options_.batch, order_.size() - first);
        const std::span<const std::size_t> indexes(order_.data() + first, count);
        const auto make = [this, indexes] {
            const thread_limit one(1);  // the others compute the step before
            return options_.share ? read_share(indexes) : read(indexes);
        };
        next_ = std::async(options_.ahead ? std::launch::async : std::launch::deferred, make);
    }

    sample_batch<T> read(std::span<const std::size_t> indexes) const {
        return read_batch(source_, indexes, options_.change, options_.seed ^ change_seed, epoch_);
    }
    sample_batch<T> read_share(std::span<const std::size_t> indexes) const {
        const auto [first, end] = options_.share(indexes.size());
        require(first <= end && end <= indexes.size(), "batch_feed: expected a share within ", indexes.size(),
                " samples, got ", first, " to ", end);
        const auto empty = [&](const shape& s) {
            const bool image = s.axes() == 3;
            auto t = tensor<T>::batch(indexes.size(), s.back(), image ? s[0] : 1, image ? s[1] : 1);
            std::fill(t.begin(), t.end(), T{0});
            return t;
        };
        sample_batch<T> batch{empty(source_.input()), empty(source_.target()), {}};
        if (source_.weight().axes()) batch.weights = empty(source_.weight());
        if (first == end) return batch;
        const auto own = read(indexes.subspan(first, end - first));
        copy_samples(own.x, 0, end - first, batch.x, first);
        copy_samples(own.y, 0, end - first, batch.y, first);
        if (batch.weights) copy_samples(*own.weights, 0, end - first, *batch.weights, first);
        return batch;
    }

    static constexpr std::uint64_t change_seed = 0x9E3779B97F4A7C15u;  // so that changes do not follow the order

    const sample_source<T>& source_;
    options options_;
    std::size_t epoch_ = 0, taken_ = 0;
    std::vector<std::size_t> order_;
    std::future<sample_batch<T>> next_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
