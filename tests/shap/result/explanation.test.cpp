#include "catch.hpp"
#include <diapir/shap/exact/exact.hpp>
#include <diapir/shap/result/explanation.hpp>

using namespace diapir;

namespace {

const array<double> two_rows{{0, 0}, {1, 1}}, next_rows{{2, 3}, {5, 7}};

/// x0 + x1, plus an error for inputs as they are, which no background sample has a part in.
array<double> broken(const array<double>& x, double error) {
    auto y = make_array<double>({x.shape()[0], 1});
    for (std::size_t i = 0; i < x.shape()[0]; ++i) y(i, 0) = x(i, 0) + x(i, 1);
    if (x.shape()[0] == 1 && x(0, 0) == 5) y(0, 0) += error;
    return y;
}

/// Three inputs, players {row, col}, two outputs, every number another.
shap::explanation<double> numbered() {
    shap::explanation<double> e;
    e.players = {2, 3};
    e.outputs = {2};
    e.player_axes = {{"row", {"top", "bottom"}}, {"col", {}}};
    e.output_axes = {{"class", {}}};
    e.values = make_array<double>({3, 2, 3, 2});
    e.standard_errors = make_array<double>({3, 2, 3, 2});
    for (std::size_t i = 0; i < e.values.size(); ++i) {
        e.values.data()[i] = static_cast<double>(i * i % 17);
        e.standard_errors.data()[i] = 1 / static_cast<double>(i + 1);
    }
    e.base_values = {0.5, 0.25};
    e.predictions = array<double>{{1, 2}, {3, 4}, {5, 6}};
    return e;
}

}  // namespace

TEST_CASE("an explanation adds up from base values to predictions, up to its residual") {
    const auto sound = shap::exact([](const array<double>& x) { return broken(x, 0); }, two_rows)(next_rows);
    CHECK(sound.residual == Approx(0).margin(1e-14));
    CHECK(sound.size() == 2);
    CHECK(sound.estimator == "exact");
    CHECK(sound.players == shape{2});
    CHECK(sound.outputs == shape{1});
    CHECK(sound.evaluations > 0);
    CHECK(sound.seconds > 0);
    for (std::size_t i = 0; i < 2; ++i)
        CHECK(sound.base_values(0) + sound.values(i, 0, 0) + sound.values(i, 1, 0) == Approx(sound.predictions(i, 0)));
}

TEST_CASE("a residual that is not a number shows") {
    auto e = shap::exact([](const array<double>& x) { return broken(x, 0); }, two_rows)(next_rows);
    e.values(1, 0, 0) = std::nan("");
    CHECK(std::isnan(shap::detail::residuals_of(e).absolute));
    e.values(1, 0, 0) = 7;
    CHECK(shap::detail::residuals_of(e).absolute == Approx(2.5));
}

TEST_CASE("an explanation is cut to some inputs and to one output") {
    const auto e = numbered();
    const auto some = e.inputs(1, 3);
    CHECK(some.size() == 2);
    CHECK(shape_of(some.values) == shape{2, 2, 3, 2});
    CHECK(some.values.data()[0] == e.values.data()[12]);
    CHECK(some.standard_errors.data()[0] == e.standard_errors.data()[12]);
    CHECK(some.predictions(1, 1) == e.predictions(2, 1));
    CHECK(some.base_values == e.base_values);
    CHECK(some.players == e.players);
    CHECK(some.player_axes == e.player_axes);
    CHECK(e.input(2).size() == 1);
    CHECK(e.inputs(1, 1).size() == 0);
    CHECK_THROWS_AS(e.inputs(2, 4), argument_error);

    const auto second = e.output({1});
    CHECK(second.outputs == shape{});
    CHECK(shape_of(second.values) == shape{3, 2, 3});
    CHECK(second.values(2, 1, 0) == e.values(2, 1, 0, 1));
    CHECK(second.standard_errors(0, 1, 2) == e.standard_errors(0, 1, 2, 1));
    CHECK(second.base_values.data()[0] == e.base_values(1));
    CHECK(second.predictions(2) == e.predictions(2, 1));
    CHECK(shap::detail::residuals_of(second).absolute <= shap::detail::residuals_of(e).absolute);
    CHECK_THROWS_AS(e.output({2}), argument_error);
    CHECK_THROWS_AS(e.output({0, 0}), argument_error);
}

TEST_CASE("base values may be those of each input") {
    auto e = numbered();
    CHECK_FALSE(e.has_base_for_each_input());
    CHECK(e.base(2) == e.base_values.data());
    e.base_values = array<double>{{1, 2}, {3, 4}, {5, 6}};
    CHECK(e.has_base_for_each_input());
    CHECK(e.base(2)[1] == 6);
    CHECK(e.inputs(1, 3).base(0)[0] == 3);
    CHECK(e.output({1}).base(2)[0] == 6);
    CHECK(e.output({1}).has_base_for_each_input());
}

TEST_CASE("values are summed along axes of players, by number or name, and stay additive") {
    const auto e = numbered();
    const auto rows = e.sum_players(std::vector<std::string>{"col"});
    CHECK(rows.players == shape{2});
    CHECK(rows.player_axes == std::vector<shap::axis>{{"row", {"top", "bottom"}}});
    CHECK(shape_of(rows.values) == shape{3, 2, 2});
    CHECK(rows.values(2, 1, 1) == e.values(2, 1, 0, 1) + e.values(2, 1, 1, 1) + e.values(2, 1, 2, 1));
    CHECK(rows.standard_errors(0, 0, 0) ==
          e.standard_errors(0, 0, 0, 0) + e.standard_errors(0, 0, 1, 0) + e.standard_errors(0, 0, 2, 0));
    const auto cols = e.sum_players(std::vector<std::size_t>{0});
    CHECK(cols.players == shape{3});
    CHECK(cols.values(1, 2, 0) == e.values(1, 0, 2, 0) + e.values(1, 1, 2, 0));
    const auto all = e.sum_players(std::vector<std::size_t>{0, 1});
    CHECK(all.players == shape{});
    for (const auto& part : {rows, cols, all})
        CHECK(shap::detail::residuals_of(part).absolute == Approx(shap::detail::residuals_of(e).absolute));
    CHECK_THROWS_WITH(e.sum_players(std::vector<std::string>{"depth"}), Catch::Contains("depth"));
    CHECK_THROWS_AS(e.sum_players(std::vector<std::size_t>{2}), argument_error);
}

TEST_CASE("sums over the players of a large image are those of exact arithmetic, and set the residuals anew") {
    shap::explanation<float> e;
    e.players = {512, 512, 2};
    e.values = make_array<float>({1, 512, 512, 2}, 1.3e-6f);
    e.predictions = make_array<float>({1}, 1.0f);
    e.base_values = make_array<float>({}, 0.0f);
    e.residual = 7;
    const auto channels = e.sum_players({0, 1});
    const double expected = 512 * 512 * static_cast<double>(1.3e-6f);
    for (float v : channels.values) CHECK(v == static_cast<float>(expected));
    CHECK(channels.residual == Approx(1 - 2 * expected).epsilon(1e-6));
    CHECK(channels.relative_residual == Approx(1 - 2 * expected).epsilon(1e-6));
}

TEST_CASE("players matter by their mean absolute value") {
    auto e = numbered();
    e.values(0, 1, 2, 1) = -10;
    e.values(1, 1, 2, 1) = 4;
    e.values(2, 1, 2, 1) = 1;
    const auto mean = e.mean_absolute();
    CHECK(shape_of(mean) == shape{2, 3, 2});
    CHECK(mean(1, 2, 1) == 5);
}

TEST_CASE("options have defaults, and cancelling is an error of its own") {
    const shap::options o;
    CHECK(o.memory == 256 * 1024 * 1024);
    CHECK_FALSE(o.progress);
    STATIC_REQUIRE(std::is_base_of_v<error, shap::cancelled>);
}

TEST_CASE("the residual is judged relative to the numbers too") {
    const auto tiny = [](const array<double>& x) { return array<double>(1e-12 * broken(x, 0)); };
    auto e = shap::exact(tiny, two_rows)(next_rows);
    CHECK(e.relative_residual < 1e-12);
    e.values(1, 0, 0) += e.predictions(1, 0);
    shap::detail::set_residuals(e);
    CHECK(e.residual < 1e-9);
    CHECK(e.relative_residual > 0.1);
}

TEST_CASE("axes of players go by number or by name") {
    const auto e = numbered();
    CHECK(e.sum_players({0}).players == shape{3});
    CHECK(e.sum_players({0, 1}).players == shape{});
    CHECK(e.sum_players(std::vector<std::size_t>{1}).players == shape{2});
    CHECK_THROWS_AS(e.sum_players({2}), argument_error);
    CHECK_THROWS_WITH(e.sum_players({"row", "nothing"}), Catch::Contains("nothing"));
}

TEST_CASE("a name that no axis has is refused, also where no axis has a name") {
    CHECK_THROWS_WITH(shap::axis_id("channel").of({}, {2, 3}), Catch::Contains("named channel"));
    CHECK_THROWS_WITH(shap::axis_id("channel").of({{"row", {}}}, {2, 3}), Catch::Contains("named channel"));
    CHECK(shap::axis_id(1).of({}, {2, 3}) == 1);
}
