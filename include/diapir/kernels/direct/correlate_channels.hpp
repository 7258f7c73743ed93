// `correlate` for few samples: registers hold output channels, so that images may be as small as they like. A few taps
// at a time are added to sums in the first cache, so that every weight is read once for many pixels.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/direct/correlate_planes.hpp>
#include <diapir/kernels/packed_kernel.hpp>
#include <diapir/kernels/window.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::kernels {

namespace detail {

/// Registers of output channels that are summed together.
inline constexpr std::size_t channel_registers = simd::registers >= 32 ? 4 : 2;

/// Pixels that are summed together, each for `registers` of output channels.
constexpr std::size_t pixels_at_once(std::size_t registers) {
    return registers == 1 ? 12 : 6;
}

/// Registers of output channels in tiles: of channel_registers as long as there are so many, then single ones.
struct channel_tiles {
    std::size_t registers;

    std::size_t whole() const { return registers / channel_registers; }
    std::size_t size() const { return whole() + registers % channel_registers; }
    /// Calls f with the registers of a tile as an integral constant, and the first of them.
    template <class F>
    void visit(std::size_t tile, const F& f) const {
        if (tile < whole()) {
            f(std::integral_constant<std::size_t, channel_registers>{}, tile * channel_registers);
        } else {
            f(std::integral_constant<std::size_t, 1>{}, whole() * channel_registers + tile - whole());
        }
    }
};

/// A kernel whose output channels lie next to one another and fill registers: as it is stored, or else a copy {rows,
/// cols, in, channels}.
template <class T>
struct channel_kernel {
    kernel_view<T> of, steps;
    buffer<T> copy;

    explicit channel_kernel(const kernel_view<T>& w) : of(w), steps(w) {
        constexpr std::size_t width = simd::width<T>;
        if (w.out_step == 1 && w.out % width == 0) return;
        const std::size_t out = divide_up(w.out, width) * width;
        copy = make_buffer<T>(w.rows * w.cols * w.in * out);
        steps.data = copy.get();
        steps.out_step = 1;
        steps.in_step = static_cast<std::ptrdiff_t>(out);
        steps.col_step = static_cast<std::ptrdiff_t>(w.in) * steps.in_step;
        steps.row_step = static_cast<std::ptrdiff_t>(w.cols) * steps.col_step;
        parallel_for(
            w.rows * w.cols,
            [&](std::size_t cell) {
                const T* from = w.data + w.at(cell / w.cols, cell % w.cols, 0, 0);
                T* to = copy.get() + cell * w.in * out;
                if (w.out < out) std::fill_n(to, w.in * out, T{0});
                for (std::size_t o = 0; o < w.out; ++o)
                    for (std::size_t i = 0; i < w.in; ++i) to[i * out + o] = from[w.at(0, 0, i, o)];
            },
            w.in * out);
    }
    bool is_of(const kernel_view<T>& w) const { return w == of; }
};

/// An element of a row of outputs, and where the first of its taps lies in a row of inputs.
struct meeting {
    std::ptrdiff_t from;
    std::size_t to;
};

/// A few columns of a kernel, and what meets through any of them.
struct tap_columns {
    std::ptrdiff_t window, count;  ///< columns window, window + window_step, ...
    kept_vector<meeting> meetings;
};

/// The columns of a kernel, `at_once` of them together, and what meets in rows of (cols x lanes) elements, of which the
/// inputs have x_cols and `before` zeros in front of them.
inline kept_vector<tap_columns> tap_columns_of(const taps& cols, std::ptrdiff_t at_once, std::size_t x_cols,
                                               std::size_t before, std::size_t lanes) {
    kept_vector<tap_columns> all;
    const auto end = static_cast<std::ptrdiff_t>(x_cols), step = static_cast<std::ptrdiff_t>(lanes);
    for (std::size_t phase = 0; phase < cols.phases.size(); ++phase) {
        const tap_run& run = cols.phases[phase];
        for (std::ptrdiff_t k = 0; k < run.count; k += at_once) {
            const std::ptrdiff_t count = std::min(at_once, run.count - k);
            all.push_back({run.window + k * cols.window_step, count, {}});
            for (std::size_t c = phase; c < cols.runs.size(); c += cols.phases.size()) {
                const std::ptrdiff_t first =
                    run.first + static_cast<std::ptrdiff_t>(c / cols.phases.size()) * cols.phase_step + k;
                if (first + count <= 0 || first >= end) continue;
                for (std::ptrdiff_t lane = 0; lane < step; ++lane)
                    all.back().meetings.push_back({(first + static_cast<std::ptrdiff_t>(before)) * step + lane,
                                                   c * lanes + static_cast<std::size_t>(lane)});
            }
        }
    }
    return all;
}

/// The taps that are summed together: columns of the kernel and channels, and distances between them in elements.
struct channel_walk {
    std::ptrdiff_t cols, x_col, w_col;
    std::size_t channels;
    std::ptrdiff_t x_channel, w_channel;
};

/// sums[to, o] += sum over the walk of w[o] x[from], for Count meetings and Registers of output channels.
template <std::size_t Registers, std::size_t Count, class T>
void add_meetings(const T* x, const T* w, const channel_walk& walk, const meeting* meetings, T* sums) {
    using pack = simd::pack<T>;
    constexpr std::size_t width = simd::width<T>;
    pack local[Count][Registers];
    const T* at[Count];
#pragma GCC unroll 16
    for (std::size_t n = 0; n < Count; ++n) {
        at[n] = x + meetings[n].from;
#pragma GCC unroll 4
        for (std::size_t v = 0; v < Registers; ++v)
            local[n][v] = simd::load(sums + (meetings[n].to * Registers + v) * width);
    }
    for (std::ptrdiff_t b = 0; b < walk.cols; ++b) {
        const T* w_cell = w + b * walk.w_col;
        std::ptrdiff_t x_cell = b * walk.x_col;
        for (std::size_t i = 0; i < walk.channels; ++i, w_cell += walk.w_channel, x_cell += walk.x_channel) {
            pack weights[Registers];
#pragma GCC unroll 4
            for (std::size_t v = 0; v < Registers; ++v) weights[v] = simd::load(w_cell + v * width);
#pragma GCC unroll 16
            for (std::size_t n = 0; n < Count; ++n) {
                const pack value = simd::broadcast(at[n][x_cell]);
#pragma GCC unroll 4
                for (std::size_t v = 0; v < Registers; ++v) local[n][v] = simd::fma(weights[v], value, local[n][v]);
            }
        }
    }
#pragma GCC unroll 16
    for (std::size_t n = 0; n < Count; ++n)
#pragma GCC unroll 4
        for (std::size_t v = 0; v < Registers; ++v)
            simd::store(sums + (meetings[n].to * Registers + v) * width, local[n][v]);
}

/// The same for `count` meetings, no more than Most.
template <std::size_t Registers, std::size_t Most, class T>
void add_some_meetings(std::size_t count, const T* x, const T* w, const channel_walk& walk, const meeting* meetings,
                       T* sums) {
    if constexpr (Most > 1) {
        if (count < Most) return add_some_meetings<Registers, Most - 1>(count, x, w, walk, meetings, sums);
    }
    add_meetings<Registers, Most>(x, w, walk, meetings, sums);
}

/// The work of `correlate_channels`.
template <class T>
class channel_sums {
    static constexpr std::size_t width = simd::width<T>;

public:
    channel_sums(const tensor<T>& x, const kernel_view<T>& w, const T* bias, const taps& rows, const taps& cols,
                 tensor<T>& y)
        : x_(x),
          y_(y),
          kernel_(form_of<channel_kernel<T>>(w)),
          bias_(bias),
          rows_(rows),
          out_(y.channels()),
          row_size_(y.cols() * y.lanes()),
          axis_(cols, x.cols(), y.cols()),
          line_(axis_.length * x.lanes()),
          padded_(padded_images(x, padded_axis::unpadded(x.rows()), axis_, 0)),
          window_step_(cols.window_step),
          columns_(tap_columns_of(cols, columns_at_once(), x.cols(), axis_.before, x.lanes())) {}

    std::size_t registers() const { return divide_up(out_, width); }
    /// Rows whose sums fill half of the first cache.
    std::size_t rows_at_once() const {
        constexpr std::size_t elements = (std::size_t{1} << 14) / sizeof(T);
        return std::clamp<std::size_t>(elements / (row_size_ * channel_registers * width), 1, y_.rows());
    }
    /// Roughly the operations for a row.
    std::size_t cost() const {
        const kernel_view<T>& w = kernel_->of;
        return row_size_ * channel_registers * width * w.in * w.rows * w.cols;
    }

    /// Sets rows `begin` to `end` of a block, for registers `first` to `first` + Registers of output channels.
    template <std::size_t Registers>
    void compute(std::size_t block, std::size_t begin, std::size_t end, std::size_t first) const {
        const kernel_view<T>& w = kernel_->steps;
        const std::size_t size = row_size_ * Registers * width, rows = end - begin;
        const buffer<T> sums = make_buffer<T>(rows * size);  // {rows, elements, Registers, width}
        begin_sums<Registers>(first, rows * row_size_, sums.get());
        for (std::size_t a = 0; a < w.rows; ++a)
            for (const tap_columns& columns : columns_) {
                const T* weights = w.data + w.at(a, static_cast<std::size_t>(columns.window), 0, first * width);
                for (std::size_t row = 0; row < rows; ++row)
                    if (const T* x = row_that_meets(block, begin + row, a))
                        add_row<Registers>(x, weights, columns, sums.get() + row * size);
            }
        const std::size_t outs = std::min(Registers * width, out_ - first * width), plane = y_.rows() * row_size_;
        T* to = y_.data() + block * y_.block_size() + first * width * plane + begin * row_size_;
        for (std::size_t o = 0; o < outs; ++o, to += plane)
            for (std::size_t e = 0; e < rows * row_size_; ++e) to[e] = sums[e * Registers * width + o];
    }

private:
    /// The row of the input that meets a row of the output through row `a` of the kernel, in its first channel; or
    /// null.
    const T* row_that_meets(std::size_t block, std::size_t row, std::size_t a) const {
        const tap_run& run = rows_.runs[row];
        const std::ptrdiff_t steps = static_cast<std::ptrdiff_t>(a) - run.window, k = steps / rows_.window_step;
        if (steps < 0 || steps % rows_.window_step != 0 || k >= run.count) return nullptr;
        return padded_.get() + (block * x_.channels() * x_.rows() + static_cast<std::size_t>(run.first + k)) * line_;
    }
    /// Sets the sums of `count` elements to the bias.
    template <std::size_t Registers>
    void begin_sums(std::size_t first, std::size_t count, T* sums) const {
        alignas(64) T constants[Registers * width] = {};
        if (bias_) std::copy_n(bias_ + first * width, std::min(Registers * width, out_ - first * width), constants);
        for (std::size_t e = 0; e < count; ++e)
            for (std::size_t v = 0; v < Registers; ++v)
                simd::store(sums + (e * Registers + v) * width, simd::load(constants + v * width));
    }
    template <std::size_t Registers>
    void add_row(const T* x, const T* weights, const tap_columns& columns, T* sums) const {
        constexpr std::size_t most = pixels_at_once(Registers);
        const kernel_view<T>& w = kernel_->steps;
        const channel_walk walk{
            columns.count, static_cast<std::ptrdiff_t>(x_.lanes()),        window_step_ * w.col_step,
            x_.channels(), static_cast<std::ptrdiff_t>(x_.rows() * line_), w.in_step};
        const std::size_t count = columns.meetings.size(), parts = divide_up(count, most);
        for (std::size_t part = 0; part < parts; ++part) {  // of much the same length
            const std::size_t begin = part * count / parts, end = (part + 1) * count / parts;
            add_some_meetings<Registers, most>(end - begin, x, weights, walk, columns.meetings.data() + begin, sums);
        }
    }
    /// Columns of the kernel whose weights fill half of the first cache.
    std::ptrdiff_t columns_at_once() const {
        constexpr std::size_t elements = (std::size_t{1} << 15) / sizeof(T);
        return std::max<std::ptrdiff_t>(
            1, static_cast<std::ptrdiff_t>(elements / (x_.channels() * channel_registers * width)));
    }

    const tensor<T>& x_;
    tensor<T>& y_;
    std::shared_ptr<const channel_kernel<T>> kernel_;
    const T* bias_;
    const taps& rows_;
    std::size_t out_, row_size_;  ///< output channels, and elements of a row of them
    padded_axis axis_;
    std::size_t line_;  ///< elements of a padded row of the input
    buffer<T> padded_;
    std::ptrdiff_t window_step_;
    kept_vector<tap_columns> columns_;
};

}  // namespace detail

/// As `correlate`, with a kernel that is not packed; for any number of lanes and any strides.
template <class T>
void correlate_channels(const tensor<T>& x, const kernel_view<T>& w, const T* bias, const taps& rows, const taps& cols,
                        tensor<T>& y) {
    const detail::channel_sums<T> work(x, w, bias, rows, cols, y);
    const detail::channel_tiles all{work.registers()};
    const std::size_t tiles = all.size();
    // Rows share what they read of the kernel; no more of them than leave every thread some.
    const std::size_t for_threads = std::max<std::size_t>(1, x.blocks() * tiles * y.rows() / (2 * threads()));
    const std::size_t rows_at_once = std::min(work.rows_at_once(), for_threads);
    const std::size_t groups = divide_up(y.rows(), rows_at_once);
    parallel_for(
        x.blocks() * groups * tiles,
        [&](std::size_t item) {
            const std::size_t tile = item % tiles, group = item / tiles % groups, block = item / tiles / groups;
            const std::size_t begin = group * y.rows() / groups, end = (group + 1) * y.rows() / groups;
            all.visit(tile, [&](auto registers, std::size_t register_begin) {
                work.template compute<registers>(block, begin, end, register_begin);
            });
        },
        work.cost() * rows_at_once);
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels
