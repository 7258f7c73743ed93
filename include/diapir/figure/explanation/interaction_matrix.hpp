// What players do in pairs: a heat map with a row and a column for each player and the numbers in its cells.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/figure/draw/limits.hpp>
#include <diapir/figure/draw/number_text.hpp>
#include <diapir/figure/draw/panel.hpp>
#include <diapir/figure/explanation/ranking.hpp>
#include <diapir/figure/plot/imshow.hpp>
#include <diapir/shap/exact/interactions.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

struct matrix_options {
    std::string title = {};
    std::string label = {};  ///< of the color bar, with its unit
    int digits = 2;          ///< of the largest number
};

/// Numbers {players, players} blue below zero and red above it; NaN is beige and written as undefined. Throws
/// argument_error where they are not as many as the names.
template <array_expression E>
void interaction_matrix(panel& p, const E& matrix, const std::vector<std::string>& names,
                        const matrix_options& options = {}) {
    const std::size_t count = names.size();
    require(count > 0 && shape_of(matrix) == shape{count, count}, "interaction_matrix: expected a matrix ",
            shape{count, count}, ", one row for each name, got ", shape_of(matrix));
    const array<double> cells = evaluated<double>(matrix);
    const limits range = symmetric_limits(cells);
    imshow(p, cells, {.title = options.title, .colors = color_map::bwr, .range = range, .color_label = options.label});
    p.x.visible = p.y.visible = true;
    p.x.categories = p.y.categories = names;
    p.marks.push_back(
        [cells, count, range, number = number_format(range.high, options.digits)](canvas& page, const frame& f) {
            const double width = f.area().width / static_cast<double>(count);
            for (std::size_t i = 0; i < cells.size(); ++i) {
                const double value = cells.data()[i];
                const bool zero = number.is_zero(value);
                const std::string text = zero ? "0" : number(value);
                text_style style{.size = 11, .horizontal = align::center, .vertical = baseline::middle};
                style.size *= std::min(1.0, (width - 4) / text_width(text, style));
                if (zero) style.color = axis_ink;
                if (std::abs(value) > 0.55 * range.high) style.color = white;
                if (style.size >= 5)
                    page.text(text, f.at(static_cast<double>(i % count), static_cast<double>(i / count)), style);
            }
        });
}

/// Of one input, the values of the players on the diagonal and their interactions beside it; of several inputs the
/// means of their magnitudes. Throws argument_error where there is other than one output or arrays of other extents.
template <class T>
void interaction_matrix(panel& p, const shap::interaction_explanation<T>& e, matrix_options options = {}) {
    const shap::explanation<T>& singles = e.singles;
    detail::require_one_output("interaction_matrix", singles);
    detail::require_pairs("interaction_matrix", e);
    const std::size_t count = singles.players.size(), n = singles.size();
    array<double> cells = make_array<double>({count, count}, 0.0);
    for (std::size_t k = 0; k < n * count * count; ++k) {
        const std::size_t i = k / count / count, a = k / count % count, b = k % count;
        const auto value = static_cast<double>(a == b ? singles.values.data()[i * count + a] : e.pairs.data()[k]);
        cells(a, b) += n == 1 ? value : std::abs(value) / static_cast<double>(n);
    }
    if (options.label.empty()) options.label = n == 1 ? "Interaction" : "Mean |interaction|";
    interaction_matrix(p, cells, player_names(singles), options);
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
