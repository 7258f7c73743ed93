// Figures with a row for each player of an explanation: how they are set, and how high their page is.
#pragma once

#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/draw/panel.hpp>
#include <diapir/figure/draw/panel_layout.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::figure {

struct row_options {
    std::size_t most = 10;  ///< rows at the most; players beyond share the last one
    std::string title = {};
    std::string label = {};  ///< of the x axis: what is shown, and its unit; "Shapley value" or the like where empty
    double width = 640;      ///< of a figure of its own, in CSS pixels
};

namespace detail {

inline std::string label_of(const row_options& options, const char* usual) {
    return options.label.empty() ? usual : options.label;
}

/// A figure of one panel whose rows, on its y axis from end to end, are `pitch` CSS pixels high.
inline figure figure_of_rows(panel p, double pitch, const row_options& options) {
    const limits ends = p.y.ends();
    const double height = std::ceil(pitch * std::abs(ends.high - ends.low)), across = 0.7 * options.width;
    const margins around = panel_layout(p, across, height, {across}).around();
    figure fig(1, 1,
               {.width = options.width, .height = std::ceil(height + around.top + around.bottom + 2 * figure::border)});
    fig.at(0, 0) = std::move(p);
    return fig;
}

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::figure
