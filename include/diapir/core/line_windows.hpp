// Sums over windows along contiguous lines, a line in each lane of a register, at a cost that does not depend on the
// window: van Herk's two partial sums, as in core/moving_sum.hpp.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/edge.hpp>
#include <diapir/core/simd.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels {

/// Windows along up to `width` lines at a time, of `Sums` quantities each.
template <class T, std::size_t Sums>
class line_windows {
public:
    using V = simd::pack<T>;
    static constexpr std::size_t lanes = simd::width<T>;

    /// Lines of `length` > 0 entries; windows of the `window` > 0 entries i - window / 2 to i - window / 2 + window
    /// - 1.
    line_windows(std::size_t length, std::size_t window, edge mode)
        : length_(length),
          window_(window),
          before_(window / 2),
          outside_(length, window / 2, window - 1 - window / 2, mode),
          entries_((length + window - 1) * Sums * lanes),
          tails_(window * Sums * lanes) {}

    /// in[k * count + line] points to the entries of quantity k < In of a line, out[k * count + line] to where result k
    /// < Out goes, for `count` <= width lines. expand(in, summed) makes the quantities that are summed from registers
    /// of those that are read; finish(i, sums, out) makes the results of entry i of all lines.
    template <std::size_t In, std::size_t Out, class Expand, class Finish>
    void run(const T* const* in, T* const* out, std::size_t count, const Expand& expand, const Finish& finish) {
        read<In>(in, count, expand);
        continue_ends();
        V results[Out][lanes];
        std::size_t written = 0;
        const auto take = [&](std::size_t i, const V* sums) {
            V result[Out];
            finish(i, sums, result);
            for (std::size_t k = 0; k < Out; ++k) results[k][i - written] = result[k];
            if (i - written + 1 < lanes && i + 1 < length_) return;
            for (std::size_t k = 0; k < Out; ++k) write(results[k], out + k * count, count, written, i + 1);
            written = i + 1;
        };
        for (std::size_t block = 0; block < length_; block += window_) sum_block(block, take);
    }

private:
    T* entry(std::size_t place) { return entries_.data() + place * Sums * lanes; }

    template <std::size_t In, class Expand>
    void read(const T* const* in, std::size_t count, const Expand& expand) {
        for (std::size_t i = 0; i < length_; i += lanes) {
            const std::size_t valid = std::min(lanes, length_ - i);
            V tiles[In][lanes];
            for (std::size_t k = 0; k < In; ++k) {
                for (std::size_t lane = 0; lane < lanes; ++lane) {
                    const T* from = in[k * count + std::min(lane, count - 1)] + i;
                    tiles[k][lane] = valid == lanes ? simd::load(from) : simd::load_first(from, valid);
                }
                simd::transpose<T>(tiles[k]);
            }
            for (std::size_t j = 0; j < valid; ++j) {
                V read[In], summed[Sums];
                for (std::size_t k = 0; k < In; ++k) read[k] = tiles[k][j];
                expand(read, summed);
                for (std::size_t s = 0; s < Sums; ++s) simd::store(entry(before_ + i + j) + s * lanes, summed[s]);
            }
        }
    }
    void continue_ends() {
        outside_.for_each([&](std::size_t place, std::size_t source) {
            if (source == edge_sources::none)
                std::fill_n(entry(place), Sums * lanes, T{0});
            else
                std::copy_n(entry(source), Sums * lanes, entry(place));
        });
    }
    /// Calls take(i, sums) for the windows that begin in one block.
    template <class Take>
    void sum_block(std::size_t block, const Take& take) {
        V sum[Sums];
        for (std::size_t s = 0; s < Sums; ++s) sum[s] = V(T{0});
        for (std::size_t k = window_; k-- > 0;)
            for (std::size_t s = 0; s < Sums; ++s) {
                sum[s] = sum[s] + simd::load(entry(block + k) + s * lanes);
                simd::store(tails_.data() + (k * Sums + s) * lanes, sum[s]);
            }
        take(block, sum);
        V head[Sums];
        for (std::size_t s = 0; s < Sums; ++s) head[s] = V(T{0});
        const std::size_t end = std::min(window_, length_ - block);
        for (std::size_t k = 1; k < end; ++k) {
            for (std::size_t s = 0; s < Sums; ++s) {
                head[s] = head[s] + simd::load(entry(block + window_ + k - 1) + s * lanes);
                sum[s] = simd::load(tails_.data() + (k * Sums + s) * lanes) + head[s];
            }
            take(block + k, sum);
        }
    }
    /// Writes entries first to last - 1 of all lines.
    static void write(V* results, T* const* out, std::size_t count, std::size_t first, std::size_t last) {
        simd::transpose<T>(results);
        for (std::size_t lane = 0; lane < count; ++lane) {
            if (last - first == lanes) {
                simd::store(out[lane] + first, results[lane]);
            } else {
                T values[lanes];
                simd::store(values, results[lane]);
                std::copy_n(values, last - first, out[lane] + first);
            }
        }
    }

    std::size_t length_, window_, before_;
    edge_sources outside_;
    kept_vector<T> entries_;  // {before + length + after, quantities, lanes}
    kept_vector<T> tails_;    // {window, quantities, lanes}: what is left of a block from an entry on
};

}  // namespace diapir::inline DIAPIR_TARGET::kernels
