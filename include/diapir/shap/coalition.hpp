// Sets of players, as bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace diapir::shap {

/// A list of coalitions of the same players; bit p of a row tells whether player p is present.
class coalitions {
public:
    coalitions(std::size_t players, std::size_t count)
        : players_(players), words_((players + 63) / 64), count_(count), bits_(words_ * count, 0) {}

    std::size_t size() const { return count_; }
    std::size_t players() const { return players_; }
    bool contains(std::size_t row, std::size_t player) const {
        return bits_[row * words_ + player / 64] >> (player % 64) & 1;
    }
    void add(std::size_t row, std::size_t player) {
        bits_[row * words_ + player / 64] |= std::uint64_t{1} << (player % 64);
    }
    /// Sets row `row` to the players in a mask, for at most 64 players.
    void assign(std::size_t row, std::uint64_t mask) { bits_[row * words_] = mask; }

private:
    std::size_t players_, words_, count_;
    std::vector<std::uint64_t> bits_;
};

}  // namespace diapir::shap
