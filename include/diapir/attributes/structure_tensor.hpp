// The gradient structure tensor: the products of the amplitudes' derivatives down the samples and across the traces,
// summed over a box. Randen, Monsen, Signer, Abrahamsen, Hansen, Saeter and Schlaf, Three-dimensional texture
// attributes for seismic data analysis, SEG, 2000; derivatives and edges are those of bruges 0.5.4.
#pragma once

#include <diapir/attributes/box.hpp>
#include <diapir/core/gaussian_weights.hpp>
#include <diapir/core/row_stencil.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes::detail {

/// The derivatives of Gaussian of rows of a section, edges reflected, times the section's unit factor; smoothed by the
/// same Gaussian along the other axis, or not.
template <class T>
class gradient_rows {
public:
    gradient_rows(const section<T>& s, double sigma, bool smoothed = false)
        : section_(s),
          smoothed_(smoothed),
          half_(kernels::gaussian_weights<T>(sigma, 1, 4)),
          smooth_(kernels::gaussian_weights<T>(sigma, 0, 4)),
          rows_(s.amplitudes, s.extents.samples, s.extents.traces, edge::reflect),
          line_(s.extents.traces, half_.size() - 1, edge::reflect),
          taps_(2 * half_.size() - 1),
          down_(kernels::whole_registers<T>(s.extents.traces)),
          across_(down_.size()) {
        for (T& weight : half_) weight *= s.unit;
    }

    /// Computes both derivatives of a row; whole registers of them can be read.
    void compute(std::size_t row) {
        const std::size_t traces = section_.extents.traces, r = half_.size() - 1;
        using kernels::parity;
        rows_.taps(row, r, taps_.size(), taps_.data());
        kernels::weigh<parity::odd>(half_, taps_.data(), traces, smoothed_ ? line_.entries() : down_.data());
        if (smoothed_) {
            kernels::weigh<parity::even>(smooth_, line_.taps(), traces, down_.data());
            kernels::weigh<parity::even>(smooth_, taps_.data(), traces, line_.entries());
        } else {
            std::copy_n(section_.amplitudes + row * traces, traces, line_.entries());
        }
        kernels::weigh<parity::odd>(half_, line_.taps(), traces, across_.data());
    }
    std::size_t size() const { return down_.size(); }
    const T* down() const { return down_.data(); }
    const T* across() const { return across_.data(); }

private:
    section<T> section_;
    bool smoothed_;
    std::vector<T> half_, smooth_;
    kernels::continued_rows<T> rows_;
    kernels::continued_line<T> line_;
    kept_vector<const T*> taps_;
    kept_vector<T> down_, across_;
};

/// finish(dd, aa, da), of registers, of the tensor's entries in rows of a section, written to `to` on: d is down the
/// samples, a across the traces. Gradients beyond the section are mirrored.
template <class T, class Finish>
void structure_tensor(const section<T>& s, box window, double sigma, row_range rows, T* to, const Finish& finish,
                      bool smoothed = false) {
    using V = simd::pack<T>;
    gradient_rows<T> gradients(s, sigma, smoothed);
    const auto products = [&](std::size_t row, T* const* entries) {
        gradients.compute(row);
        for (std::size_t i = 0; i < gradients.size(); i += simd::width<T>) {
            const V d = simd::load(gradients.down() + i), a = simd::load(gradients.across() + i);
            simd::store(entries[0] + i, V(d * d));
            simd::store(entries[1] + i, V(a * a));
            simd::store(entries[2] + i, V(d * a));
        }
    };
    sum_boxes<3>(s.extents, window, edge::mirror, rows, to, products,
                 [&](const V* sums) { return finish(sums[0], sums[1], sums[2]); });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::detail
