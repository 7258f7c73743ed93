// Training samples that a function makes when they are asked for.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/random.hpp>
#include <diapir/nn/training/sample_source.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// `count` samples an epoch; sample i is make(i, random, x, y), which writes it to x {input...} and its target to y
/// {target...}. Its random numbers depend on the seed and i alone, so that epochs are alike; calls come from several
/// threads.
template <class T>
class generated_samples : public sample_source<T> {
public:
    using maker = std::function<void(std::size_t i, random_stream& random, std::span<T> x, std::span<T> y)>;

    /// Throws argument_error where there are no samples, shapes without elements, or no function.
    generated_samples(std::size_t count, const shape& input, const shape& target, maker make, std::uint64_t seed = 42)
        : count_(count), input_(input), target_(target), make_(std::move(make)), seed_(seed) {
        require(count > 0 && input.checked_size() > 0 && target.checked_size() > 0,
                "generated_samples: expected at least one sample, got ", count, " of ", input, " with targets ",
                target);
        require(static_cast<bool>(make_), "generated_samples: expected a function that makes a sample, got none");
    }

    std::size_t size() const override { return count_; }
    shape input() const override { return input_; }
    shape target() const override { return target_; }
    void read(std::span<const std::size_t> indexes, T* x, T* y, T*) const override {
        require(static_cast<bool>(make_), "generated_samples: expected samples, got what they were moved from");
        for (const std::size_t i : indexes) {
            random_stream random(seed_ ^ sample_seed, i);
            make_(i, random, {x, input_.size()}, {y, target_.size()});
            x += input_.size();
            y += target_.size();
        }
    }

private:
    static constexpr std::uint64_t sample_seed = 0xD1B54A32D192ED03u;  // so that weights and orders do not follow them

    std::size_t count_;
    shape input_, target_;
    maker make_;
    std::uint64_t seed_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
