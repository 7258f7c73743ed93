// Tensors that are shared and never changed.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/derived_values.hpp>
#include <diapir/core/tensor.hpp>

#include <memory>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

/// A tensor that several hold, and nobody changes.
template <class T>
using shared_tensor = std::shared_ptr<const tensor<T>>;

/// A tensor that is referred to, not kept: it must outlive every use, and not change meanwhile.
template <class T>
shared_tensor<T> refer_to(const tensor<T>& t) {
    return {shared_tensor<T>{}, &t};
}
template <class T>
shared_tensor<T> refer_to(const tensor<T>&&) = delete;  // gone before it is used

/// A tensor that will not change, such as a kernel of a network after its training. Operations keep with it what they
/// compute from it alone: a convolution packs or transforms its kernel once instead of in every call.
template <class T>
shared_tensor<T> freeze(tensor<T> t) {
    struct frozen {
        derived_values derived;
        tensor<T> value;

        explicit frozen(tensor<T> t) : value(std::move(t)) { value.keep_derived(&derived); }
    };
    const auto kept = make_kept<const frozen>(std::move(t));
    return {kept, &kept->value};
}

}  // namespace diapir::inline DIAPIR_TARGET
