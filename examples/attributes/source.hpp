// Where amplitudes come from: files that are read some sections at a time. A format is a class here, and a line in
// open_source of source.cpp.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/shape.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>

namespace attributes_program {

/// Sections {samples, traces}, or the inlines {crosslines, samples} of a volume, that stay in their file.
template <class T>
class source {
public:
    virtual ~source() = default;

    /// {sections, samples, traces} or {inlines, crosslines, samples}.
    virtual diapir::shape extents() const = 0;
    /// The extents of the array that the file holds, of which results keep the axes: {samples, traces} of one section.
    virtual diapir::shape shape() const { return extents(); }
    /// Sections `first` to `last` (exclusive), or inlines. Throws diapir::file_error where they cannot be read.
    virtual diapir::array<T> read(std::size_t first, std::size_t last) const = 0;
    /// Seconds from sample to sample, where the file knows.
    virtual std::optional<double> interval() const { return {}; }
};

/// Whether amplitudes of a file are to be computed with in double: those of float64 and of integers beyond 16 bits.
bool needs_double(const std::filesystem::path& path);

/// Opens a file, by the ending of its name: .npy {samples, traces}, {n, samples, traces}, {n, samples, traces, 1}, or a
/// volume {inlines, crosslines, samples}; .png, gray, 0 to 255 at any depth; or a folder of such PNG files, in the
/// order of their names. Throws diapir::file_error for other files.
template <class T>
std::unique_ptr<source<T>> open_source(const std::filesystem::path& path, bool volume);

}  // namespace attributes_program
