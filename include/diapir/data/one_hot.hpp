// Numbers of classes as what networks learn: one output a class, 1 for the right one.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data {

/// Labels of any shape, as {n} or masks {n, rows, cols}, with one more axis: 1 at the class of each, 0 elsewhere, {n,
/// classes} or {n, rows, cols, classes}. Throws argument_error for what is no whole number from 0 to classes - 1.
template <class T, array_expression E>
array<T> one_hot(const E& labels, std::size_t classes) {
    const array<std::int64_t> numbers = whole_numbers(labels, "one_hot");
    array<T> hot = make_array<T>(shape_of(labels).then({classes}), T{0});
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::int64_t label = numbers.data()[i];
        require(label >= 0 && std::cmp_less(label, classes), "one_hot: expected labels from 0 to below ", classes,
                ", got ", label, " at element ", i);
        hot.data()[i * classes + static_cast<std::size_t>(label)] = 1;
    }
    return hot;
}

/// The same for labels {n} in a vector, as data::split takes them.
template <class T>
array<T> one_hot(const std::vector<std::size_t>& labels, std::size_t classes) {
    return one_hot<T>(xt::adapt(labels), classes);
}

}  // namespace diapir::inline DIAPIR_TARGET::data
