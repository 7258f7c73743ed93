// Amplitudes on their way through the program: a SEG-Y survey, a NumPy array or an image, read and written in blocks of
// lines. Everything is a volume {inlines, crosslines, samples}; an image is one inline.
#pragma once

#include "survey_keys.hpp"
#include <diapir/data/amplitude_statistics.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace salt {

struct volume_extents {
    std::size_t ilines = 0, xlines = 0, samples = 0;

    std::size_t traces() const { return ilines * xlines; }
    friend bool operator==(const volume_extents&, const volume_extents&) = default;
};

/// Consecutive lines of both directions, by their indexes.
struct volume_block {
    std::size_t first_iline = 0, ilines = 0, first_xline = 0, xlines = 0;

    std::size_t traces() const { return ilines * xlines; }
};

/// How a volume is written.
struct sink_options {
    bool eight_bits = false;
    double code = 1.0 / 127;  ///< with 8 bits: the value of a sample of 1
    std::string quantity;     ///< what the samples are
};

/// A file that grows beside its target; a run that goes on finds what an earlier one wrote.
class volume_sink {
public:
    virtual ~volume_sink() = default;
    /// Values {inlines, crosslines, samples}, from any thread. Throws diapir::file_error.
    virtual void write(const volume_block& block, const float* values) = 0;
    /// Gives the complete file its name.
    virtual void commit() = 0;
};

class volume_source {
public:
    virtual ~volume_source() = default;
    volume_source() = default;
    volume_source(const volume_source&) = delete;
    volume_source& operator=(const volume_source&) = delete;

    virtual volume_extents extents() const = 0;
    /// Amplitudes {inlines, crosslines, samples}; NaN where there is no trace. Throws diapir::file_error.
    virtual void read(const volume_block& block, float* to) const = 0;
    /// Statistics of at most so many traces, evenly spaced.
    virtual diapir::data::amplitude_statistics statistics(std::size_t most) const = 0;
    /// Opens a file of the same kind and extents for writing.
    virtual std::unique_ptr<volume_sink> beside(const std::filesystem::path& path, const sink_options& o) const = 0;
    /// The number of a line, as people name it.
    virtual long long iline_number(std::size_t index) const { return static_cast<long long>(index); }
    virtual long long xline_number(std::size_t index) const { return static_cast<long long>(index); }
    /// Milliseconds, or units of depth, of a sample.
    virtual double place_of_sample(double index) const { return index; }
    /// The numbers of the lines, and the places of the samples, in words; empty where the file does not say them.
    virtual std::string lines_text() const { return {}; }
    virtual std::string samples_text() const { return {}; }
};

/// Opens a file by its ending: .sgy or .segy, .npy or .png. Throws diapir::file_error where it cannot be read.
/// With `on_all_ranks` all ranks call it, and share the reading of the headers of a survey.
std::unique_ptr<volume_source> open_volume(const std::filesystem::path& path, const programs::survey_keys& keys,
                                           bool on_all_ranks = false);

/// Statistics of at most `most` traces of any volume, block by block.
diapir::data::amplitude_statistics statistics_of(const volume_source& volume, std::size_t most);

/// A SEG-Y file, where the program has segyio; else throws diapir::error, saying that it has not.
std::unique_ptr<volume_source> open_segy(const std::filesystem::path& path, const programs::survey_keys& keys,
                                         bool on_all_ranks);

}  // namespace salt
