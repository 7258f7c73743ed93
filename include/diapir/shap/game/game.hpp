// Games: what estimators need to know, as a concept. A model with players and a background makes one of every input
// (model_game.hpp); a table and a function of coalitions are games as well (own_games.hpp), and so is any type that has
// the three members.
#pragma once

#include <diapir/shap/game/coalitions.hpp>
#include <diapir/shap/game/evaluator.hpp>
#include <diapir/shap/game/options.hpp>
#include <diapir/shap/result/axis.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <exception>
#include <span>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// g.players() and g.outputs() give the extents of both, with names where they have any; g.evaluate(rows, sink) calls
/// sink(row, values) for every coalition in order, with one double for each output.
template <class G>
concept game = requires(G& g, const coalitions& rows, value_sink sink) {
    { g.players() } -> std::convertible_to<named_shape>;
    { g.outputs() } -> std::convertible_to<named_shape>;
    g.evaluate(rows, sink);
};

/// Evaluates a game, which must outlive it: watches that it keeps its contract, and applies link and outputs of the
/// options.
template <game G>
class game_evaluator final : public evaluator {
public:
    /// Throws argument_error where the options do not fit the outputs, and what evaluate throws.
    game_evaluator(G& g, const options& o)
        : evaluator(o.memory), game_(g), options_(o), players_(g.players()), raw_(g.outputs()) {
        require(players_.count() > 0, "shap::game: expected at least one player, got ", players_.extents);
        require(raw_.count() > 0, "shap::game: expected at least one output, got ", raw_.extents);
        map_ = output_map{raw_.extents, raw_.axes, {}, {}, {}};
        coalitions ends(players(), 2);
        for (std::size_t p = 0; p < players(); ++p) ends.add(1, p);
        std::vector<std::vector<double>> found;
        stream(ends, [&](std::size_t, std::span<const double> v) { found.emplace_back(v.begin(), v.end()); });
        map_ = o.outputs.resolve(raw_.extents, found[1], found[0]);
        if (map_.extents == raw_.extents && map_.terms.empty() && !map_.function) map_.axes = raw_.axes;
        base_ = scaled(found[0], {&ends, 0, 1, 0});
        prediction_ = scaled(found[1], {&ends, 0, 1, 1});
    }

    std::size_t players() const override { return players_.count(); }
    const named_shape& named_players() const { return players_; }
    std::string name(std::size_t player) const override { return players_.name(player); }
    const std::vector<double>& prediction() override { return prediction_; }
    const std::vector<double>& base_values() override { return base_; }

    void evaluate(const coalitions& rows, value_sink sink) override {
        require(rows.players() == players(), "game: expected coalitions of ", players(), " players, got ",
                rows.players());
        stream(rows, [&](std::size_t row, std::span<const double> raw) {
            const std::vector<double> value = scaled(raw, {&rows, 0, rows.size() - 1, row});
            sink(row, value);
        });
    }

private:
    /// Passes on the values of a game as it gives them, once their number and order are right.
    void stream(const coalitions& rows, value_sink sink) {
        if (rows.size() == 0) return;
        std::size_t next = 0;
        std::exception_ptr of_sink;
        const auto at = [&](std::size_t row) {
            return place{&rows, 0, rows.size() - 1, std::min(row, rows.size() - 1)};
        };
        const auto receive = [&](std::size_t row, std::span<const double> value) {
            try {
                if (row != next || row >= rows.size())
                    fail(diapir::detail::concat("gave the value of coalition ", row, ", expected ", next), at(next));
                if (value.size() != raw_.count())
                    fail(diapir::detail::concat("gave ", value.size(), " values, expected ", raw_.count()), at(row));
                ++next;
                sink(row, value);
            } catch (...) {
                if (!of_sink) of_sink = std::current_exception();
                throw;
            }
        };
        try {
            game_.evaluate(rows, value_sink(receive));
        } catch (const std::exception& e) {
            if (of_sink) std::rethrow_exception(of_sink);
            fail(std::string("threw: ") + e.what(), at(next), std::current_exception());
        } catch (...) {
            if (of_sink) std::rethrow_exception(of_sink);
            fail("threw something that is no std::exception", at(next), std::current_exception());
        }
        if (of_sink) std::rethrow_exception(of_sink);  // which the game swallowed
        if (next != rows.size())
            fail(diapir::detail::concat("gave ", next, " values for ", rows.size(), " coalitions"), at(next));
        evaluations_ += rows.size();
    }
    /// What is explained of one value, on the scale of the link.
    std::vector<double> scaled(std::span<const double> raw, const place& at) const {
        std::vector<double> value(outputs().size(), 0.0);
        if (map_.function) {
            array<double> y = make_array<double>(raw_.extents);
            std::copy(raw.begin(), raw.end(), y.data());
            const array<double> reduced = guarded(at, [&] { return map_.function(y); });
            map_.require_extents(reduced);
            std::copy(reduced.begin(), reduced.end(), value.begin());
        } else {
            map_.add(raw.data(), 1.0, value);
        }
        bring_to_scale(options_.link, value, at);
        return value;
    }

    G& game_;
    const options& options_;
    named_shape players_, raw_;
    std::vector<double> prediction_, base_;
};

}  // namespace diapir::inline DIAPIR_TARGET::shap
