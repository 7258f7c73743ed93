// A horizon as interpreters pick it: depths at places of a survey, along lines of which not every trace is picked.
#pragma once

#include <iterator>
#include <map>
#include <optional>
#include <vector>

namespace salt {

/// Between two picks of a line it goes straight; beyond the first and the last one of a line it is not there. Picks of
/// different blocks, such as those of two bodies, are not connected.
class horizon {
public:
    void begin_block() { blocks_.emplace_back(); }
    /// A pick of the block that was begun last. Of two at one place the later one counts.
    void add(long long iline, long long xline, double z) {
        blocks_.back().of_ilines[iline][xline] = blocks_.back().of_xlines[xline][iline] = z;
    }

    bool empty() const { return blocks_.empty(); }
    /// Whether a line has picks.
    bool picked(bool is_inline, long long line) const {
        for (const block& b : blocks_)
            if (b.lines(is_inline).contains(line)) return true;
        return false;
    }
    /// The depth at a trace of a line, by the number of the line that crosses it there; of blocks that have one that of
    /// the last.
    std::optional<double> at(bool is_inline, long long line, long long across) const {
        for (auto b = blocks_.rbegin(); b != blocks_.rend(); ++b) {
            const auto found = b->lines(is_inline).find(line);
            if (found == b->lines(is_inline).end()) continue;
            if (const auto z = between(found->second, across)) return z;
        }
        return {};
    }

private:
    using picks = std::map<long long, double>;
    struct block {
        std::map<long long, picks> of_ilines, of_xlines;

        const std::map<long long, picks>& lines(bool is_inline) const { return is_inline ? of_ilines : of_xlines; }
    };

    static std::optional<double> between(const picks& line, long long across) {
        const auto next = line.lower_bound(across);
        if (next == line.end()) return {};
        if (next->first == across) return next->second;
        if (next == line.begin()) return {};
        const auto before = std::prev(next);
        const double share =
            static_cast<double>(across - before->first) / static_cast<double>(next->first - before->first);
        return before->second + share * (next->second - before->second);
    }

    std::vector<block> blocks_;
};

}  // namespace salt
