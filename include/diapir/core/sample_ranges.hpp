// How many samples are cut into ranges that one thread each takes through a network.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/target.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET {

/// Ranges of `count` samples that cover them, each of `at_once` of them; up to 8 that are left over join the last
/// range, where 16 or more are taken at once, for they would leave registers half empty. They do not depend on the
/// number of threads. No samples are one empty range.
class sample_ranges {
public:
    /// Throws argument_error for ranges of no samples.
    sample_ranges(std::size_t count, std::size_t at_once) : count_(count), at_once_(at_once) {
        require(at_once > 0, "sample_ranges: expected ranges of at least 1 sample, got 0");
        const std::size_t rest = count % at_once, few = at_once >= 16 && rest <= 8 ? rest : 0;
        size_ = std::max<std::size_t>(1, divide_up(count - few, at_once));
    }
    std::size_t size() const { return size_; }
    std::size_t begin(std::size_t range) const { return range * at_once_; }
    std::size_t end(std::size_t range) const { return range + 1 == size_ ? count_ : begin(range + 1); }

private:
    std::size_t count_, at_once_, size_;
};

}  // namespace diapir::inline DIAPIR_TARGET
