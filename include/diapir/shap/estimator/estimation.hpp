// What an estimate is told of the game at hand besides its coalitions, and where it writes what it finds.
#pragma once

#include <diapir/core/function_ref.hpp>
#include <diapir/core/progress.hpp>
#include <diapir/shap/result/errors.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// The part of one input in an explanation.
class estimation {
public:
    /// Takes values and standard errors {players, outputs} from `first` on; the latter may be empty.
    using writer =
        function_ref<void(std::size_t first, std::span<const double> values, std::span<const double> standard_errors)>;

    const std::size_t index;                   ///< of the input
    const std::span<const double> prediction;  ///< {outputs}: the value of all players
    const std::span<const double> base;        ///< {outputs}: the value of nobody

    estimation(std::size_t input, std::size_t inputs, std::span<const double> all, std::span<const double> nobody,
               writer write, const progress_callback& progress, const stopwatch& clock, const std::string& name)
        : index(input),
          prediction(all),
          base(nobody),
          inputs_(inputs),
          write_(write),
          progress_(progress),
          clock_(clock),
          name_(name) {}

    /// Writes the values {players, outputs}, and their standard errors where the estimate has them. May be called again
    /// with better ones.
    void write(std::span<const double> values, std::span<const double> standard_errors = {}) {
        write_(0, values, standard_errors);
    }
    /// Writes the values {outputs} of one player.
    void write_player(std::size_t player, std::span<const double> values) { write_(player * base.size(), values, {}); }
    /// The same as write for values that are used as they are, should something end the estimate before it is done.
    void write_preliminary(std::span<const double> values, std::span<const double> standard_errors = {}) {
        write_(0, values, standard_errors);
        usable_ = true;
    }
    /// Whether preliminary values were written.
    bool usable() const { return usable_; }

    /// `done` of `total` steps of this input are done; an input's total may change on the way. Throws cancelled when
    /// the callback of the options asks for it.
    void report(std::size_t done, std::size_t total) const {
        if (!progress_) return;
        total = std::min(std::max(total, done), std::numeric_limits<std::size_t>::max() / inputs_);
        done = std::min(done, total);
        const double share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 1;
        const double all = (static_cast<double>(index) + share) / static_cast<double>(inputs_);
        const double spent = clock_.seconds(), left = all > 0 ? spent / all * (1 - all) : 0;
        if (!progress_({index * total + done, inputs_ * total, spent, left}))
            throw cancelled("shap::" + name_ + ": cancelled");
    }

private:
    std::size_t inputs_;
    writer write_;
    const progress_callback& progress_;
    const stopwatch& clock_;
    const std::string& name_;
    bool usable_ = false;
};

}  // namespace diapir::inline DIAPIR_TARGET::shap
