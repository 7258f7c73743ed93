// Rules by which gradients change parameters, as one type.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/optimizers/adam.hpp>
#include <diapir/nn/optimizers/sgd.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <variant>

namespace diapir::inline DIAPIR_TARGET::nn {

/// One of the rules.
using optimizer = std::variant<adam, sgd>;

inline double learning_rate(const optimizer& o) {
    return std::visit([](const auto& rule) { return rule.learning_rate; }, o);
}
inline std::string name(const optimizer& o) {
    return std::visit([](const auto& rule) { return rule.name(); }, o);
}
/// How many tensors of state an optimizer keeps for each parameter.
inline std::size_t slots(const optimizer& o) {
    return std::visit([](const auto& rule) { return rule.slots; }, o);
}

/// Changes a parameter w by its gradient g, and the optimizer's state for it, `slots` tensors like w, in step number
/// `step` (from 1). Throws argument_error where shapes or the number of tensors do not fit.
template <class T>
void update(const optimizer& o, std::size_t step, double rate, tensor<T>& w, const tensor<T>& g,
            std::span<tensor<T>> state) {
    std::visit(
        [&](const auto& rule) {
            constexpr std::size_t count = std::remove_cvref_t<decltype(rule)>::slots;
            require(step > 0, rule.name(), ": steps count from 1");
            require(w.shape() == g.shape(), rule.name(), ": expected a gradient ", w.shape(), ", got ", g.shape());
            require(state.size() == count, rule.name(), ": expected ", count, " tensors of state, got ", state.size());
            for (const tensor<T>& s : state)
                require(s.shape() == w.shape(), rule.name(), ": expected a state ", w.shape(), ", got ", s.shape());
            parallel_ranges(w.size(), elements_at_once, [&](std::size_t begin, std::size_t end) {
                std::array<T*, count> at;
                for (std::size_t s = 0; s < count; ++s) at[s] = state[s].data() + begin;
                rule.update(step, rate, end - begin, w.data() + begin, g.data() + begin, at);
            });
        },
        o);
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
