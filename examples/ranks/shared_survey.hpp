// A SEG-Y file that all ranks open: each reads a share of its headers.
#pragma once

#include "ranks.hpp"
#include "survey_keys.hpp"
#include <diapir/io/segy/header_readers.hpp>
#include <diapir/io/segy/survey.hpp>

#include <filesystem>

namespace programs {

/// Opens a file by itself.
inline diapir::io::segy::survey open_survey(const std::filesystem::path& path, const survey_keys& k,
                                            const diapir::io::segy::header_readers& readers = {}) {
    return diapir::io::segy::survey(path, {k.iline, k.xline, k.cdpx, k.cdpy}, k.by_number, readers);
}
/// All ranks call it.
inline diapir::io::segy::survey open_on_all_ranks(const std::filesystem::path& path, const survey_keys& k) {
    return open_survey(path, k, diapir::io::segy::header_readers(ranks()));
}

}  // namespace programs
