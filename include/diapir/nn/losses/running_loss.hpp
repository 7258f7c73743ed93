// The loss of a set of samples that comes in batches.
#pragma once

#include <diapir/core/tensor.hpp>
#include <diapir/nn/losses/any_loss.hpp>

#include <cstddef>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Takes the batches of a set one after the other. Its value does not depend on how the set was divided: it is the mean
/// over all samples, or, of a loss_of_sums such as dice_loss, what the sums over all samples give.
class running_loss {
public:
    explicit running_loss(const any_loss& loss) : loss_(loss) {}

    /// Throws argument_error where the loss refuses the shapes.
    template <class T>
    void add(const tensor<T>& logits, const tensor<T>& targets) {
        add(loss_.sums(logits, targets), logits.samples());
    }
    /// The same with factors for samples or pixels. Throws argument_error also where the loss takes none.
    template <class T>
    void add(const tensor<T>& logits, const tensor<T>& targets, const tensor<T>& weights) {
        add(loss_.sums(logits, targets, &weights), logits.samples());
    }
    /// The number of samples seen.
    std::size_t samples() const { return samples_; }
    /// The loss of all samples seen. Throws argument_error where there were none.
    double value() const {
        require(samples_ > 0, "running_loss: no samples were added");
        return loss_.of_sums(sums_);
    }

private:
    void add(const std::vector<loss_sums>& sums, std::size_t samples) {
        sums_.resize(sums.size());
        for (std::size_t i = 0; i < sums.size(); ++i)
            for (std::size_t k = 0; k < sums[i].size(); ++k) sums_[i][k] += sums[i][k];
        samples_ += samples;
    }

    any_loss loss_;
    std::vector<loss_sums> sums_;
    std::size_t samples_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
