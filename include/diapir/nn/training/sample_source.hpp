// Where training samples come from: arrays (nn/training/dataset.hpp), a function (generated_samples.hpp), files larger
// than memory (io/npy_dataset.hpp), or anything that derives from this.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/core/target.hpp>

#include <cstddef>
#include <span>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Samples and their targets by number. Reading is const and thread-safe.
template <class T>
class sample_source {
public:
    sample_source() = default;
    virtual ~sample_source() = default;

    /// The number of samples.
    virtual std::size_t size() const = 0;
    /// The shape of a sample, {rows, cols, channels} or {features}, and of its target, {rows, cols, outputs} or
    /// {outputs}.
    virtual shape input() const = 0;
    virtual shape target() const = 0;
    /// The shape of a sample's weights, {rows or 1, cols or 1, 1}: factors of its loss. Without axes there are none.
    virtual shape weight() const { return {}; }
    /// Writes the samples that `indexes` name one after the other to x {count, input...}, their targets to y {count,
    /// target...} and, where there are some, their weights.
    virtual void read(std::span<const std::size_t> indexes, T* x, T* y, T* weights) const = 0;
    /// Throws argument_error in the name of `who` where the samples are not what they were when the source was made.
    virtual void check(const char* who) const { static_cast<void>(who); }

protected:
    sample_source(const sample_source&) = default;
    sample_source(sample_source&&) noexcept = default;
    sample_source& operator=(const sample_source&) = default;
    sample_source& operator=(sample_source&&) noexcept = default;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
