// The running means of batch normalization for weights that were not trained with them, such as an average of weights.
#pragma once

#include <diapir/autodiff/tape.hpp>
#include <diapir/core/buffer.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/shared_tensor.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/training/batch_feed.hpp>
#include <diapir/nn/training/sample_source.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Sets what the layers of a network keep of batches, such as the running means of batch_normalization, to their means
/// over the batches of one epoch, as torch's update_bn does, but a smaller batch counts for no more than its samples,
/// and a last sample alone, which may have no variance, is left out. Other parameters stay as they are, and so does
/// what frozen layers keep. Throws argument_error where samples do not fit the network.
template <class T>
void recompute_batch_statistics(network<T>& net, const std::type_identity_t<sample_source<T>>& samples,
                                std::size_t batch = 32, std::uint64_t seed = 42) {
    if (net.graph().treats_samples_alike()) return;  // no layer keeps anything
    require(samples.size() > 0 && batch > 0,
            "recompute_batch_statistics: expected samples in batches of at least 1, got ", samples.size(),
            " in batches of ", batch);
    batch_feed<T> feed(samples, {.batch = batch, .seed = seed});
    feed.start(0);
    const bool last_alone = samples.size() > batch && samples.size() % batch == 1;
    std::size_t seen = 0;
    for (std::size_t i = 0; i < feed.batches() - last_alone; ++i) {
        const auto some = feed.next();
        const std::size_t before = std::exchange(seen, seen + some.x.samples());
        training_pass<T> pass{.key = {seed, i}, .parameters = &net.parameters()};
        pass.momentum = static_cast<double>(before) / static_cast<double>(seen);
        tape<point<T>> recorded;
        kept_vector<variable<point<T>>> weights;
        for (const auto& p : net.parameters()) weights.push_back(recorded.input(point<T>(refer_to(p.value))));
        net.record(some.x, weights, pass);
        for (auto& memory : pass.kept) net.parameters()[memory.parameter].value = std::move(memory.value);
    }
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
