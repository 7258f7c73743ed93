// How much each player of an explanation matters: bars of its mean absolute value.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/draw/number_text.hpp>
#include <diapir/figure/draw/panel.hpp>
#include <diapir/figure/explanation/ranking.hpp>
#include <diapir/figure/plot/bar.hpp>
#include <diapir/figure/plot/row_options.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

/// A bar for each player, the longest on top, with its length as a number. The last one is the sum of those without a
/// bar. Throws argument_error where the explanation has other than one output or a
/// value is not finite.
template <class T>
void importance(panel& p, const shap::explanation<T>& e, const row_options& options = {}) {
    detail::require_one_output("importance", e);
    detail::require_finite("importance", e);
    const auto means = e.mean_absolute();
    const ranking players = ranked(means, options.most);
    const auto names = player_names(e);
    std::vector<std::string> texts;
    std::vector<double> lengths;
    for (std::size_t r = 0; r < players.rows(); ++r) {
        texts.push_back(players.text(r, [&](std::size_t player) { return names[player]; }));
        lengths.push_back(players.at(r, [&](std::size_t player) { return means.data()[player]; }));
        require(std::isfinite(lengths.back()), "importance: the bar of '", texts.back(), "' is ", lengths.back());
    }
    bar(p, texts, lengths, {.horizontal = true});
    p.x.label = detail::label_of(options, "Mean |Shapley value|");
    p.title = options.title;
    const double longest = *std::max_element(lengths.begin(), lengths.end());
    p.x.include(1.12 * longest);  // room for the numbers
    p.marks.push_back([lengths, number = number_format(longest)](canvas& page, const frame& f) {
        for (std::size_t r = 0; r < lengths.size(); ++r) {
            const point end = f.at(lengths[r], static_cast<double>(r));
            page.text(number(lengths[r]), {end.x + 5, end.y}, {.size = 10.5, .vertical = baseline::middle});
        }
    });
}

/// A figure of its own.
template <class T>
figure importance(const shap::explanation<T>& e, const row_options& options = {}) {
    panel p;
    importance(p, e, options);
    return detail::figure_of_rows(std::move(p), 26, options);
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
