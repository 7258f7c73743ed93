// A network that is no longer trained.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/shared_object.hpp>
#include <diapir/nn/networks/frozen_parameters.hpp>
#include <diapir/nn/networks/network.hpp>

#include <memory>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// A network as it was when it was frozen. It gives what the network gave then, and does not look whether parameters
/// have changed since, as a call of the network itself does: with small images that takes a tenth of the time. Calls
/// are const and thread-safe, copies are cheap.
template <class T>
class frozen_network {
public:
    using value_type = T;

    explicit frozen_network(nn::network<T> net)
        : net_(std::make_shared<const nn::network<T>>(std::move(net))),
          parameters_(std::make_shared<const frozen_parameters<T>>(net_->parameters())) {}

    /// What the network makes of any array expression of samples. Throws what the network throws.
    template <array_expression E>
    array<T> operator()(const E& samples) const {
        return net_->called(evaluated<T>(samples), parameters_->tensors());
    }
    /// The same of a batch or a variable.
    template <operand X>
    auto operator()(const X& x) const {
        return net_->activate(logits(x));
    }
    /// The same before the sigmoid or softmax at its end.
    template <operand X>
    auto logits(const X& x) const {
        return net_->logits(x, parameters_->tensors());
    }
    /// The shape of what it gives for one sample of the shape that it was written for.
    const shape& output() const { return net_->output(); }
    /// The network that was frozen.
    const nn::network<T>& network() const { return *net_; }

private:
    shared_object<const nn::network<T>> net_;
    shared_object<const frozen_parameters<T>> parameters_;
};

/// The network as it is now.
template <class T>
frozen_network<T> freeze(network<T> net) {
    return frozen_network<T>(std::move(net));
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
