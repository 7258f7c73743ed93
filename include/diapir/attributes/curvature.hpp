// The curvature of the layers of a section, from their dips: z'' / (1 + z'^2)^(3/2) of the layer z(x) through a sample.
// Roberts, Curvature attributes and their application to 3D interpreted horizons, First Break 19, 2001, has it in three
// dimensions (volume/curvature.hpp).
#pragma once

#include <diapir/attributes/dip.hpp>

#include <cmath>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::attributes {

namespace detail {

/// The curvature along `traces` dips of one row, `step` apart: half the difference of the neighbors, one-sided at the
/// ends.
template <class T>
void curvature(const T* dips, std::size_t traces, T step, T* to) {
    if (traces == 1) {
        *to = dips[0] * T{0};
        return;
    }
    const auto along = [&](std::size_t i, T difference) {
        const T slope = 1 + dips[i] * dips[i];
        to[i] = difference / (step * slope * std::sqrt(slope));
    };
    along(0, dips[1] - dips[0]);
    for (std::size_t i = 1; i + 1 < traces; ++i) along(i, (dips[i + 1] - dips[i - 1]) / 2);
    along(traces - 1, dips[traces - 1] - dips[traces - 2]);
}

}  // namespace detail

/// The curvature of sections {..., samples, traces}, in 1 over the unit of the trace spacing where the sample interval
/// is in the same unit: positive over anticlines, negative over synclines; 0 in a section of one trace. `options` are
/// those of the dip, whose unit is always the slope. Windows without any gradient, and their neighbors, have NaN unless
/// options.undefined gives a dip. It does not depend on the unit of the amplitudes. Throws argument_error as dip does.
template <array_expression E>
array<real_t<E>> curvature(const E& sections, dip_options options = {}) {
    using T = real_t<E>;
    detail::require_valid<T>(options, "curvature");
    options.unit = dip_unit::slope;
    return map_sections("curvature", sections,
                        {.halo = options.samples - 1, .unit = true, .operations = 3 * kernels::few_operations},
                        [&](const detail::section<T>& s, row_range rows, T* to) {
                            const std::size_t traces = s.extents.traces;
                            kept_vector<T> dips(rows.count() * traces);
                            detail::dip(s, options, rows, dips.data());
                            for (std::size_t row = 0; row < rows.count(); ++row)
                                detail::curvature(dips.data() + row * traces, traces,
                                                  static_cast<T>(options.trace_spacing), to + row * traces);
                        });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
