// How good a segmentation is over all images.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/table.hpp>
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/plot/channels.hpp>
#include <diapir/figure/plot/histogram.hpp>
#include <diapir/figure/segmentation/metric_label.hpp>

#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::figure {

/// A histogram with ten bins of each column of a table with one row an image, as shares of the images. Throws
/// argument_error where the table has no columns.
inline figure metric_histograms(const table& per_image, const std::string& title = {}) {
    require(per_image.columns() > 0, "metric_histograms: per_image: expected at least one column");
    const std::size_t cols = detail::columns_for(per_image.columns());
    figure fig(detail::rows_for(per_image.columns(), cols), cols, {.title = title});
    for (std::size_t i = 0; i < per_image.columns(); ++i) {
        hist(fig.at(i), per_image.column(i), {.bins = 10});
        fig.at(i).x.label = metric_label(per_image.names()[i]);
    }
    return fig;
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
