// Sets of players, as bits.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/shape.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// A list of coalitions of the same players; bit p of a row tells whether player p is present.
class coalitions {
public:
    /// Throws argument_error for more than memory can hold.
    coalitions(std::size_t players, std::size_t count)
        : players_(players), words_(divide_up(players, 64)), count_(count) {
        require(words_ == 0 || count <= shape::max_size / words_, "coalitions: expected fewer than 2^64 bits, got ",
                count, " coalitions of ", players, " players");
        bits_.assign(words_ * count, 0);
    }

    std::size_t size() const { return count_; }
    std::size_t players() const { return players_; }
    bool contains(std::size_t row, std::size_t player) const {
        return bits_[row * words_ + player / 64] >> (player % 64) & 1;
    }
    /// How many players are present.
    std::size_t count(std::size_t row) const {
        std::size_t present = 0;
        for (std::uint64_t word : words(row)) present += static_cast<std::size_t>(std::popcount(word));
        return present;
    }
    /// Writes `in` for the players of a row and `out` for the others, for the first players as many as `to` has.
    template <class V>
    void expand(std::size_t row, std::span<V> to, V in, V out) const {
        const auto bits = words(row);
        for (std::size_t first = 0; first < to.size(); first += 64) {
            const std::uint64_t word = bits[first / 64];
            const std::size_t count = std::min<std::size_t>(64, to.size() - first);
            for (std::size_t p = 0; p < count; ++p) to[first + p] = word >> p & 1 ? in : out;
        }
    }
    /// The bits of a row, player 0 lowest in the first word; those beyond the last player are zero.
    std::span<const std::uint64_t> words(std::size_t row) const { return {bits_.data() + row * words_, words_}; }

    void add(std::size_t row, std::size_t player) { word(row, player) |= std::uint64_t{1} << (player % 64); }
    void remove(std::size_t row, std::size_t player) { word(row, player) &= ~(std::uint64_t{1} << (player % 64)); }
    /// Sets row `row` to the players in a mask, for at most 64 players.
    void assign(std::size_t row, std::uint64_t mask) { bits_[row * words_] = mask; }
    /// Sets row `row` to a row of another list of the same players.
    void assign(std::size_t row, const coalitions& from, std::size_t from_row) {
        const auto source = from.words(from_row);
        std::copy(source.begin(), source.end(), bits_.begin() + static_cast<std::ptrdiff_t>(row * words_));
    }
    /// Exchanges the present and the absent players of a row.
    void complement(std::size_t row) {
        for (std::size_t w = 0; w < words_; ++w) {
            const std::size_t rest = players_ - w * 64;
            bits_[row * words_ + w] ^= rest < 64 ? (std::uint64_t{1} << rest) - 1 : ~std::uint64_t{0};
        }
    }
    /// Makes every row empty.
    void clear() { std::fill(bits_.begin(), bits_.end(), std::uint64_t{0}); }

private:
    std::uint64_t& word(std::size_t row, std::size_t player) { return bits_[row * words_ + player / 64]; }

    std::size_t players_, words_, count_;
    std::vector<std::uint64_t> bits_;
};

}  // namespace diapir::inline DIAPIR_TARGET::shap
