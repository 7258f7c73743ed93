// The figures of an explanation by channels: what each channel contributed to each pixel of a predicted mask.
// Contributions are Shapley values {rows, cols, channels}: the base value and all contributions add up to the
// prediction.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/plot/channels.hpp>
#include <diapir/figure/plot/image_panel.hpp>
#include <diapir/figure/plot/scatter.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace diapir::figure {

/// The base value {rows, cols}: what the model predicts for a pixel before it has seen any channel. Throws
/// argument_error where `base` has other than two axes.
template <array_expression E>
figure expected_value_map(const E& base, const std::string& title = "Expected value") {
    figure fig(1, 1, {.width = 400});
    imshow(fig.at(0, 0), base, {.title = title, .ticks = true});
    return fig;
}

/// Above the true mask and the channels of an image, below the predicted mask and the contribution of each channel,
/// around zero and each with limits of its own. x {rows, cols, channels}, truth and prediction {rows, cols},
/// contributions as x. Throws argument_error where the extents do not agree or a channel has no name.
template <array_expression X, array_expression T, array_expression P, array_expression C>
figure channel_contributions(const X& x, const T& truth, const P& prediction, const C& contributions,
                             const std::vector<std::string>& names, const std::string& title = {}) {
    const char* const self = "channel_contributions";
    const shape image = detail::extents_of_channels(self, "x", x, 3, names);
    const array<double> channels = evaluated<double>(x);
    const array<double> values = detail::as_extents(self, "contributions", contributions, shape_of(x));
    figure fig(2, 1 + names.size(), {.width = 225.0 * static_cast<double>(1 + names.size()), .title = title});
    detail::show_share(fig.at(0, 0), detail::as_extents(self, "truth", truth, image), "True mask");
    detail::show_share(fig.at(1, 0), detail::as_extents(self, "prediction", prediction, image), "Predicted");
    for (std::size_t c = 0; c < names.size(); ++c) {
        detail::show_channel(fig.at(0, c + 1), detail::channel(channels, c), names[c], c);
        detail::show_signed(fig.at(1, c + 1), detail::channel(values, c), names[c] + " contribution", color_map::bwr);
    }
    return fig;
}

/// From the base value to the prediction, channel by channel: base {rows, cols}, the running sums of base and
/// contributions {rows, cols, channels}, then the prediction and the truth {rows, cols}; all from 0 to 1. Throws
/// argument_error where the extents do not agree or a channel has no name.
template <array_expression B, array_expression C, array_expression P, array_expression T>
figure additive_strip(const B& base, const C& contributions, const P& prediction, const T& truth,
                      const std::vector<std::string>& names, const std::string& title = {}) {
    const char* const self = "additive_strip";
    const shape image = detail::extents_of_channels(self, "contributions", contributions, 3, names);
    const array<double> values = evaluated<double>(contributions);
    array<double> sum = detail::as_extents(self, "base", base, image);
    figure fig(1, names.size() + 3, {.width = 195.0 * static_cast<double>(names.size() + 3), .title = title});
    detail::show_share(fig.at(0), sum, "Base value");
    for (std::size_t c = 0; c < names.size(); ++c) {
        for (std::size_t i = 0; i < sum.size(); ++i) sum.data()[i] += values.data()[i * names.size() + c];
        detail::show_share(fig.at(c + 1), sum, "+ " + names[c]);
    }
    detail::show_share(fig.at(names.size() + 1), detail::as_extents(self, "prediction", prediction, image),
                       "Predicted");
    detail::show_share(fig.at(names.size() + 2), detail::as_extents(self, "truth", truth, image), "True mask");
    return fig;
}

struct contribution_scatter_options {
    std::array<std::string, 2> classes = {"no salt", "salt"};  ///< names of the classes 0 and 1
    double alpha = 0.2;
    std::string title = {};
};

/// The contribution of each channel against its value, a panel for each channel and a dot for each pixel, coloured by
/// the true class (1 where truth is above 0.5). Values and contributions {n, rows, cols, channels}, truth {n, rows,
/// cols}. Throws argument_error where the extents do not agree or a channel has no name.
template <array_expression V, array_expression C, array_expression T>
figure contribution_scatter(const V& values, const C& contributions, const T& truth,
                            const std::vector<std::string>& names, const contribution_scatter_options& options = {}) {
    const char* const self = "contribution_scatter";
    const shape pixels = detail::extents_of_channels(self, "values", values, 4, names);
    const array<double> x = evaluated<double>(values);
    const array<double> y = detail::as_extents(self, "contributions", contributions, shape_of(values));
    const array<double> mask = detail::as_extents(self, "truth", truth, pixels);
    std::vector<std::size_t> group;
    for (std::size_t i = 0; i < mask.size(); ++i) group.push_back(mask.data()[i] > 0.5 ? 1 : 0);

    const std::size_t cols = detail::columns_for(names.size());
    figure fig(detail::rows_for(names.size(), cols), cols,
               {.width = 400.0 * static_cast<double>(cols), .title = options.title});
    for (std::size_t c = 0; c < names.size(); ++c) {
        panel& p = fig.at(c);
        p.title = names[c];
        p.x.label = "Value";
        p.y.label = "Contribution";
        scatter(p, detail::channel(x, c), detail::channel(y, c), group,
                {.alpha = options.alpha, .names = {options.classes.begin(), options.classes.end()}});
    }
    return fig;
}

/// The same dots in two panels, one for the pixels of each class, coloured by channel; both have the same axes.
template <array_expression V, array_expression C, array_expression T>
figure contribution_scatter_by_class(const V& values, const C& contributions, const T& truth,
                                     const std::vector<std::string>& names,
                                     const contribution_scatter_options& options = {}) {
    const char* const self = "contribution_scatter_by_class";
    const shape pixels = detail::extents_of_channels(self, "values", values, 4, names);
    const array<double> x = evaluated<double>(values);
    const array<double> y = detail::as_extents(self, "contributions", contributions, shape_of(values));
    const array<double> mask = detail::as_extents(self, "truth", truth, pixels);
    std::array<std::vector<double>, 2> xs, ys;
    std::array<std::vector<std::size_t>, 2> channel;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const std::size_t true_class = mask.data()[i / names.size()] > 0.5 ? 1 : 0;
        xs[true_class].push_back(x.data()[i]);
        ys[true_class].push_back(y.data()[i]);
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

}  // namespace diapir::figure
