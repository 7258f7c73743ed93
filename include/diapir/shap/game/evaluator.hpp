// A game as estimators see it: from coalitions of players to the values of the explained outputs, whatever makes them.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/function_ref.hpp>
#include <diapir/shap/game/coalitions.hpp>
#include <diapir/shap/game/outputs.hpp>
#include <diapir/shap/result/errors.hpp>
#include <diapir/shap/result/link.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// Takes the value of a coalition, one double for each output. Called once for every row, in order.
using value_sink = function_ref<void(std::size_t row, std::span<const double> values)>;

/// Evaluates the coalitions of one game. Values are on the scale of the options' link, for the outputs that the options
/// choose.
class evaluator {
public:
    evaluator(const evaluator&) = delete;
    evaluator& operator=(const evaluator&) = delete;
    virtual ~evaluator() = default;

    virtual std::size_t players() const = 0;
    /// What a player is called in messages.
    virtual std::string name(std::size_t player) const = 0;
    /// Model inputs that a coalition takes: the references of a background; 1 for games without one.
    virtual std::size_t evaluations_per_coalition() const { return 1; }
    /// Model inputs that were evaluated so far.
    std::size_t evaluations() const { return evaluations_; }
    /// What is explained of the outputs; known after the first evaluation.
    const output_map& explained() const { return map_; }
    /// The extents of the explained outputs; known after the first evaluation.
    const shape& outputs() const { return map_.extents; }

    /// Calls sink(row, values) for every coalition in order. Throws model_error where what makes the game breaks its
    /// contract or throws.
    virtual void evaluate(const coalitions& rows, value_sink sink) = 0;
    /// The value of the coalition of all players.
    virtual const std::vector<double>& prediction() = 0;
    /// The value of the coalition of nobody.
    virtual const std::vector<double>& base_values() = 0;
    /// Takes so many doubles, which an estimate keeps itself, from the memory for batches. Throws argument_error where
    /// a quarter of it or less would be left; a megabyte is always granted.
    void set_aside(std::size_t doubles) {
        aside_ = doubles * sizeof(double);
        constexpr std::size_t always = std::size_t{1} << 20;
        require(aside_ <= always || aside_ / 3 < memory_ / 4, "sums over ", players(), " players and the outputs ",
                outputs(), " take ", aside_ >> 20, " MB besides batches, of a memory of ", memory_ >> 20,
                " MB: choose outputs (shap::outputs), group players, or allow more (options::memory)");
    }
    /// How many coalitions to list for one call at most, an even number: where there are many players their bits take
    /// an eighth of the memory.
    std::size_t coalitions_at_once() const {
        const std::size_t bytes = (players() + 63) / 64 * sizeof(std::uint64_t);
        return std::clamp<std::size_t>(memory_ / 8 / bytes / 2 * 2, 2, 4096);
    }

protected:
    /// `memory`: bytes for batches and for what estimates set aside.
    explicit evaluator(std::size_t memory = std::size_t{256} << 20) : memory_(memory) {}
    /// The memory that is not set aside.
    std::size_t free_memory() const { return memory_ - std::min(aside_, memory_); }

    /// The coalitions `first` to `last` (included) of a list that a call is for, `row` being looked at. Without a list
    /// it is the coalition of all players.
    struct place {
        const coalitions* list = nullptr;
        std::size_t first = 0, last = 0, row = 0;
    };

    /// Checks the value of a coalition and brings it to the scale of a link.
    void bring_to_scale(shap::link l, std::span<double> value, const place& at) const {
        bool finite = true, probability = true;
        for (double v : value) {
            finite &= std::abs(v) <= std::numeric_limits<double>::max();
            probability &= v >= -1e-6 && v <= 1 + 1e-6;
        }
        if (!finite) fail("returned a value that is not finite", at);
        if (l == link::identity) return;
        require(l == link::logit, "shap::options: expected a link, got number ", static_cast<int>(l));
        if (!probability) fail("returned no probability, which the logit link needs", at);
        for (double& v : value) v = apply(l, v);
    }

    /// Throws a model_error that names the coalitions.
    [[noreturn]] void fail(const std::string& what, const place& at, std::exception_ptr cause = nullptr) const {
        coalition_batch batch;
        if (at.list) batch = {at.first, at.last, at.list->size(), at.row, {}};
        std::string names;
        constexpr std::size_t most_names = 10;
        for (std::size_t p = 0; p < players(); ++p) {
            if (at.list && !at.list->contains(at.row, p)) continue;
            batch.present.push_back(p);
            if (batch.present.size() <= most_names) names += (names.empty() ? "" : "; ") + name(p);
        }
        const std::size_t present = batch.present.size();
        if (present > most_names) names += "; and " + std::to_string(present - most_names) + " more";
        const std::string message =
            at.list ? diapir::detail::concat("the model ", what, "; at coalition ", at.row, " with ", present, " of ",
                                             players(), " players present {", names, "}, in the batch of coalitions ",
                                             at.first, " to ", at.last, " of ", at.list->size())
                    : diapir::detail::concat("the model ", what, "; for the input itself, with all ", players(),
                                             " players present");
        throw model_error(message, std::move(batch), std::move(cause));
    }
    /// What f returns; what it throws becomes a model_error.
    template <class F>
    auto guarded(const place& at, const F& f) const {
        try {
            return f();
        } catch (const std::exception& e) {
            fail(std::string("threw: ") + e.what(), at, std::current_exception());
        } catch (...) {
            fail("threw something that is no std::exception", at, std::current_exception());
        }
    }

    output_map map_ = {};
    std::size_t evaluations_ = 0;

private:
    std::size_t memory_, aside_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::shap
