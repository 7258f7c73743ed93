// The gradients of a batch that goes through a network in parts: for each parameter their sum over the parts, in an
// order that depends on nothing but the number of parts.
#pragma once

#include <diapir/autodiff/linear_map.hpp>
#include <diapir/core/buffer.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/core/tree_sum.hpp>
#include <diapir/nn/parameter.hpp>
#include <diapir/nn/training/gradient_exchange.hpp>
#include <diapir/nn/training/training_ranks.hpp>

#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Takes the gradient of every parameter from every part, in any order and from any thread.
template <class T>
class gradient_sums {
public:
    using gradient = std::optional<tensor<T>>;

    /// The parameters must outlive the sums. Of several ranks each gives its share of the parts.
    gradient_sums(const nn::parameters<T>& parameters, std::size_t parts, const training_ranks& ranks)
        : parameters_(parameters),
          own_(ranks.begin(ranks.rank() + 1, parts) - ranks.begin(ranks.rank(), parts)),
          sums_(parameters.size()) {
        for (auto& s : sums_) s.emplace(parts);
        if (!ranks.several()) return;
        exchange_.emplace(ranks, parts, parameters, [this](std::size_t p, const tree_node& node) {
            const std::lock_guard lock(sums_[p]->mutex);
            return sums_[p]->tree.taken(node).value_or(gradient());
        });
        if (own_ == 0)
            for (std::size_t p = 0; p < parameters.size(); ++p) exchange_->ready(p);
    }

    void give(std::size_t part, std::size_t parameter, gradient found) {
        if (!parameters_[parameter].trainable) found.reset();
        sum& s = *sums_[parameter];
        {
            const std::lock_guard lock(s.mutex);
            s.tree.give(part, std::move(found), [](gradient& left, gradient right) {
                if (left && right) diapir::detail::add_to(*left, *right);
                if (!left) left = std::move(right);
            });
            if (++s.given < own_ || !exchange_) return;
        }
        exchange_->ready(parameter);
    }
    /// The sums over all parts; nothing for parameters that are not trained, and those that no output depends on.
    kept_vector<gradient> finish() {
        if (exchange_) return exchange_->finish();
        kept_vector<gradient> all;
        for (auto& s : sums_) all.push_back(s->tree.take());
        return all;
    }

private:
    struct sum {
        explicit sum(std::size_t parts) : tree(parts) {}

        std::mutex mutex;
        tree_sum<gradient> tree;
        std::size_t given = 0;
    };

    const nn::parameters<T>& parameters_;
    std::size_t own_;
    kept_vector<std::optional<sum>> sums_;
    std::optional<gradient_exchange<T>> exchange_;  // the last member: its thread looks at the others
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
