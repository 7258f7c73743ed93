// Values of options as texts: as they stand in a list of attributes, such as energy(window=9,along=trace), and in what
// programs say of them.
#pragma once

#include <diapir/attributes/section.hpp>

#include <array>
#include <charconv>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// A value of an enumeration and its name.
template <class E>
struct named_value {
    std::string_view name;
    E value;
};

/// The values of an enumeration; specialized for each that is an option.
template <class E>
inline constexpr std::array<named_value<E>, 0> named_values{};

template <>
inline constexpr std::array<named_value<axis>, 2> named_values<axis>{
    {{"sample", axis::sample}, {"trace", axis::trace}}};
template <>
inline constexpr std::array<named_value<edge>, 5> named_values<edge>{{{"zero", edge::zero},
                                                                      {"truncate", edge::truncate},
                                                                      {"nearest", edge::nearest},
                                                                      {"reflect", edge::reflect},
                                                                      {"mirror", edge::mirror}}};

namespace detail {

/// The number that a whole text is, and none for other texts.
template <class N>
std::optional<N> number_of(std::string_view text) {
    N number{};
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size()) return {};
    return number;
}

template <class N>
std::string text_of(N number) {
    char digits[64];
    return {digits, std::to_chars(digits, digits + sizeof digits, number).ptr};
}

}  // namespace detail

/// How options of a type are read and written: what `parse` accepts is described by `expected`, and `format` gives a
/// text from which it makes the same value. For numbers, bool and enumerations with named_values; to be specialized for
/// types of one's own.
template <class V>
struct option_text {
    static std::string expected() {
        if constexpr (std::is_same_v<V, bool>) {
            return "true or false";
        } else if constexpr (std::is_enum_v<V>) {
            std::string names;
            for (std::size_t i = 0; i < named_values<V>.size(); ++i)
                names += (i == 0                            ? ""
                          : i + 1 == named_values<V>.size() ? " or "
                                                            : ", ") +
                         std::string(named_values<V>[i].name);
            return names;
        } else if constexpr (std::unsigned_integral<V>) {
            return "a whole number of at least 0";
        } else {
            return std::integral<V> ? "a whole number" : "a number";
        }
    }

    static std::optional<V> parse(std::string_view text) {
        if constexpr (std::is_same_v<V, bool>) {
            if (text == "true" || text == "false") return text == "true";
            return {};
        } else if constexpr (std::is_enum_v<V>) {
            for (const auto& [name, value] : named_values<V>)
                if (name == text) return value;
            return {};
        } else {
            return detail::number_of<V>(text);
        }
    }

    static std::string format(const V& value) {
        if constexpr (std::is_same_v<V, bool>) {
            return value ? "true" : "false";
        } else if constexpr (std::is_enum_v<V>) {
            for (const auto& named : named_values<V>)
                if (named.value == value) return std::string(named.name);
            return {};
        } else {
            return detail::text_of(value);
        }
    }
};

/// A value that may be left out, which is written `none`.
template <class V>
struct option_text<std::optional<V>> {
    static std::string expected() { return option_text<V>::expected() + ", or none"; }
    static std::optional<std::optional<V>> parse(std::string_view text) {
        if (text == "none") return std::optional<V>{};
        const std::optional<V> value = option_text<V>::parse(text);
        if (!value) return {};
        return value;
    }
    static std::string format(const std::optional<V>& value) { return value ? option_text<V>::format(*value) : "none"; }
};

}  // namespace diapir::inline DIAPIR_TARGET::attributes
