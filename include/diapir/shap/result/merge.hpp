// Explanations of several batches of inputs as one.
#pragma once

#include <diapir/shap/result/explanation.hpp>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// The inputs of all parts, one after the other. Base values that differ between parts become those of each input;
/// evaluations and seconds are added up, and the residual is the largest. Throws argument_error where the parts are of
/// different estimators or settings, players, outputs or links.
template <class T>
explanation<T> merge(std::span<const explanation<T>> parts) {
    require(!parts.empty(), "shap::merge: there is nothing to merge");
    const auto filled = std::find_if(parts.begin(), parts.end(), [](const auto& part) { return part.size() > 0; });
    const explanation<T>& first = filled == parts.end() ? parts.front() : *filled;
    std::size_t n = 0;
    bool same_base = true;
    for (const auto& part : parts) {
        require(part.estimator == first.estimator && part.players == first.players && part.outputs == first.outputs &&
                    part.player_axes == first.player_axes && part.output_axes == first.output_axes &&
                    part.link == first.link &&
                    (part.size() == 0 || (part.has_standard_errors() == first.has_standard_errors() &&
                                          (part.selected.size() > 0) == (first.selected.size() > 0))),
                "shap::merge: a part by ", part.estimator, " with players ", part.players, " and outputs ",
                part.outputs, " does not go with one by ", first.estimator, " with players ", first.players,
                " and outputs ", first.outputs, ", their names or their link");
        const provenance &made = part.made_with, &before = first.made_with;
        require(made.input == before.input && made.labels == before.labels && made.choice == before.choice &&
                    made.terms == before.terms && made.settings == before.settings,
                "shap::merge: parts by ", part.estimator,
                " were made with other elements to a player, other outputs or other settings (", made.settings, " and ",
                before.settings, ")");
        part.require_fit();
        n += part.size();
        same_base = same_base && !part.has_base_for_each_input() && part.base_values == first.base_values;
    }
    explanation<T> all = first;
    const auto join = [&](auto& to, auto of) {
        shape s = shape_of(of(first));
        s[0] = n;
        auto joined = make_array<element_t<decltype(to)>>(s);
        auto* at = joined.data();
        for (const auto& part : parts) at = std::copy(of(part).data(), of(part).data() + of(part).size(), at);
        to = std::move(joined);
    };
    join(
        all.values, [](const auto& e) -> const auto& { return e.values; });
    join(
        all.predictions, [](const auto& e) -> const auto& { return e.predictions; });
    if (first.has_standard_errors())
        join(
            all.standard_errors, [](const auto& e) -> const auto& { return e.standard_errors; });
    if (first.selected.size() > 0)
        join(
            all.selected, [](const auto& e) -> const auto& { return e.selected; });
    if (!same_base) {
        all.base_values = make_array<T>(shape{n}.then(first.outputs));
        T* at = all.base_values.data();
        for (const auto& part : parts)
            for (std::size_t i = 0; i < part.size(); ++i) at = std::copy_n(part.base(i), first.outputs.size(), at);
    }
    for (const auto& part : parts) {
        if (&part == &first) continue;
        all.residual = std::isnan(part.residual) ? part.residual : std::max(all.residual, part.residual);
        all.relative_residual = std::isnan(part.relative_residual)
                                    ? part.relative_residual
                                    : std::max(all.relative_residual, part.relative_residual);
        all.evaluations += part.evaluations;
        all.seconds += part.seconds;
    }
    return all;
}
template <class T>
explanation<T> merge(const std::vector<explanation<T>>& parts) {
    return merge(std::span(parts));
}
template <class T>
explanation<T> merge(const explanation<T>& a, const explanation<T>& b) {
    return merge(std::vector{a, b});
}

}  // namespace diapir::inline DIAPIR_TARGET::shap
