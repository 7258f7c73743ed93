// The energy of the stacked trace over that of all traces, in a box, for semblance: Marfurt, Kirlin, Farmer and
// Bahorich, 3-D seismic attributes using a semblance-based coherency algorithm, Geophysics 63, 1998; as in bruges
// 0.5.4.
#pragma once

#include <diapir/attributes/box.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::attributes::detail {

/// The rows that windows down the samples read, in their order, each with its windows across the traces: the squared
/// sum of the amplitudes, and the sum of their squares. As many rows are computed at once as a register has lanes.
template <class T>
class stacked_rows {
public:
    stacked_rows(const section<T>& s, box window, row_range rows)
        : section_(s),
          window_(window),
          next_(rows.first),
          end_(rows.last + window.samples - 1),
          across_(s.extents.traces, window.traces, edge::reflect),
          pitch_(kernels::whole_registers<T>(s.extents.traces)),
          rows_(lanes * 2 * pitch_) {}

    std::size_t pitch() const { return pitch_; }
    /// The two quantities of the next row: {2, pitch}.
    const T* take() {
        if (taken_ == ready_) compute();
        return rows_.data() + 2 * pitch_ * taken_++;
    }

private:
    static constexpr std::size_t lanes = simd::width<T>;

    void compute() {
        using V = simd::pack<T>;
        const auto [samples, traces] = section_.extents;
        ready_ = std::min(lanes, end_ - next_);
        taken_ = 0;
        const T* in[lanes];
        T* out[2 * lanes];
        for (std::size_t line = 0; line < ready_; ++line, ++next_) {
            const std::ptrdiff_t row = kernels::edge_index(next_, window_.samples / 2, samples, edge::reflect);
            in[line] = section_.amplitudes + static_cast<std::size_t>(row) * traces;
            out[line] = rows_.data() + 2 * line * pitch_;
            out[ready_ + line] = out[line] + pitch_;
        }
        const V unit(section_.unit);
        across_.template run<1, 2>(
            in, out, ready_,
            [&](const V* x, V* summed) {
                summed[0] = *x * unit;
                summed[1] = summed[0] * summed[0];
            },
            [](std::size_t, const V* sums, V* result) {
                result[0] = sums[0] * sums[0];
                result[1] = sums[1];
            });
    }

    section<T> section_;
    box window_;
    std::size_t next_, end_;  // rows of the section, counted from half a window above it
    kernels::line_windows<T, 2> across_;
    std::size_t pitch_, ready_ = 0, taken_ = 0;
    kept_vector<T> rows_;
};

/// finish(energy of the stacked trace, energy of all traces), of registers and scalars, of rows of a section, written
/// to `to` on; edges are reflected.
template <class T, class Finish>
void marfurt(const section<T>& s, box window, row_range rows, T* to, const Finish& finish) {
    const std::size_t samples = s.extents.samples, traces = s.extents.traces;
    stacked_rows<T> stacked(s, window, rows);
    const std::size_t pitch = stacked.pitch();
    kept_vector<T> sums(2 * pitch);
    kernels::sum_down<T>(
        samples, 2 * pitch, window.samples, edge::reflect, rows, sums.data(), 1,
        [&](std::size_t, T* slice) { std::copy_n(stacked.take(), 2 * pitch, slice); },
        [&](std::size_t, const T* sum) {
            simd::transform(traces, to, finish, sum, sum + pitch);
            to += traces;
        });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::detail
