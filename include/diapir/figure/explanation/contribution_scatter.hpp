// What channels contribute to the pixels of predicted masks, against the values that they have there.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/plot/channels.hpp>
#include <diapir/figure/plot/scatter.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

struct contribution_scatter_options {
    std::array<std::string, 2> classes = {"no salt", "salt"};  ///< names of the classes 0 and 1
    double alpha = 0.2;
    std::string title = {};
};

namespace detail {

/// Values and contributions {n, rows, cols, channels}, and the true class of every pixel.
struct classified_pixels {
    array<double> values, contributions;
    std::vector<std::size_t> classes = {};
};

template <array_expression V, array_expression C, array_expression T>
classified_pixels classified(const char* figure, const V& values, const C& contributions, const T& truth,
                             const std::vector<std::string>& names) {
    const shape pixels = extents_of_channels(figure, "values", values, 4, names);
    classified_pixels p{evaluated<double>(values),
                        as_extents(figure, "contributions", contributions, shape_of(values))};
    for (const double share : as_extents(figure, "truth", truth, pixels)) {
        require(std::isfinite(share), figure, ": truth: pixel ", p.classes.size(), " is ", share);
        p.classes.push_back(share > 0.5 ? 1 : 0);
    }
    return p;
}

}  // namespace detail

/// The contribution of each channel against its value, a panel for each channel and a dot for each pixel, colored by
/// the true class (1 where truth is above 0.5). Values and contributions {n, rows, cols, channels}, truth {n, rows,
/// cols}. Pixels without a finite value or contribution have no dot. Throws argument_error where the extents do not
/// agree, a channel has no name or a pixel no class.
template <array_expression V, array_expression C, array_expression T>
figure contribution_scatter(const V& values, const C& contributions, const T& truth,
                            const std::vector<std::string>& names, const contribution_scatter_options& options = {}) {
    const auto pixels = detail::classified("contribution_scatter", values, contributions, truth, names);
    const std::size_t cols = detail::columns_for(names.size());
    figure fig(detail::rows_for(names.size(), cols), cols,
               {.width = 400.0 * static_cast<double>(cols), .title = options.title});
    for (std::size_t c = 0; c < names.size(); ++c) {
        panel& p = fig.at(c);
        p.title = names[c];
        p.x.label = "Value";
        p.y.label = "Contribution";
        scatter(p, detail::channel(pixels.values, c), detail::channel(pixels.contributions, c), pixels.classes,
                {.alpha = options.alpha, .names = {options.classes.begin(), options.classes.end()}});
    }
    return fig;
}

/// The same dots in two panels, one for the pixels of each class, colored by channel; both have the same axes.
template <array_expression V, array_expression C, array_expression T>
figure contribution_scatter_by_class(const V& values, const C& contributions, const T& truth,
                                     const std::vector<std::string>& names,
                                     const contribution_scatter_options& options = {}) {
    const auto pixels = detail::classified("contribution_scatter_by_class", values, contributions, truth, names);
    std::array<std::vector<double>, 2> xs, ys;
    std::array<std::vector<std::size_t>, 2> channel;
    for (std::size_t i = 0; i < pixels.values.size(); ++i) {
        const std::size_t true_class = pixels.classes[i / names.size()];
        xs[true_class].push_back(pixels.values.data()[i]);
        ys[true_class].push_back(pixels.contributions.data()[i]);
        channel[true_class].push_back(i % names.size());
    }
    figure fig(1, 2, {.width = 860, .title = options.title});
    for (std::size_t k = 0; k < 2; ++k) {
        panel& p = fig.at(0, k);
        p.title = "True class: " + options.classes[k];
        p.x.label = "Value";
        p.y.label = "Contribution";
        for (const std::vector<double>& v : xs) p.x.include(v);
        for (const std::vector<double>& v : ys) p.y.include(v);
        scatter(p, xs[k], ys[k], channel[k], {.alpha = options.alpha, .names = names});
    }
    return fig;
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
