// Maps of an explanation by channels: what each channel contributed to each pixel of a predicted mask.
// Contributions are Shapley values {rows, cols, channels}: the base value and all contributions add up to the
// prediction.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/plot/channels.hpp>
#include <diapir/figure/plot/imshow.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

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

}  // namespace diapir::inline DIAPIR_TARGET::figure
