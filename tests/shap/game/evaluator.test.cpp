// What every evaluator does with the values of a game: checks, the scale of a link, and errors that name coalitions.
#include "catch.hpp"
#include <diapir/shap/game/evaluator.hpp>

#include <cmath>
#include <stdexcept>

using namespace diapir;
using Catch::Contains;

namespace {

/// Coalitions of players that are called p0, p1 ... are worth what a function says of their number of members.
class members : public shap::evaluator {
public:
    members(std::size_t players, shap::link l, double (*worth)(std::size_t),
            std::size_t memory = std::size_t{256} << 20)
        : evaluator(memory), players_(players), link_(l), worth_(worth) {}

    std::size_t players() const override { return players_; }
    std::string name(std::size_t player) const override { return "p" + std::to_string(player); }
    void evaluate(const shap::coalitions& rows, shap::value_sink sink) override {
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const place at{&rows, 0, rows.size() - 1, row};
            const double value = of(rows.count(row), at);
            sink(row, {&value, 1});
        }
    }
    const std::vector<double>& prediction() override { return at_all_ = {of(players_, {})}; }
    const std::vector<double>& base_values() override { return at_none_ = {of(0, {})}; }

private:
    double of(std::size_t count, const place& at) const {
        double value = guarded(at, [&] { return worth_(count); });
        bring_to_scale(link_, {&value, 1}, at);
        return value;
    }

    std::size_t players_;
    shap::link link_;
    double (*worth_)(std::size_t);
    std::vector<double> at_all_, at_none_;
};

/// The coalitions of the first 0, 1 ... players.
shap::coalitions growing(std::size_t players) {
    shap::coalitions rows(players, players + 1);
    for (std::size_t row = 0; row <= players; ++row)
        for (std::size_t p = 0; p < row; ++p) rows.add(row, p);
    return rows;
}

std::vector<double> all_values(shap::evaluator& game) {
    std::vector<double> all;
    game.evaluate(growing(game.players()), [&](std::size_t, std::span<const double> v) { all.push_back(v[0]); });
    return all;
}

}  // namespace

TEST_CASE("values are brought to the scale of the link") {
    const auto share = [](std::size_t count) { return (1.0 + static_cast<double>(count)) / 5; };
    members identity(3, shap::link::identity, share), logit(3, shap::link::logit, share);
    CHECK(all_values(identity) == std::vector<double>{0.2, 0.4, 0.6, 0.8});
    CHECK(logit.base_values()[0] == Approx(std::log(0.25)));
    CHECK(logit.prediction()[0] == Approx(std::log(4.0)));
    const auto all = all_values(logit);
    for (std::size_t i = 0; i < 4; ++i) CHECK(all[i] == Approx(std::log(share(i) / (1 - share(i)))));
}

TEST_CASE("a value that is none names its coalition and players") {
    members broken(3, shap::link::identity, [](std::size_t count) { return count == 2 ? NAN : 1.0; });
    CHECK_THROWS_WITH(all_values(broken), Contains("not finite") &&
                                              Contains("coalition 2 with 2 of 3 players present") &&
                                              Contains("{p0; p1}") && Contains("coalitions 0 to 3 of 4"));
    members unlikely(3, shap::link::logit, [](std::size_t count) { return count == 3 ? 1.5 : 0.5; });
    CHECK_THROWS_WITH(all_values(unlikely), Contains("no probability") && Contains("3 of 3 players"));
    CHECK_THROWS_WITH(unlikely.prediction(), Contains("for the input itself, with all 3 players"));
    members rounded(3, shap::link::logit, [](std::size_t) { return 1 + 1e-7; });  // rounding is no error
    CHECK_NOTHROW(all_values(rounded));
}

TEST_CASE("what a game throws is kept as the cause") {
    members lost(12, shap::link::identity, [](std::size_t count) -> double {
        if (count == 12) throw std::runtime_error("no service");
        return 0;
    });
    try {
        all_values(lost);
        FAIL("expected an error");
    } catch (const shap::model_error& e) {
        CHECK_THAT(e.what(), Contains("threw: no service") && Contains("p9; and 2 more"));
        CHECK(e.batch().present.size() == 12);
        CHECK(e.batch().bad == 12);
        CHECK_THROWS_WITH(std::rethrow_exception(e.cause()), "no service");
    }
}

TEST_CASE("every game has a memory, for what estimates set aside and for the coalitions of one call") {
    const auto none = [](std::size_t) { return 0.0; };
    members small(70, shap::link::identity, none, std::size_t{4} << 20);
    CHECK_NOTHROW(small.set_aside(131072));
    CHECK_THROWS_WITH(small.set_aside(std::size_t{3} << 17),
                      Contains("sums over 70 players") && Contains("take 3 MB besides batches, of a memory of 4 MB"));
    CHECK(small.coalitions_at_once() == 4096);
    CHECK(members(70, shap::link::identity, none, 4096).coalitions_at_once() == 32);
    CHECK(members(70, shap::link::identity, none, 400).coalitions_at_once() == 2);
    CHECK(members(70, shap::link::identity, none, 0).coalitions_at_once() == 2);
}
