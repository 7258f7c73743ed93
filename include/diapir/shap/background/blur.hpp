// A background that is made of each input: the input itself, blurred. What is absent keeps its surroundings' mean and
// loses its detail.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/gaussian_weights.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/shap/background/background.hpp>

#include <cstddef>
#include <cstdlib>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// A Gaussian filter of that standard deviation, in entries, along one axis, cut off at four of them; the entries are
/// mirrored at the ends, each end repeated (scipy.ndimage.gaussian_filter1d, mode "reflect", SciPy 1.10).
template <class T>
array<T> blurred(const array<T>& x, std::size_t along, double sigma) {
    const shape s = shape_of(x);
    require(along < s.axes(), "shap::blurred: axis ", along, " of an array ", s, " was asked for");
    require(sigma > 0, "shap::blurred: expected a standard deviation above 0, got ", sigma);
    const std::size_t length = s[along], inner = s.drop(along + 1).size();
    const std::vector<double> weights = kernels::gaussian_weights<double>(sigma, 0, 4);
    const auto radius = static_cast<std::ptrdiff_t>(weights.size()) - 1;
    array<T> out = make_array<T>(s);
    const auto period = static_cast<std::ptrdiff_t>(2 * length);
    parallel_for(
        x.size() > 0 ? x.size() / inner : 0,
        [&](std::size_t line) {
            const auto at = static_cast<std::ptrdiff_t>(line % length);
            const std::size_t first = line / length * length;
            std::vector<double> sum(inner, 0.0);
            for (std::ptrdiff_t k = -radius; k <= radius; ++k) {
                std::ptrdiff_t from = ((at + k) % period + period) % period;
                if (from >= period / 2) from = period - 1 - from;
                const T* entry = x.data() + (first + static_cast<std::size_t>(from)) * inner;
                const double weight = weights[static_cast<std::size_t>(std::abs(k))];
                for (std::size_t e = 0; e < inner; ++e) sum[e] += weight * static_cast<double>(entry[e]);
            }
            for (std::size_t e = 0; e < inner; ++e) out.data()[line * inner + e] = static_cast<T>(sum[e]);
        },
        inner * (2 * weights.size() - 1));
    return out;
}

namespace backgrounds {

/// One reference for each input: the input {rows, cols, ...} blurred over rows and cols, or {samples} over its axis.
/// The base values of an explanation then differ between inputs.
template <class T>
background<T> blur(const shape& input, double sigma) {
    require(input.axes() > 0 && sigma > 0,
            "backgrounds::blur: expected inputs with axes and a standard deviation above 0, got ", input, " and ",
            sigma);
    return {input, [sigma](const array<T>& x) {
                array<T> out = blurred(x, 0, sigma);
                if (x.dimension() > 1) out = blurred(out, 1, sigma);
                const shape one = shape{1}.then(shape_of(x));
                out.reshape(std::vector<std::size_t>(one.begin(), one.end()));
                return out;
            }};
}

}  // namespace backgrounds

}  // namespace diapir::inline DIAPIR_TARGET::shap
