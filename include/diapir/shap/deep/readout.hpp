// Reading the linear map of some items, points of lines from references to inputs: what each player contributes to
// every explained output, with a push for each player or a pull for each output.
#pragma once

#include <diapir/autodiff/linearize.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/shap/deep/lanes.hpp>
#include <diapir/shap/deep/line_points.hpp>
#include <diapir/shap/game/outputs.hpp>
#include <diapir/shap/players/players.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap::detail {

/// Items `first` to `last` (exclusive), which lie in the lanes of a batch one after the other.
struct item_range {
    std::size_t first, last;

    /// Those in the lanes of a block.
    item_range of_block(std::size_t block, std::size_t lanes) const {
        const std::size_t begin = std::min(first + block * lanes, last);
        return {begin, std::min(begin + lanes, last)};
    }
};

/// Adds what the players contribute, by pushing `step`, input minus reference, restricted to each of them, `at_once` of
/// them together.
template <class A, class T>
void push_players(const linearization<A>& map, const tensor<T>& step, item_range items, const player_map& players,
                  const output_map& explained, std::size_t at_once, point_sums& sums) {
    const std::size_t count = players.count(), blocks = step.blocks();
    for (std::size_t begin = 0; begin < count; begin += at_once) {
        const std::size_t end = std::min(begin + at_once, count);
        tensor<T> v = stack_of(step, end - begin);
        for (std::size_t p = begin; p < end; ++p) restrict_to(players, p, step, v.data() + (p - begin) * step.size());
        const tensor<T> y = map.push(std::move(v));
        parallel_for(end - begin, [&](std::size_t k) {
            for (std::size_t block = 0; block < blocks; ++block) {
                const item_range in = items.of_block(block, y.lanes());
                for_each_explained(explained, y, k * blocks + block, [&](std::size_t o, const auto* lanes) {
                    sums.add(lanes, in.first, in.last, begin + k, o);
                });
            }
        });
    }
}

/// Adds what the players contribute, by pulling each explained output, `at_once` of them together: multipliers of all
/// elements, which are summed with `step` over those of each player.
template <class A, class T>
void pull_outputs(const linearization<A>& map, const tensor<T>& step, item_range items, const player_map& players,
                  const output_map& explained, std::size_t at_once, point_sums& sums) {
    const std::size_t count = players.count(), outputs = explained.extents.size(), blocks = step.blocks();
    for (std::size_t begin = 0; begin < outputs; begin += at_once) {
        const std::size_t end = std::min(begin + at_once, outputs);
        tensor<T> w = stack_of(*map.value().x, end - begin);
        std::fill(w.begin(), w.end(), T{0});
        for (std::size_t block = 0; block < w.blocks(); ++block)
            seed_output(explained, begin + block / blocks, block, w);
        const tensor<T> multipliers = map.pull(std::move(w));
        parallel_for(end - begin, [&](std::size_t k) {
            const std::size_t lanes = multipliers.lanes();
            std::vector<double> of_players(count * lanes);  // sums over as many elements as an image has
            for (std::size_t block = 0; block < blocks; ++block) {
                std::fill(of_players.begin(), of_players.end(), 0.0);
                for_each_pixel(step, block, [&](std::size_t at, std::size_t element) {
                    const T* multiplier = multipliers.data() + k * step.size() + at;
                    double* to = of_players.data() + players.labels[element] * lanes;
                    for (std::size_t lane = 0; lane < lanes; ++lane)
                        to[lane] += static_cast<double>(multiplier[lane]) * static_cast<double>(step[at + lane]);
                });
                const item_range in = items.of_block(block, lanes);
                for (std::size_t p = 0; p < count; ++p)
                    sums.add(of_players.data() + p * lanes, in.first, in.last, p, begin + k);
            }
        });
    }
}

}  // namespace diapir::inline DIAPIR_TARGET::shap::detail
