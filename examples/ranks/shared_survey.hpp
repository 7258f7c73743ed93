// A SEG-Y file that all ranks open: one of them reads its headers, and tells the others.
#pragma once

#include "ranks.hpp"
#include <diapir/distributed/collectives.hpp>
#include <diapir/io/segy/survey.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

namespace programs {

/// All ranks call it.
inline diapir::io::segy::survey open_on_all_ranks(const std::filesystem::path& path,
                                                  const diapir::io::segy::trace_keys& keys, bool by_number) {
    using diapir::io::segy::survey;
    if (ranks().size() == 1) return survey(path, keys, by_number);
    std::optional<survey> first;
    if (leads()) first.emplace(path, keys, by_number);
    const std::string found = diapir::distributed::broadcast(ranks(), first ? first->found() : std::string());
    return first ? std::move(*first) : survey(path, found);
}

}  // namespace programs
