// Weighted sums of neighboring entries, down the rows of an array and along each row. The pairing of taps is that of
// scipy.ndimage.correlate1d, SciPy 1.10.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/edge.hpp>
#include <diapir/core/row_pitch.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/strips.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::kernels {

/// Whether taps at the same distance from the middle have equal or opposite weights.
enum class parity { even, odd };

/// Sets out[i] to half[0] * taps[r][i] plus half[k] * (taps[r + k][i] +- taps[r - k][i]) for k from 1 to r, r =
/// half.size() - 1, for i below count. With odd parity half[0] is not read, and equal taps give exactly 0.
template <parity P, class T>
void weigh(const std::vector<T>& half, const T* const* taps, std::size_t count, T* out) {
    const std::size_t r = half.size() - 1;
    const auto run = [&]<class V, std::size_t N>(std::size_t i, std::integral_constant<std::size_t, N>, V) {
        const auto load = [](const T* from) {
            if constexpr (simd::is_pack<V>) {
                return simd::load(from);
            } else {
                return *from;
            }
        };
        constexpr std::size_t step = simd::is_pack<V> ? simd::width<T> : 1;
        V sum[N];
        for (std::size_t n = 0; n < N; ++n)
            sum[n] = P == parity::even ? V(V(half[0]) * load(taps[r] + i + n * step)) : V(T{0});
        for (std::size_t k = 1; k <= r; ++k) {
            const V weight(half[k]);
            const T *ahead = taps[r + k] + i, *behind = taps[r - k] + i;
            for (std::size_t n = 0; n < N; ++n) {
                const V a = load(ahead + n * step), b = load(behind + n * step);
                sum[n] = simd::fma(weight, P == parity::even ? V(a + b) : V(a - b), sum[n]);
            }
        }
        for (std::size_t n = 0; n < N; ++n) {
            if constexpr (simd::is_pack<V>) {
                simd::store(out + i + n * step, sum[n]);
            } else {
                out[i + n] = sum[n];
            }
        }
    };
    constexpr std::size_t step = simd::width<T>;
    constexpr std::integral_constant<std::size_t, 4> four;
    constexpr std::integral_constant<std::size_t, 2> two;
    constexpr std::integral_constant<std::size_t, 1> one;
    std::size_t i = 0;
    for (; i + 4 * step <= count; i += 4 * step) run(i, four, simd::pack<T>());
    for (; i + 2 * step <= count; i += 2 * step) run(i, two, simd::pack<T>());
    for (; i + step <= count; i += step) run(i, one, simd::pack<T>());
    if (i == count) return;
    if (count >= step) return run(count - step, one, simd::pack<T>());
    for (; i < count; ++i) run(i, one, T());
}

/// Rows of a dense array and what lies beyond its ends along the axis of the rows.
template <class T>
class continued_rows {
public:
    continued_rows(const T* in, std::size_t length, std::size_t size, edge mode)
        : in_(in), length_(length), size_(size), mode_(mode), zeros_(size) {}

    /// Row number i + k - back for k from 0 to count - 1.
    void taps(std::size_t i, std::size_t back, std::size_t count, const T** to) const {
        const bool inside = i >= back && i + count <= length_ + back;
        for (std::size_t k = 0; k < count; ++k) {
            const std::ptrdiff_t source =
                inside ? static_cast<std::ptrdiff_t>(i + k - back) : edge_index(i + k, back, length_, mode_);
            to[k] = source < 0 ? zeros_.data() : in_ + static_cast<std::size_t>(source) * size_;
        }
    }

private:
    const T* in_;
    std::size_t length_, size_;
    edge mode_;
    kept_vector<T> zeros_;
};

/// A line of `length` entries with room for `reach` more at both ends.
template <class T>
class continued_line {
public:
    continued_line(std::size_t length, std::size_t reach, edge mode)
        : reach_(reach), outside_(length, reach, reach, mode), line_(length + 2 * reach), taps_(2 * reach + 1) {
        for (std::size_t k = 0; k < taps_.size(); ++k) taps_[k] = line_.data() + k;
    }

    T* entries() { return line_.data() + reach_; }
    /// Sets what lies beyond the ends, and returns 2 * reach + 1 views of the line, the first `reach` entries back.
    const T* const* taps() {
        outside_.for_each([&](std::size_t place, std::size_t source) {
            line_[place] = source == edge_sources::none ? T{0} : line_[source];
        });
        return taps_.data();
    }

private:
    std::size_t reach_;
    edge_sources outside_;
    kept_vector<T> line_;
    kept_vector<const T*> taps_;
};

/// The last `count` rows of a stream, and views of them in their order. They lie an odd number of cache lines apart, so
/// that those of one column do not displace each other.
template <class T>
class recent_rows {
public:
    recent_rows(std::size_t count, std::size_t size)
        : count_(count), pitch_(odd_lines<T>(size)), rows_(count * pitch_), views_(2 * count) {
        for (std::size_t k = 0; k < views_.size(); ++k) views_[k] = rows_.data() + k % count * pitch_;
    }

    /// Where row number k is to be written.
    T* row(std::size_t k) { return rows_.data() + k % count_ * pitch_; }
    /// Rows k to k + count - 1.
    const T* const* from(std::size_t k) const { return views_.data() + k % count_; }

private:
    std::size_t count_, pitch_;
    kept_vector<T> rows_;
    kept_vector<const T*> views_;
};

/// Correlates some rows of {length, size} with a stencil that reaches across rows; writes them to `out` on. Takes some
/// columns at a time, so that all rows of the stencil stay near the processor.
template <parity P, class T>
void correlate_down(const T* in, std::size_t length, std::size_t size, const std::vector<T>& half, edge mode,
                    row_range rows, T* out) {
    constexpr std::size_t at_once = 1024 / sizeof(T);
    const std::size_t r = half.size() - 1;
    recent_rows<T> recent(2 * r + 1, std::min(at_once, size));
    for (std::size_t col = 0; col < size; col += at_once) {
        const std::size_t cols = std::min(at_once, size - col);
        for (std::size_t k = rows.first; k < rows.last + 2 * r; ++k) {
            const std::ptrdiff_t source = edge_index(k, r, length, mode);
            if (source < 0)
                std::fill_n(recent.row(k), cols, T{0});
            else
                std::copy_n(in + static_cast<std::size_t>(source) * size + col, cols, recent.row(k));
            if (k < rows.first + 2 * r) continue;
            const std::size_t i = k - 2 * r;
            weigh<P>(half, recent.from(i), cols, out + (i - rows.first) * size + col);
        }
    }
}

/// Correlates some rows of `size` entries with a stencil along each; writes them to `out` on.
template <parity P, class T>
void correlate_along(const T* in, std::size_t size, const std::vector<T>& half, edge mode, row_range rows, T* out) {
    continued_line<T> line(size, half.size() - 1, mode);
    for (std::size_t i = rows.first; i < rows.last; ++i, out += size) {
        std::copy_n(in + i * size, size, line.entries());
        weigh<P>(half, line.taps(), size, out);
    }
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels
