// A budget of model evaluations, counted in coalitions of one game.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/shap/sampled/stop_rule.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace diapir::inline DIAPIR_TARGET::shap {

/// How many coalitions an estimate may evaluate for one input. The two that every explanation needs, of nobody and of
/// all players, are counted.
class coalition_budget {
public:
    /// An estimate needs at least `least` coalitions, and takes `by_default` where the budget sets no limit. Throws
    /// argument_error where the budget has fewer.
    template <class Game>
    coalition_budget(const std::string& name, const budget& b, const Game& game, std::size_t least,
                     std::size_t by_default)
        : references_(game.evaluations_per_coalition()),
          all_(game.players() < 63 ? std::uint64_t{1} << game.players() : too_many),
          least_(static_cast<std::size_t>(std::min<std::uint64_t>(least, all_))),
          nominal_(std::max(least_, b.evaluations > 0 ? b.evaluations / references_ : by_default)),
          open_(b.seconds > 0 || b.tolerance > 0),
          has_seconds_(b.seconds > 0),
          has_tolerance_(b.tolerance > 0),
          stop_(b, nominal_ * references_) {
        require(stop_.most() / references_ >= least_, "shap::", name, ": ", game.players(), " players need at least ",
                least_, " coalitions, that is ", least_ * references_, " evaluations with ", references_,
                " references in the background; the budget has ", stop_.most());
    }

    /// Whether to evaluate every coalition from the start: they are no more than the budget, and nothing may end the
    /// estimate earlier, or it needs as many anyway.
    bool all() const {
        if (all_ == too_many || all_ > nominal_) return false;
        return !open_ || least_ == all_ || (!has_seconds_ && !fit(least_, stop_.most() / references_));
    }
    /// Whether to evaluate every coalition now, all but two of them anew, rather than take a step of `cost`: they fit
    /// into what is left, and a tolerance that may end the estimate earlier costs more by now, or is the last thing
    /// that they would fit beside. With seconds they fit if they are likely to take half of those left.
    bool all_next(std::size_t cost) const {
        const std::size_t in_all = expected(std::numeric_limits<double>::infinity()),
                          room = has_seconds_ ? (spent_ + in_all) / 2 : stop_.most() / references_;
        if (!fit(spent_, room)) return false;
        return !has_tolerance_ || spent_ + cost > all_ || !fit(spent_ + cost, room);
    }
    /// Whether seconds or a tolerance may end the estimate earlier.
    bool open() const { return open_; }
    /// The coalitions that are evaluated unless seconds or a tolerance end it earlier or later.
    std::size_t nominal() const { return nominal_; }
    /// The most coalitions that may be evaluated.
    std::size_t most() const {
        return static_cast<std::size_t>(std::min<std::uint64_t>(stop_.most() / references_, all_));
    }

    std::size_t spent() const { return spent_; }
    void spend(std::size_t coalitions) { spent_ += coalitions; }
    /// The coalitions spent in the end, as far as one can tell now.
    std::size_t expected(double largest_standard_error) const {
        return stop_.expected(spent_ * references_, largest_standard_error) / references_;
    }

    /// How many steps of `cost` coalitions may be taken before asking again: 0 to stop. They double from call to call,
    /// up to `batch` model inputs, so that a model has large batches and yet the limits are kept.
    std::size_t steps(std::size_t cost, double largest_standard_error) {
        if (spent_ + cost > least_ && !stop_.go_on(spent_ * references_, cost * references_, largest_standard_error))
            return 0;
        constexpr std::size_t batch = 4096;
        std::uint64_t end = std::max(expected(largest_standard_error), spent_);
        if (spent_ + cost <= all_) end = std::min<std::uint64_t>(end, all_);  // where all_next may be asked again
        const auto left = static_cast<std::size_t>(end - spent_);
        const std::size_t some = std::max<std::size_t>(1, std::min({next_, left / cost, batch / (cost * references_)}));
        next_ = 2 * some;
        return some;
    }

    /// For estimates that prefer few rounds: how many coalitions the first is for. Half of those for which the seconds
    /// seem to suffice, judged by those spent so far.
    std::size_t first_round() const {
        if (!open_) return most();
        return std::clamp((spent_ + expected(std::numeric_limits<double>::infinity())) / 2, least_,
                          std::min(nominal_, most()));
    }
    /// How many coalitions there are to be by the end of the next round: no more than spent() to stop.
    std::size_t next_round(double largest_standard_error) const {
        if (!open_) return most();
        if (!stop_.go_on(spent_ * references_, references_, largest_standard_error)) return spent_;
        return std::min({most(), std::max(expected(largest_standard_error), spent_ + 4), spent_ + spent_ / 2});
    }

private:
    /// Whether all coalitions but two fit into `room` coalitions of which some are spent.
    bool fit(std::size_t spent, std::size_t room) const {
        return all_ != too_many && spent <= room && all_ - 2 <= room - spent;
    }

    /// Stands for the coalitions of 63 players or more, which are never all evaluated.
    static constexpr std::uint64_t too_many = std::numeric_limits<std::uint64_t>::max();

    std::size_t references_;
    std::uint64_t all_;
    std::size_t least_, nominal_;
    bool open_, has_seconds_, has_tolerance_;
    stop_rule stop_;
    std::size_t spent_ = 2, next_ = 1;
};

}  // namespace diapir::inline DIAPIR_TARGET::shap
