// An attribute whose options are chosen: an entry of a list of attributes.
#pragma once

#include <diapir/attributes/registry/attribute_function.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/shape.hpp>

#include <algorithm>
#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// What an attribute sees around a sample.
enum class dimensions {
    trace,    ///< other samples of its trace
    section,  ///< other traces of its section, too
    volume    ///< sections or volumes, of which it then sees other inlines, too
};

inline std::string name_of(dimensions d) {
    return d == dimensions::trace ? "trace" : d == dimensions::section ? "section" : "volume";
}

/// What people are told of an attribute, whatever its options are.
struct attribute_facts {
    std::string name;              ///< as in lists: lower-case letters, digits and underscores
    std::string description = {};  ///< one line
    std::string units = "1";       ///< of its values: amplitude, amplitude^2, Hz, 1 where it has none
    attributes::dimensions dimensions = dimensions::section;
};

struct chosen_attribute {
    attribute_facts facts;
    std::string label;  ///< its name and the options that were set: energy(window=9)
    bool odd = false;   ///< whether its values change their sign where traces are mirrored, as sobel's do
    attribute_function of_sections{};  ///< {..., samples, traces}; empty where it is one of volumes alone
    attribute_function of_volumes{};   ///< {inlines, crosslines, samples}; empty where it is one of sections
    std::size_t inlines = 0;           ///< how many inlines to either side a value of a volume depends on
    bool asymmetric = false;           ///< whether mirrored traces have quite other values, of either sign

    /// The attribute of sections {..., samples, traces}. Throws argument_error where it cannot be computed, as one of
    /// volumes alone, and for arrays of fewer axes.
    template <class T>
    array<T> sections(const array<T>& amplitudes) const {
        require(static_cast<bool>(of_sections), label,
                ": expected a volume, got sections, for which it has no definition");
        require(amplitudes.dimension() >= 2, label, ": expected sections {..., samples, traces}, got ",
                shape_of(amplitudes));
        return of_sections(amplitudes, label);
    }
    /// The attribute of a volume {inlines, crosslines, samples}; where it has no definition in three dimensions, that
    /// of each inline as a section. Throws argument_error where it cannot be computed, and for other shapes.
    template <class T>
    array<T> volume(const array<T>& amplitudes) const;
};

namespace detail {

/// {n, rows, cols} as {n, cols, rows}.
template <class T>
array<T> transposed_sections(const array<T>& in) {
    constexpr std::size_t tile = 32;  // columns that are read while their rows are near
    const std::size_t rows = in.shape()[1], cols = in.shape()[2];
    array<T> out = make_array<T>({in.shape()[0], cols, rows});
    parallel_for(
        in.shape()[0],
        [&](std::size_t i) {
            const T* from = in.data() + i * rows * cols;
            T* to = out.data() + i * rows * cols;
            for (std::size_t first = 0; first < rows; first += tile)
                for (std::size_t col = 0; col < cols; ++col)
                    for (std::size_t row = first; row < std::min(rows, first + tile); ++row)
                        to[col * rows + row] = from[row * cols + col];
        },
        rows * cols);
    return out;
}

}  // namespace detail

template <class T>
array<T> chosen_attribute::volume(const array<T>& amplitudes) const {
    require(amplitudes.dimension() == 3, label, ": expected a volume {inlines, crosslines, samples}, got ",
            shape_of(amplitudes));
    if (of_volumes) return of_volumes(amplitudes, label);
    return detail::transposed_sections(sections(detail::transposed_sections(amplitudes)));
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
