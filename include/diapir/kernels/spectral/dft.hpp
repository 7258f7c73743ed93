// Discrete Fourier transforms of small real images, many at a time: every number is a register, of which a lane belongs
// to one image.
//
// The spectrum of N x N real numbers is N * N / 2 complex ones, its slots {row frequency, N / 2}. Slots {r, c} for c >
// 0 hold row frequency r and column frequency c. Slots {r, 0} hold the row frequencies r < N / 2 of column frequency 0,
// and, as {N - r, 0}, those of column frequency N / 2; where r is 0 or N / 2 both are real, and share the slot.
#pragma once

#include <diapir/core/simd.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::kernels {

namespace detail {

/// Calls f with 0 ... N - 1 as integral constants.
template <std::size_t N, class F>
[[gnu::always_inline]] inline void unrolled(const F& f) {
    [&]<std::size_t... K>(std::index_sequence<K...>) __attribute__((always_inline)) {
        (f(std::integral_constant<std::size_t, K>{}), ...);
    }
    (std::make_index_sequence<N>{});
}

/// cos(pi k / 8)
constexpr double cosine_of_eighths(std::size_t k) {
    constexpr double cosines[] = {1, 0.92387953251128675613, 0.70710678118654752440, 0.38268343236508977173, 0};
    return k <= 4 ? cosines[k] : -cosines[8 - k];
}

/// re[k] + i im[k] = sum over n of (re[n] + i im[n]) exp(-2 pi i k n / N), in place, for N = 1, 2, 4, 8 or 16. With the
/// real and the imaginary parts exchanged it is the inverse times N.
template <std::size_t N, class V>
[[gnu::always_inline]] inline void dft(V* re, V* im) {
    if constexpr (N > 1) {
        constexpr std::size_t half = N / 2;
        V even_re[half], even_im[half], odd_re[half], odd_im[half];
        unrolled<half>([&](auto k) __attribute__((always_inline)) {
            even_re[k] = re[2 * k], even_im[k] = im[2 * k];
            odd_re[k] = re[2 * k + 1], odd_im[k] = im[2 * k + 1];
        });
        dft<half>(even_re, even_im);
        dft<half>(odd_re, odd_im);
        unrolled<half>([&](auto k) __attribute__((always_inline)) {
            constexpr std::size_t eighths = k * 16 / N;
            V &a_re = odd_re[k], &a_im = odd_im[k];
            if constexpr (eighths == 4) {  // times -i
                const V turned = -a_re;
                a_re = a_im, a_im = turned;
            } else if constexpr (eighths != 0) {
                const V cosine = simd::constant<V>(cosine_of_eighths(eighths));
                const V sine = simd::constant<V>(cosine_of_eighths(eighths < 4 ? 4 - eighths : eighths - 4));
                const V turned = simd::fnma(sine, a_re, cosine * a_im);
                a_re = simd::fma(cosine, a_re, sine * a_im), a_im = turned;
            }
            re[k] = even_re[k] + a_re, im[k] = even_im[k] + a_im;
            re[k + half] = even_re[k] - a_re, im[k + half] = even_im[k] - a_im;
        });
    }
}

}  // namespace detail

/// The cells of an N x N image that are not zero, {row, col, lanes of a register}: rows `row_begin` to `row_end` and
/// columns `col_begin` to `col_end`. Cell (r, c) lies at data + origin + r * row_step + c * col_step.
template <class T>
struct image_cells {
    T* data;
    std::ptrdiff_t origin, row_step, col_step;
    std::size_t row_begin, row_end, col_begin, col_end;

    bool has_row(std::size_t r) const { return r >= row_begin && r < row_end; }
    /// Calls f(pointer to the first cell, row, first column, number of columns).
    template <class F>
    void for_each_row(const F& f) const {
        for (std::size_t r = row_begin; r < row_end && col_begin < col_end; ++r)
            f(at(r, col_begin), r, col_begin, col_end - col_begin);
    }
    T* at(std::size_t r, std::size_t c) const {
        return data + (origin + static_cast<std::ptrdiff_t>(r) * row_step + static_cast<std::ptrdiff_t>(c) * col_step);
    }
};

/// The transform of N x N real numbers, N = 8 or 16.
template <std::size_t N, class T>
class real_dft {
    using V = simd::pack<T>;
    static constexpr std::size_t half = N / 2, width = simd::width<T>;

public:
    static constexpr std::size_t slots = N * half;
    /// Whether a slot holds two real numbers.
    static constexpr bool is_real(std::size_t slot) { return slot == 0 || slot == half * half; }
    /// What the inverse of a product of two spectra has to be multiplied with: both are doubled, and it is times N * N.
    static constexpr T scale_of_product = T{1} / static_cast<T>(4 * N * N);
    /// Roughly the operations of a transform.
    static constexpr std::size_t cost = 15 * N * N * width;

    /// Slot s receives twice the spectrum of the cells, at to + s * slot_step: the real part in a register, behind it
    /// the imaginary one.
    static void forward(const image_cells<const T>& cells, T* to, std::size_t slot_step) {
        V re[N], im[N], lines[N][half][2];
        for (std::size_t r = 0; r < N; r += 2) {
            if (r + 1 < cells.row_begin || r >= cells.row_end) {
                for (std::size_t k = 0; k < half; ++k)
                    for (V* line : {lines[r][k], lines[r + 1][k]}) line[0] = line[1] = V(T{0});
                continue;
            }
            // Two rows as the real and the imaginary part of one.
            load_row(cells, r, re);
            load_row(cells, r + 1, im);
            detail::dft<N>(re, im);
            lines[r][0][0] = re[0], lines[r][0][1] = re[half];
            lines[r + 1][0][0] = im[0], lines[r + 1][0][1] = im[half];
            detail::unrolled<half - 1>([&](auto before) {
                constexpr std::size_t k = before + 1;
                separate(re, im, k, lines[r][k], lines[r + 1][k]);
            });
        }
        for (std::size_t k = 0; k < half; ++k) {
            detail::unrolled<N>([&](auto r) { re[r] = lines[r][k][0], im[r] = lines[r][k][1]; });
            detail::dft<N>(re, im);
            const auto slot = [&](std::size_t r) { return to + (r * half + k) * slot_step; };
            if (k > 0) {
                detail::unrolled<N>([&](auto r) { store(slot(r), re[r], im[r]); });
                continue;
            }
            for (const std::size_t r : {std::size_t{0}, half}) store(slot(r), re[r] + re[r], im[r] + im[r]);
            detail::unrolled<half - 1>([&](auto before) {
                constexpr std::size_t r = before + 1;
                V first[2], second[2];
                separate(re, im, r, first, second);
                store(slot(r), first[0], first[1]);
                store(slot(N - r), second[0], second[1]);
            });
        }
    }

    /// Calls put(row, values {N}) for the first `rows` rows of the image, times N * N, of which the slots are the
    /// spectrum.
    template <class Put>
    static void inverse(const T* from, std::size_t slot_step, std::size_t rows, const Put& put) {
        V re[N], im[N], lines[N][half][2];
        for (std::size_t k = 0; k < half; ++k) {
            const auto slot = [&](std::size_t r) { return from + (r * half + k) * slot_step; };
            if (k > 0) {
                detail::unrolled<N>([&](auto r) { load(slot(r), re[r], im[r]); });
            } else {
                for (const std::size_t r : {std::size_t{0}, half}) load(slot(r), re[r], im[r]);
                detail::unrolled<half - 1>([&](auto before) {
                    constexpr std::size_t r = before + 1;
                    V first[2], second[2];
                    load(slot(r), first[0], first[1]);
                    load(slot(N - r), second[0], second[1]);
                    join(first, second, r, re, im);
                });
            }
            detail::dft<N>(im, re);
            detail::unrolled<N>([&](auto r) { lines[r][k][0] = re[r], lines[r][k][1] = im[r]; });
        }
        for (std::size_t r = 0; r < rows; r += 2) {
            re[0] = lines[r][0][0], re[half] = lines[r][0][1];
            im[0] = lines[r + 1][0][0], im[half] = lines[r + 1][0][1];
            detail::unrolled<half - 1>([&](auto before) {
                constexpr std::size_t k = before + 1;
                join(lines[r][k], lines[r + 1][k], k, re, im);
            });
            detail::dft<N>(im, re);
            put(r, re);
            if (r + 1 < rows) put(r + 1, im);
        }
    }

private:
    [[gnu::always_inline]] static void load_row(const image_cells<const T>& cells, std::size_t r, V* values) {
        const bool any = cells.has_row(r);
        for (std::size_t c = 0; c < N; ++c)
            values[c] = any && c >= cells.col_begin && c < cells.col_end ? simd::load(cells.at(r, c)) : V(T{0});
    }
    [[gnu::always_inline]] static void load(const T* slot, V& re, V& im) {
        re = simd::load(slot), im = simd::load(slot + width);
    }
    [[gnu::always_inline]] static void store(T* slot, const V& re, const V& im) {
        simd::store(slot, re);
        simd::store(slot + width, im);
    }
    /// From number k of the spectrum of a + i b, for real a and b, twice that of the spectra of each.
    [[gnu::always_inline]] static void separate(const V* re, const V* im, std::size_t k, V* a, V* b) {
        a[0] = re[k] + re[N - k], a[1] = im[k] - im[N - k];
        b[0] = im[k] + im[N - k], b[1] = re[N - k] - re[k];
    }
    /// Numbers k and N - k of the spectrum of a + i b.
    [[gnu::always_inline]] static void join(const V* a, const V* b, std::size_t k, V* re, V* im) {
        re[k] = a[0] - b[1], im[k] = a[1] + b[0];
        re[N - k] = a[0] + b[1], im[N - k] = b[0] - a[1];
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::kernels
