// What the program is told on its command line.
#pragma once

#include "source.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace attributes_program {

struct settings {
    std::filesystem::path in, out, figures;  ///< out, figures: empty where they are not asked for
    std::string attributes;                  ///< a list such as energy(window=9),sobel
    std::string preset;                      ///< of the registry; none: the defaults of each attribute
    std::optional<double> interval;          ///< of the samples, in seconds; none: what the file or the attribute says
    std::optional<double> spacing;           ///< of the traces, in meters
    double zero = 0;                         ///< subtracted from all amplitudes
    bool volume = false;                     ///< the input is {inlines, crosslines, samples}
    section_options lines;                   ///< of SEG-Y files
    std::optional<std::size_t> shown;        ///< the section or inline of the figures; none: that in the middle
    double scale = 2;                        ///< device pixels to a pixel of the figures
    std::size_t memory = 256;                ///< MiB that amplitudes and attributes may take
    std::size_t threads = 0;                 ///< 0: all cores
    bool list = false;                       ///< only says which attributes there are
};

}  // namespace attributes_program
