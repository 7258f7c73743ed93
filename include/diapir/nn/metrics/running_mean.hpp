// The mean of numbers that come with how many samples each stands for, such as the losses of batches.
#pragma once

#include <diapir/core/target.hpp>

#include <cstddef>
#include <optional>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Has no value before the first number.
class running_mean {
public:
    void add(double mean, std::size_t samples) {
        sum_ += mean * static_cast<double>(samples);
        samples_ += samples;
    }
    /// The same where there is a number, else nothing.
    void add(std::optional<double> mean, std::size_t samples) {
        if (mean) add(*mean, samples);
    }
    std::optional<double> value() const {
        return samples_ > 0 ? std::optional(sum_ / static_cast<double>(samples_)) : std::nullopt;
    }

private:
    double sum_ = 0;
    std::size_t samples_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
