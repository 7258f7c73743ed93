// The seam to xtensor: the arrays that users hand in and get back. Row-major; any xtensor expression is accepted.
// No other header includes xtensor, whose layout of headers changed between 0.24 (Debian 12) and 0.26.
#pragma once

#if __has_include(<xtensor/containers/xarray.hpp>)
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xarray.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#include <xtensor/xview.hpp>
#endif

#include <diapir/core/real_number.hpp>
#include <diapir/core/shape.hpp>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET {

/// A dense row-major array of any number of axes.
template <class T>
using array = xt::xarray<T, xt::layout_type::row_major>;

/// Anything that xtensor can evaluate to an array of numbers: arrays, tensors, views, adaptors, lazy expressions.
template <class E>
concept array_expression = xt::is_xexpression<std::remove_cvref_t<E>>::value &&
    std::is_arithmetic_v<typename std::remove_cvref_t<E>::value_type>;

template <class E>
using element_t = typename std::remove_cvref_t<E>::value_type;

/// The type in which an expression is computed with: float where its elements are, else double.
template <class E>
using real_t = std::conditional_t<std::same_as<element_t<E>, float>, float, double>;

/// The extents of an xtensor expression.
template <array_expression E>
shape shape_of(const E& e) {
    return {e.shape().begin(), e.shape().end()};
}

/// An array of that shape, with elements not yet set. Throws argument_error where no memory holds it.
template <class T>
array<T> make_array(const shape& s) {
    static_cast<void>(s.checked_size());
    return array<T>::from_shape(typename array<T>::shape_type(s.begin(), s.end()));
}

/// An array of that shape filled with one value.
template <class T>
array<T> make_array(const shape& s, T value) {
    array<T> a = make_array<T>(s);
    std::fill(a.data(), a.data() + a.size(), value);
    return a;
}

/// The expression itself where it is a dense row-major array of T, else an evaluated copy of it.
template <class T, array_expression E>
decltype(auto) evaluated(const E& e) {
    if constexpr (std::is_same_v<E, array<T>>) {
        return (e);
    } else {
        return array<T>(xt::cast<T>(e));
    }
}

/// The elements as integers. Throws argument_error, which begins with `name`, where one is no whole number.
template <array_expression E>
array<std::int64_t> whole_numbers(const E& e, const char* name) {
    const auto& given = evaluated<element_t<E>>(e);
    array<std::int64_t> whole = make_array<std::int64_t>(shape_of(given));
    for (std::size_t i = 0; i < whole.size(); ++i) {
        const element_t<E> value = given.data()[i];
        if constexpr (std::is_floating_point_v<element_t<E>>)
            require(std::abs(value) < static_cast<element_t<E>>(1e15) && value == std::floor(value), name,
                    ": expected whole numbers, got ", value, " at element ", i);
        else if constexpr (std::is_unsigned_v<element_t<E>> && sizeof(element_t<E>) == sizeof(std::int64_t))
            require(value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()), name,
                    ": expected whole numbers up to 2^63 - 1, got ", value, " at element ", i);
        whole.data()[i] = static_cast<std::int64_t>(value);
    }
    return whole;
}

/// Throws argument_error, which begins with `name`, where an element is not finite.
template <class T>
void require_finite(const array<T>& a, const char* name) {
    for (std::size_t i = 0; i < a.size(); ++i)
        require(std::abs(static_cast<double>(a.data()[i])) <= std::numeric_limits<double>::max(), name,
                ": expected finite numbers, got ", a.data()[i], " at element ", i, " of ", shape_of(a));
}

/// The power of two by which numbers as large as `largest` are divided before they are squared: 0 unless their squares
/// or sums of them may leave the range of a double.
inline int exponent_beyond_squares(double largest) {
    const bool within = largest == 0 || (largest >= 1e-100 && largest <= 1e100);
    return within || !std::isfinite(largest) ? 0 : std::ilogb(largest) + 1;
}

/// Entries `first` to `last` (exclusive) of the outermost axis, copied. Throws argument_error where they are not there.
template <class T>
array<T> slice(const array<T>& a, std::size_t first, std::size_t last) {
    shape s = shape_of(a);
    require(s.axes() > 0 && first <= last && last <= s[0], "slice: expected entries in order within ", s, ", got ",
            first, " to ", last);
    s[0] = last - first;
    array<T> out = make_array<T>(s);
    const std::size_t inner = s.drop(1).size();
    std::copy(a.data() + first * inner, a.data() + last * inner, out.data());
    return out;
}

/// The entries of the outermost axis that `rows` names, in that order, copied. Throws argument_error for entries that
/// are not there.
template <class T, class Indexes>
array<T> take(const array<T>& a, const Indexes& rows) {
    shape s = shape_of(a);
    require(s.axes() > 0, "take: expected an array {n, ...}, got a scalar");
    const std::size_t inner = s.drop(1).size(), count = s[0];
    s[0] = std::size(rows);
    array<T> out = make_array<T>(s);
    T* to = out.data();
    for (std::size_t row : rows) {
        require(row < count, "take: index ", row, " is outside an axis of ", count, " entries");
        to = std::copy(a.data() + row * inner, a.data() + (row + 1) * inner, to);
    }
    return out;
}

}  // namespace diapir::inline DIAPIR_TARGET
