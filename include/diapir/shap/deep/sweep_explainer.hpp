// What the explainers inside a model have in common: all that a sweep needs, kept.
#pragma once

#include <diapir/shap/deep/sweep.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

namespace diapir::shap::detail {

/// What the explainers inside a model keep.
template <class A, class F>
class sweep_explainer {
public:
    using T = typename A::value_type;

    sweep_explainer(std::string name, kept_model<F> f, background<T> b, const player_rule& p, options o,
                    deep_direction d)
        : name_(std::move(name)),
          model_(std::forward<kept_model<F>>(f)),
          background_(std::move(b)),
          players_(p.resolve(background_.input())),
          options_(std::move(o)),
          direction_(d) {
        const std::size_t axes = background_.input().axes();
        require(axes == 1 || axes == 3, "shap::", name_,
                ": expected a background {b, rows, cols, channels} or {b, features}, got one for inputs ",
                background_.input());
    }

    const background<T>& references() const { return background_; }

protected:
    template <array_expression E>
    explanation<T> explain(const E& inputs, std::span<const line_point> points, bool with_errors = false) const {
        return sweep<A, std::remove_reference_t<F>>(name_, model_, background_, players_, options_, direction_, points,
                                                    with_errors)(evaluated<T>(inputs));
    }

private:
    std::string name_;
    kept_model<F> model_;
    background<T> background_;
    player_map players_;
    options options_;
    deep_direction direction_;
};

}  // namespace diapir::shap::detail
