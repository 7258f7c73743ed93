// Sums over gates down many lines of one length, such as one trace along many dips: as many lines at once as a register
// has lanes, at a cost that does not depend on the gate (core/line_windows.hpp).
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/line_windows.hpp>
#include <diapir/core/row_pitch.hpp>
#include <diapir/core/simd.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::attributes::volume::detail {

/// Sums of `Sums` quantities over gates of `gate` > 0 samples, of lines of samples + gate - 1.
template <class T, std::size_t Sums>
class gate_sums {
public:
    gate_sums(std::size_t samples, std::size_t gate)
        : first_(gate / 2),
          pitch_(kernels::whole_registers<T>(samples + gate - 1)),
          down_(samples + gate - 1, gate, kernels::edge::zero),
          quantities_(lanes * Sums * pitch_),
          results_(lanes * pitch_) {}

    /// For every line of `count`: fill(line, quantities) sets its quantities, result(sums) makes a register of the sums
    /// in a gate, and take(line, results) gets one for every sample.
    template <class Fill, class Result, class Take>
    void run(std::size_t count, const Fill& fill, const Result& result, const Take& take) {
        using V = simd::pack<T>;
        for (std::size_t first = 0; first < count; first += lanes) {
            const std::size_t some = std::min(lanes, count - first);
            const T* in[Sums * lanes];
            T* out[lanes];
            for (std::size_t line = 0; line < some; ++line) {
                T* quantities[Sums];
                for (std::size_t s = 0; s < Sums; ++s)
                    in[s * some + line] = quantities[s] = quantities_.data() + (line * Sums + s) * pitch_;
                out[line] = results_.data() + line * pitch_;
                fill(first + line, quantities);
            }
            down_.template run<Sums, 1>(
                in, out, some, [](const V* read, V* summed) { std::copy_n(read, Sums, summed); },
                [&](std::size_t, const V* sums, V* of_gate) { *of_gate = result(sums); });
            for (std::size_t line = 0; line < some; ++line)
                take(first + line, static_cast<const T*>(out[line] + first_));
        }
    }

private:
    static constexpr std::size_t lanes = simd::width<T>;

    std::size_t first_, pitch_;
    kernels::line_windows<T, Sums> down_;
    kept_vector<T> quantities_, results_;
};

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume::detail
