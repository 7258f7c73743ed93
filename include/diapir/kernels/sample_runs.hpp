// Reads the samples of one channel of a batch as runs of consecutive elements that fit into the first cache. Lanes that
// hold no sample are left out.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor_shape.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels {

/// How many lanes of a block hold samples.
inline std::size_t filled_lanes(const tensor_shape& batch, std::size_t block) {
    const std::size_t lanes = batch[4], before = block * lanes;
    return batch.samples() > before ? std::min(lanes, batch.samples() - before) : 0;
}

/// Calls f(count, runs) with the elements of a channel of several batches of one shape, given by their data: a few
/// thousand at a time, `count` of each from runs[i] on.
template <std::size_t Count, class T, class F>
void for_each_run(const tensor_shape& batch, std::size_t channel, const std::array<const T*, Count>& data, const F& f) {
    constexpr std::size_t elements = 4096;
    const std::size_t lanes = batch[4], cells = batch[2] * batch[3];
    std::array<const T*, Count> runs;
    buffer<T> packed;
    for (std::size_t block = 0; block < batch[0]; ++block) {
        const std::size_t filled = filled_lanes(batch, block), plane = (block * batch[1] + channel) * cells * lanes;
        if (filled == 0) break;
        const std::size_t at_once = std::max<std::size_t>(1, elements / lanes);
        for (std::size_t cell = 0; cell < cells; cell += at_once) {
            const std::size_t count = std::min(at_once, cells - cell);
            for (std::size_t i = 0; i < Count; ++i) runs[i] = data[i] + plane + cell * lanes;
            if (filled < lanes) {  // only the last block: its samples are packed
                if (!packed) packed = make_buffer<T>(Count * at_once * filled);
                for (std::size_t i = 0; i < Count; ++i) {
                    T* to = packed.get() + i * at_once * filled;
                    for (std::size_t c = 0; c < count; ++c) std::copy_n(runs[i] + c * lanes, filled, to + c * filled);
                    runs[i] = to;
                }
            }
            f(count * filled, runs);
        }
    }
}

/// The sum of f(in[i]...) for i below count, with registers; for runs that are so short that T holds their sum well.
template <class T, class F, class... In>
double sum_of_run(std::size_t count, const F& f, const In*... in) {
    constexpr std::size_t width = simd::width<T>, chains = 4;
    simd::pack<T> sums[chains];
    for (auto& sum : sums) sum = simd::pack<T>(T{0});
    std::size_t i = 0;
    for (; i + chains * width <= count; i += chains * width)
        for (std::size_t k = 0; k < chains; ++k) sums[k] += f(simd::load(in + i + k * width)...);
    for (; i + width <= count; i += width) sums[0] += f(simd::load(in + i)...);
    double total = static_cast<double>(simd::sum(simd::pack<T>((sums[0] + sums[1]) + (sums[2] + sums[3]))));
    for (; i < count; ++i) total += static_cast<double>(f(in[i]...));
    return total;
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels
