// What a layer is given besides its inputs.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/shared_tensor.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/graph/reading.hpp>
#include <diapir/nn/parameter.hpp>
#include <diapir/ops/dropout.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// What is particular to a step of training: random numbers, and what layers want to remember.
template <class T>
struct training_pass {
    /// A parameter that is not trained, and its next value.
    struct memory {
        std::size_t parameter;
        tensor<T> value;
    };

    random_key key;              ///< of this step
    std::uint64_t draws = 0;     ///< how many layers have taken random numbers
    kept_vector<memory> kept{};  ///< to be stored once the step is done
    /// The share that running means keep of what they were, where they are not to decide themselves.
    std::optional<double> momentum{};
    /// Those of the network, which say what is trained; null where all is.
    const nn::parameters<T>* parameters = nullptr;
};

/// The parameters of one layer, and whether the network is being trained.
template <class Reading>
class layer_context {
public:
    using T = typename Reading::scalar;
    using parameter_type = typename Reading::parameter;
    /// Whether networks are trained in this reading.
    static constexpr bool trains = std::is_same_v<Reading, tangents<T>>;

    /// Parameters from number `first` of the network on; `pass` is null outside training.
    layer_context(std::span<const parameter_type> parameters, std::size_t first, training_pass<T>* pass)
        : parameters_(parameters), first_(first), pass_(pass) {}

    /// Parameter number i of the layer, an operand of any operation.
    /// Throws argument_error where the layer has not so many.
    const parameter_type& parameter(std::size_t i) const {
        require(i < parameters_.size(), "a layer asks for its parameter number ", i, ", but has said that it has ",
                parameters_.size());
        return parameters_[i];
    }
    /// The value of a parameter that is not trained.
    shared_tensor<T> state(std::size_t i) const {
        if constexpr (requires { parameters_[i].anchor(); }) {
            return parameter(i).anchor().x;
        } else {
            return parameter(i);
        }
    }
    bool training() const { return pass_ != nullptr; }
    // What follows is for training only: elsewhere it throws argument_error.

    /// Whether the layer has parameters and none of them is trained: it then is to do what it does after training, and
    /// to remember nothing.
    bool frozen() const {
        if (!pass().parameters || parameters_.empty()) return false;
        const auto own = std::span(*pass().parameters).subspan(first_, parameters_.size());
        return std::none_of(own.begin(), own.end(), [](const auto& p) { return p.trainable; });
    }
    /// The value that a parameter which is not trained has after this step. Throws argument_error where there is no
    /// such parameter, or it has another shape.
    void remember(std::size_t i, tensor<T> value) {
        require_same_shape("a layer remembers a parameter", value.shape(), state(i)->shape());
        pass().kept.push_back({first_ + i, std::move(value)});
    }
    /// The share that a running mean keeps of what it was, for a layer that would keep `own`.
    double momentum(double own) const { return pass().momentum.value_or(own); }
    /// Random numbers of this layer's own in this step.
    random_key next_key() {
        constexpr std::uint64_t of_a_step = 64;  // streams; layers beyond take those of another seed
        const std::uint64_t layer = pass().draws++;
        return {pass().key.seed ^ (layer / of_a_step << 32), pass().key.stream * of_a_step + layer % of_a_step};
    }

private:
    training_pass<T>& pass() const {
        require(training(), "a layer asks outside training for what there is in training only");
        return *pass_;
    }

    std::span<const parameter_type> parameters_;
    std::size_t first_;
    training_pass<T>* pass_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
