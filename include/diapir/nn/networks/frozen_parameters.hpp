// Parameters as they were at one time. Layers keep what they compute from them alone, such as packed and transformed
// kernels, so that a network that is no longer trained computes it once.
#pragma once

#include <diapir/core/checksum.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/shared_tensor.hpp>
#include <diapir/nn/parameter.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Copies of parameters, which never change.
template <class T>
class frozen_parameters {
public:
    explicit frozen_parameters(const nn::parameters<T>& p) {
        for (const parameter<T>& each : p) {
            for (std::size_t begin = 0; begin < each.value.size(); begin += elements_at_once)
                parts_.push_back({tensors_.size(), begin, sum_of(each.value, begin)});
            tensors_.push_back(freeze(each.value));
        }
    }

    /// In the order of the parameters.
    std::span<const shared_tensor<T>> tensors() const { return tensors_; }

    /// Whether the parameters still are what these are copies of. Their checksums tell, in the time it takes to read
    /// them.
    bool are_of(const nn::parameters<T>& p) const {
        if (p.size() != tensors_.size()) return false;
        for (std::size_t i = 0; i < p.size(); ++i)
            if (p[i].value.shape() != tensors_[i]->shape()) return false;
        std::atomic<bool> same = true;
        parallel_for(
            parts_.size(),
            [&](std::size_t i) {
                if (sum_of(p[parts_[i].tensor].value, parts_[i].begin) != parts_[i].sum) same = false;
            },
            elements_at_once / 4);
        return same;
    }

private:
    static constexpr std::size_t elements_at_once = 16384;

    /// A run of elements, and their checksum.
    struct part {
        std::size_t tensor, begin;
        checksum sum;
    };
    static checksum sum_of(const tensor<T>& t, std::size_t begin) {
        return {t.data() + begin, std::min(elements_at_once, t.size() - begin)};
    }

    std::vector<shared_tensor<T>> tensors_;
    std::vector<part> parts_;
};

/// Keeps the frozen parameters of a network from one call to the next, for as long as they do not change. Calls are
/// thread-safe; copies share what is kept.
template <class T>
class frozen_for_reuse {
public:
    frozen_for_reuse() = default;
    frozen_for_reuse(const frozen_for_reuse& other) : last_(other.last()) {}
    frozen_for_reuse& operator=(const frozen_for_reuse& other) {
        if (this != &other) keep(other.last());
        return *this;
    }
    ~frozen_for_reuse() = default;

    std::shared_ptr<const frozen_parameters<T>> of(const nn::parameters<T>& p) const {
        auto found = last();
        if (!found || !found->are_of(p)) keep(found = std::make_shared<const frozen_parameters<T>>(p));
        return found;
    }

private:
    std::shared_ptr<const frozen_parameters<T>> last() const {
        const std::lock_guard lock(mutex_);
        return last_;
    }
    void keep(std::shared_ptr<const frozen_parameters<T>> p) const {
        const std::lock_guard lock(mutex_);
        last_ = std::move(p);
    }

    mutable std::mutex mutex_;
    mutable std::shared_ptr<const frozen_parameters<T>> last_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
