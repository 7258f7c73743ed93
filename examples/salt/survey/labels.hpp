// Where interpreters have found salt in a survey: a volume, or horizons and polygons in a text file.
#pragma once

#include "volume.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

namespace salt {

class salt_labels {
public:
    virtual ~salt_labels() = default;
    /// The indexes of the inlines and of the crosslines that are labeled.
    virtual std::vector<std::size_t> lines(bool inlines) const = 0;
    /// 1 in salt and 0 elsewhere, {traces, samples}, of a line.
    virtual std::vector<float> line(bool is_inline, std::size_t index) const = 0;
};

/// The labels of a survey, which must outlive them, from a file: a volume .sgy, .segy or .npy of the survey's extents,
/// and where both say them of its lines and samples, above 0 in salt; else a text. A text has blocks, each begun by a
/// line of words and followed by lines of numbers, with spaces or commas between them; # begins a comment:
///
///     horizon top              then: inline crossline z
///     horizon base             the same; salt lies between both, without a base down to the end; traces between picks
///                              of a line are interpolated, those of one block, see horizon
///     polygon inline 1020      then: crossline z; what it surrounds is salt
///     polygon crossline 5100   then: inline z
///     free inline 1040         no salt in this line
///
/// z is milliseconds, or the unit of depth of the survey. Some picks outside of the survey are counted in a warning.
/// Throws diapir::file_error, with the line of the text, also for lines that the survey does not have, and where all
/// of a polygon or of a horizon is outside.
std::unique_ptr<salt_labels> read_labels(const std::filesystem::path& path, const volume_source& survey,
                                         const programs::survey_keys& keys);

}  // namespace salt
