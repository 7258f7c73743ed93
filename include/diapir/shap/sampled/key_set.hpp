// Which coalitions were drawn already.
#pragma once

#include <diapir/core/target.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap::detail {

/// A set of words whose bits are random already, in one table with open addressing.
class key_set {
public:
    /// Makes room for so many keys in all.
    void reserve(std::size_t keys) {
        const std::size_t size = std::bit_ceil(2 * keys + 1);
        if (size <= table_.size()) return;
        const auto before = std::exchange(table_, std::vector<std::uint64_t>(size, none));
        count_ = 0;
        for (std::uint64_t key : before)
            if (key != none) insert(key);
    }
    /// Whether the key is new.
    bool insert(std::uint64_t key) {
        if (2 * count_ >= table_.size()) reserve(2 * count_ + 8);
        std::uint64_t& place = table_[find(key)];
        if (place != none) return false;
        place = key == none ? other : key;
        ++count_;
        return true;
    }
    bool contains(std::uint64_t key) const { return !table_.empty() && table_[find(key)] != none; }

private:
    static constexpr std::uint64_t none = 0, other = 1;  // 0 is kept as 1: two keys in 2^64 are taken for one

    /// Where the key is, or would be.
    std::size_t find(std::uint64_t key) const {
        if (key == none) key = other;
        std::size_t at = key & (table_.size() - 1);
        while (table_[at] != none && table_[at] != key) at = (at + 1) & (table_.size() - 1);
        return at;
    }

    std::vector<std::uint64_t> table_;
    std::size_t count_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::shap::detail
