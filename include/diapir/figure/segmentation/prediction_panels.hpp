// What was predicted for an image, beside its channels and the truth.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/plot/channels.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

/// The channels of an image x {rows, cols, channels}, its true mask {rows, cols} and the predicted probability {rows,
/// cols}. The first channel is gray, the others blue-white-red, all around zero; masks run from 0 to 1. Throws
/// argument_error where the extents do not agree or a channel has no name.
template <array_expression X, array_expression T, array_expression P>
figure prediction_panels(const X& x, const std::vector<std::string>& names, const T& truth, const P& prediction,
                         const std::string& title = {}) {
    const shape image = detail::extents_of_channels("prediction_panels", "x", x, 3, names);
    const array<double> channels = evaluated<double>(x);
    const std::size_t panels = names.size() + 2, cols = detail::columns_for(panels);
    figure fig(detail::rows_for(panels, cols), cols, {.title = title});
    for (std::size_t c = 0; c < names.size(); ++c)
        detail::show_channel(fig.at(c), detail::channel(channels, c), names[c], c);
    detail::show_share(fig.at(names.size()), detail::as_extents("prediction_panels", "truth", truth, image),
                       "True mask");
    detail::show_share(fig.at(names.size() + 1),
                       detail::as_extents("prediction_panels", "prediction", prediction, image), "Predicted");
    return fig;
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
