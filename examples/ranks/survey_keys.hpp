// How the traces of a SEG-Y file are found, as people say it on a command line.
#pragma once

#include <cstddef>
#include <string>

namespace programs {

/// Bytes of the trace headers of SEG-Y files, counted from 1; 0: to be found.
struct survey_keys {
    std::size_t iline = 0, xline = 0, cdpx = 0, cdpy = 0;
    bool by_number = false;  ///< traces are one line, whatever their headers say

    /// All that they say, for a record of what a work depends on.
    std::string text() const {
        std::string all;
        for (const std::size_t byte : {iline, xline, cdpx, cdpy}) all += std::to_string(byte) + ' ';
        return all + (by_number ? "by number" : "by lines");
    }
};

}  // namespace programs
