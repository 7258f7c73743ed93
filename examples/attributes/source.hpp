// Where amplitudes come from: files that are read some sections at a time. A format is a class of source.cpp, and a
// line in open_source there; SEG-Y is in a file of its own.
#pragma once

#include "sink.hpp"
#include "survey_keys.hpp"
#include <diapir/core/array.hpp>
#include <diapir/core/shape.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace attributes_program {

/// Sections {samples, traces}, or the inlines {crosslines, samples} of a volume, that stay in their file.
template <class T>
class source {
public:
    virtual ~source() = default;

    /// The files that are read.
    virtual std::vector<std::filesystem::path> files() const = 0;
    /// {sections, samples, traces} or {inlines, crosslines, samples}.
    virtual diapir::shape extents() const = 0;
    /// The extents of the array that the file holds, of which results keep the axes: {samples, traces} of one section.
    virtual diapir::shape shape() const { return extents(); }
    /// Sections `first` to `last` (exclusive), or inlines. Throws diapir::file_error where they cannot be read.
    virtual diapir::array<T> read(std::size_t first, std::size_t last) const = 0;
    /// Whether it is a file that should know distances, of which no default is taken in silence.
    virtual bool is_survey() const { return false; }
    /// Seconds from sample to sample, where the file knows.
    virtual std::optional<double> interval() const { return {}; }
    /// From trace to trace of a section, and from section to section, in the unit of the coordinates.
    virtual std::optional<double> trace_spacing() const { return {}; }
    virtual std::optional<double> section_spacing() const { return {}; }
    /// A file for attributes of these amplitudes, by the ending of its name.
    virtual std::unique_ptr<sink<T>> beside(const std::filesystem::path& path, const output& what) const {
        return make_sink<T>(path, what);
    }
};

/// How the lines of a SEG-Y file are found, and taken as sections.
struct section_options {
    programs::survey_keys keys;
    std::string direction = "inline";  ///< of the sections: inline or crossline
};

/// Whether amplitudes of a file are to be computed with in double: those of float64 and of integers beyond 16 bits.
bool needs_double(const std::filesystem::path& path);

/// Opens a file, by the ending of its name: .npy {samples, traces}, {n, samples, traces}, {n, samples, traces, 1}, or a
/// volume {inlines, crosslines, samples}; .png, gray, 0 to 255 at any depth; or a folder of such PNG files, in the
/// order of their names; or .sgy or .segy, sections or a volume, in float. All ranks open a file together. Throws
/// diapir::file_error for other files.
template <class T>
std::unique_ptr<source<T>> open_source(const std::filesystem::path& path, bool volume, const section_options& lines);

/// A SEG-Y file, where the program has segyio; else throws diapir::file_error, saying that it has not. Holes are filled
/// with the nearest trace of the section. What stands beside it is, for .sgy and .segy, a copy of the file for each
/// attribute, with other samples; 0 where an attribute has no value.
std::unique_ptr<source<float>> open_segy(const std::filesystem::path& path, bool volume, const section_options& lines);

}  // namespace attributes_program
