// What the ranks that train a network together have to agree on: when training ends, and that they still have the same
// network.
#pragma once

#include <diapir/core/checksum.hpp>
#include <diapir/core/error.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/training/training_ranks.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn::detail {

/// Whether it is so on any rank.
inline bool on_any(const training_ranks& ranks, bool mine) {
    const auto all = values_of_ranks(ranks, static_cast<char>(mine));
    return std::find(all.begin(), all.end(), static_cast<char>(true)) != all.end();
}

/// Throws diapir::error, with what was expected, on all ranks unless all have the same parameters and the same number.
template <class T>
void require_alike(const training_ranks& ranks, const network<T>& net, std::size_t number, const char* expected) {
    if (!ranks.several()) return;
    std::vector<checksum> sums{checksum(&number, 1)};
    for (const auto& p : net.parameters()) sums.emplace_back(p.value.data(), p.value.size());
    const checksum mine(sums.data(), sums.size());
    std::array<std::byte, sizeof mine> bytes;
    std::memcpy(bytes.data(), &mine, sizeof mine);
    const auto all = values_of_ranks(ranks, bytes);
    for (std::size_t r = 1; r < all.size(); ++r)
        require<error>(all[r] == all[0], expected, ", rank ", r, " has other weights or samples than rank 0");
}

/// How long training has taken and whether it ends, for all ranks.
class rank_agreement {
public:
    /// The time is that of the first rank; where one wants to end, all do. Without other ranks these are the caller's.
    void update(const training_ranks& ranks, double seconds, bool& finished) {
        const auto all = values_of_ranks(ranks, std::array<double, 2>{seconds, finished ? 1.0 : 0.0});
        seconds_ = all[0][0];
        for (const auto& of_rank : all) finished = finished || of_rank[1] > 0;
    }
    /// When ranks agreed last.
    double seconds() const { return seconds_; }

private:
    double seconds_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn::detail
