// What the explainers inside a model have in common: all that a sweep needs, kept.
#pragma once

#include <diapir/shap/deep/sweep.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::shap::detail {

/// Makes explainers inside models: Make<F, T> is their class, which takes the options Own that only they have.
template <template <class, class> class Make, class Own, template <class> class Anchor>
struct sweep_estimator {
    template <class F, background_source B>
    auto operator()(F&& f, const B& b, options o = {}, Own own = {}) const {
        using T = own_scalar_t<F, B>;
        if constexpr (differentiable_at<std::remove_cvref_t<F>, Anchor<T>>) {
            return Make<F, T>(std::forward<F>(f), as_background<T>(b), std::move(o), own);
        } else {
            static_assert(
                differentiable_at<std::remove_cvref_t<F>, Anchor<T>>,
                "shap: the model must be callable with a tensor and with a variable, that is, be written with "
                "diapir's operations, all of which have a rule for this explainer");
        }
    }
    /// Players may stand before the other options.
    template <class F, background_source B>
    auto operator()(F&& f, const B& b, player_rule p, options o = {}, Own own = {}) const {
        o.players = std::move(p);
        return (*this)(std::forward<F>(f), b, std::move(o), own);
    }
};

/// What the explainers inside a model keep.
template <class A, class F>
class sweep_explainer {
public:
    using T = typename A::value_type;

    sweep_explainer(std::string name, kept_model<F> f, background<T> b, options o, deep_direction d)
        : name_(std::move(name)),
          model_(std::forward<kept_model<F>>(f)),
          background_(std::move(b)),
          players_(o.players.resolve(background_.input())),
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
    explanation<T> explain(const E& inputs, std::span<const line_point> points, bool with_errors = false,
                           const std::string& settings = {}) const {
        return sweep<A, std::remove_reference_t<F>>(name_, model_, background_, players_, options_, direction_, points,
                                                    with_errors, settings)(evaluated<T>(inputs));
    }

private:
    std::string name_;
    kept_model<F> model_;
    background<T> background_;
    player_map players_;
    options options_;
    deep_direction direction_;
};

}  // namespace diapir::inline DIAPIR_TARGET::shap::detail
