// Batches of a sweep: stacks of copies along the block axis, one-hot outputs, and steps restricted to a player.
#pragma once

#include <diapir/core/batch.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/shap/game/outputs.hpp>
#include <diapir/shap/players/players.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap::detail {

/// A batch of `count` copies of the extents of `t`, one after the other along the block axis.
template <class T>
tensor<T> stack_of(const tensor<T>& t, std::size_t count) {
    return tensor<T>::batch_of_blocks(count * t.blocks(), t.channels(), t.rows(), t.cols(), t.lanes(),
                                      count * t.samples());
}

/// Writes `step` for the elements of one player, and zero elsewhere.
template <class T>
void restrict_to(const player_map& players, std::size_t player, const tensor<T>& step, T* to) {
    for (std::size_t block = 0; block < step.blocks(); ++block)
        for_each_pixel(step, block, [&](std::size_t at, std::size_t element) {
            if (players.labels[element] == player) {
                std::copy_n(step.data() + at, step.lanes(), to + at);
            } else {
                std::fill_n(to + at, step.lanes(), T{0});
            }
        });
}

/// Makes a zero block of cotangents that of an explained output.
template <class T>
void seed_output(const output_map& map, std::size_t output, std::size_t block, tensor<T>& w) {
    map.for_each_term(output, [&](std::size_t from, double weight) {
        const std::size_t channel = from % w.channels(), pixel = from / w.channels();
        T* to = w.data() + ((block * w.channels() + channel) * w.rows() * w.cols() + pixel) * w.lanes();
        for (std::size_t lane = 0; lane < w.lanes(); ++lane) to[lane] += static_cast<T>(weight);
    });
}

/// Calls f(output, lanes) with what is explained of a block of outputs, one value in each lane: means and other linear
/// maps as doubles, since they may be sums over many pixels.
template <class T, class F>
void for_each_explained(const output_map& map, const tensor<T>& y, std::size_t block, const F& f) {
    const std::size_t lanes = y.lanes(), outputs = map.extents.size();
    std::vector<std::size_t> offsets(y.channels() * y.rows() * y.cols());
    for_each_pixel(y, block, [&](std::size_t at, std::size_t o) { offsets[o] = at; });
    std::vector<double> sums(map.terms.empty() ? 0 : outputs * lanes, 0.0);
    for (const auto& t : map.terms)
        for (std::size_t lane = 0; lane < lanes; ++lane)
            sums[t.to * lanes + lane] += t.weight * static_cast<double>(y[offsets[t.from] + lane]);
    for (std::size_t o = 0; o < outputs; ++o) {
        if (sums.empty()) {
            f(o, y.data() + offsets[o]);
        } else {
            f(o, static_cast<const double*>(sums.data() + o * lanes));
        }
    }
}

}  // namespace diapir::inline DIAPIR_TARGET::shap::detail
