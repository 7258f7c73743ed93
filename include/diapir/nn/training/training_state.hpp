// How far training has come, so that it can go on as if it had not been interrupted.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/optimizers/optimizer.hpp>
#include <diapir/nn/parameter.hpp>
#include <diapir/nn/training/history.hpp>
#include <diapir/nn/training/plateau.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Everything that training depends on besides the network's options, the data and the fit options. It belongs to the
/// parameters of one network and to one optimizer.
template <class T>
struct training_state {
    std::size_t epoch = 0;                  ///< epochs finished
    std::size_t step = 0;                   ///< batches seen
    double learning_rate;                   ///< the optimizer's, as plateaus have lowered it
    double seconds = 0;                     ///< spent in training so far
    std::string optimizer;                  ///< its name
    plateau stop, reduce;                   ///< of early_stopping and of reduce_on_plateau
    std::vector<tensor<T>> slots;           ///< the optimizer's, those of the first parameter first
    std::vector<tensor<T>> weights{};       ///< a copy of the parameters where the state is to be saved, else empty
    std::vector<tensor<T>> best_weights{};  ///< those of the best epoch, where early stopping restores them
    std::vector<tensor<T>> average{};       ///< of the weights, where one is kept
    std::size_t averaged = 0;               ///< how many weights went into it
    nn::history history{};

    /// The state before the first step: the optimizer's learning rate, and its slots at zero.
    training_state(const nn::parameters<T>& parameters, const nn::optimizer& o)
        : learning_rate(nn::learning_rate(o)), optimizer(name(o)) {
        for (const auto& p : parameters)
            for (std::size_t s = 0; s < nn::slots(o); ++s) slots.emplace_back(p.value.shape(), T{0});
    }

    /// Throws argument_error, in the name of `who`, unless this is a state of these parameters and this optimizer.
    void require_fits(const char* who, const nn::parameters<T>& parameters, const nn::optimizer& o) const {
        require(optimizer == name(o), who, ": the state belongs to the optimizer ", optimizer, ", expected ", name(o));
        const std::size_t each = nn::slots(o);
        require(slots.size() == parameters.size() * each, who, ": the state has ", slots.size(),
                " tensors of optimizer state, expected ", parameters.size() * each);
        for (std::size_t i = 0; i < slots.size(); ++i)
            require_shape(who, "an optimizer state", slots[i], parameters[i / each]);
        for (const auto* some : {&weights, &best_weights, &average}) {
            require(some->empty() || some->size() == parameters.size(), who, ": the state has ", some->size(),
                    " weights, expected ", parameters.size());
            for (std::size_t i = 0; i < some->size(); ++i) require_shape(who, "weights", (*some)[i], parameters[i]);
        }
    }

    /// The name of a parameter that is no longer finite, or whose optimizer state is not; empty where all are.
    std::string not_finite(const nn::parameters<T>& parameters) const {
        if (const auto* p = first_not_finite(parameters)) return p->name;
        for (std::size_t i = 0; i < slots.size(); ++i)
            if (!detail::all_finite(slots[i]))
                return "the optimizer's state of " + parameters[i * parameters.size() / slots.size()].name;
        return {};
    }

private:
    static void require_shape(const char* who, const char* what, const tensor<T>& t, const parameter<T>& p) {
        require(t.shape() == p.value.shape(), who, ": the state has ", what, " ", t.shape(), " for ", p.name,
                ", expected ", p.value.shape());
    }
};

/// The state of a network before the first step.
template <class T>
training_state<T> initial_state(const network<T>& net, const optimizer& o) {
    return {net.parameters(), o};
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
