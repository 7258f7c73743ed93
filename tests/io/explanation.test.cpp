#include "catch.hpp"
#include "support.hpp"
#include <diapir/io/explanation.hpp>
#include <diapir/shap/exact/exact.hpp>

using namespace diapir;
using diapir::testing::mentions;
using diapir::testing::message_of;

namespace {

template <class T>
shap::explanation<T> example() {
    shap::explanation<T> e;
    e.estimator = "permutation";
    e.players = {2, 3};
    e.outputs = {2};
    e.player_axes = {{"superpixel", {}}, {"channel", {"seismic", "gr\xfcn", "énergie \"x\""}}};
    e.output_axes = {{"class", {"rock", "salt"}}};
    e.values = make_array<T>({2, 2, 3, 2});
    for (std::size_t i = 0; i < e.values.size(); ++i)
        e.values.data()[i] = static_cast<T>(std::sin(static_cast<double>(i)));
    e.standard_errors = e.values * T{2};
    e.base_values = array<T>{{1, 2}, {3, 4}};
    e.predictions = array<T>{{5, 6}, {7, 8}};
    e.selected = array<std::int64_t>{{40, 3}, {1, 0}};
    e.residual = 0.1234567890123456789;
    e.evaluations = 123456789012345;
    e.seconds = 1.5;
    e.link = shap::link::logit;
    e.relative_residual = 0.25;
    e.made_with.input = {4};
    e.made_with.labels = {0, 5, 2, 5};
    e.made_with.references = 3;
    e.made_with.seed = 11;
    return e;
}

template <class T>
void check_equal(const shap::explanation<T>& a, const shap::explanation<T>& b) {
    CHECK(a.estimator == b.estimator);
    CHECK(a.values == b.values);
    CHECK(a.standard_errors == b.standard_errors);
    CHECK(a.base_values == b.base_values);
    CHECK(a.predictions == b.predictions);
    CHECK(a.selected == b.selected);
    CHECK(a.players == b.players);
    CHECK(a.outputs == b.outputs);
    CHECK(a.player_axes == b.player_axes);
    CHECK(a.output_axes == b.output_axes);
    CHECK(a.residual == b.residual);
    CHECK(a.evaluations == b.evaluations);
    CHECK(a.seconds == b.seconds);
    CHECK(a.link == b.link);
    CHECK(a.relative_residual == b.relative_residual);
    CHECK(a.made_with.labels == b.made_with.labels);
    CHECK(a.made_with.input == b.made_with.input);
    CHECK(a.made_with.references == b.made_with.references);
    CHECK(a.made_with.seed == b.made_with.seed);
}

/// Writes what save_explanation would, of parts that need not fit each other.
void save_unchecked(const std::filesystem::path& path, const shap::explanation<double>& e) {
    io::npz_writer writer(path);
    writer.add("values", e.values);
    writer.add("base_values", e.base_values);
    writer.add("predictions", e.predictions);
    writer.add("standard_errors", e.standard_errors);
    if (e.selected.size() > 0) writer.add("selected", e.selected);
    writer.add("explanation.json", io::format_json(io::detail::about_explanation(e)));
    writer.commit();
}

}  // namespace

TEMPLATE_TEST_CASE("an explanation comes back from a file as it was", "", float, double) {
    const testing::temporary_folder folder;
    const auto e = example<TestType>();
    io::save_explanation(folder / "e.npz", e);
    check_equal(io::load_explanation<TestType>(folder / "e.npz"), e);
    CHECK(io::npz_archive::open(folder / "e.npz").names() == std::vector<std::string>{"values", "base_values",
                                                                                      "predictions", "standard_errors",
                                                                                      "selected", "player_of_element"});
    auto plain = e.output({1});
    plain.standard_errors = make_array<TestType>({0});
    plain.link = shap::link::identity;
    plain.player_axes.clear();
    io::save_explanation(folder / "plain.npz", plain);
    const auto back = io::load_explanation<TestType>(folder / "plain.npz");
    check_equal(back, plain);
    CHECK_FALSE(back.has_standard_errors());
}

TEST_CASE("what an explainer returns comes back, also a residual that is not a number") {
    const testing::temporary_folder folder;
    const auto model = [](const array<double>& x) {
        auto y = make_array<double>({x.shape()[0]});
        for (std::size_t i = 0; i < y.size(); ++i) y(i) = x(i, 0) * x(i, 1);
        return y;
    };
    auto e = shap::exact(model, array<double>{{0, 0}, {1, 1}})(array<double>{{2, 3}});
    io::save_explanation(folder / "e.npz", e);
    check_equal(io::load_explanation<double>(folder / "e.npz"), e);
    e.residual = std::nan("");
    e.seconds = std::nan("");
    io::save_explanation(folder / "e.npz", e);
    CHECK(std::isnan(io::load_explanation<double>(folder / "e.npz").residual));
    CHECK(std::isnan(io::load_explanation<double>(folder / "e.npz").seconds));
    e.residual = std::numeric_limits<double>::infinity();
    io::save_explanation(folder / "e.npz", e);
    CHECK(io::load_explanation<double>(folder / "e.npz").residual == e.residual);
}

TEST_CASE("other files are not taken for explanations") {
    const testing::temporary_folder folder;
    const auto load = [&] { io::load_explanation<double>(folder / "e.npz"); };
    CHECK(mentions(message_of<file_error>(load), "e.npz"));
    const array<double> one{1};
    io::save_npz(folder / "e.npz", {{"values", one}});
    CHECK(mentions(message_of<file_error>(load), "explanation.json"));
    io::save_npz(folder / "e.npz", {{"values", one}, {"explanation.json", std::string("{}")}});
    CHECK(mentions(message_of<file_error>(load), "not as expected", "estimator"));
    auto e = example<double>();
    const auto damaged = [&](auto change) {
        auto copy = e;
        change(copy);
        CHECK_THROWS_AS(io::save_explanation(folder / "e.npz", copy), argument_error);
        save_unchecked(folder / "e.npz", copy);
        return message_of<file_error>(load);
    };
    CHECK(mentions(damaged([](auto& c) {
                       c.values = make_array<double>({2, 3, 2, 2}, 0.0);
                   }),
                   "values", "{2, 3, 2, 2}"));
    CHECK(mentions(damaged([](auto& c) { c.predictions = make_array<double>({2, 3}, 0.0); }), "predictions"));
    CHECK(mentions(damaged([](auto& c) { c.base_values = make_array<double>({3}, 0.0); }), "base_values"));
    CHECK(mentions(damaged([](auto& c) { c.standard_errors = make_array<double>({2, 2}, 0.0); }), "standard_errors"));
    CHECK(mentions(damaged([](auto& c) { c.selected = make_array<std::int64_t>({2, 1}, 0); }), "selected"));
}

TEST_CASE("an explanation whose parts do not fit one another is refused") {
    const testing::temporary_folder folder;
    auto e = example<double>();
    e.made_with.choice = shap::output_choice::selected;
    e.selected = make_array<std::int64_t>({0});
    save_unchecked(folder / "e.npz", e);
    CHECK_THROWS_WITH(io::load_explanation<double>(folder / "e.npz"), Catch::Contains("expected an array selected"));
    e = example<double>();
    e.player_axes[1].entries.pop_back();
    save_unchecked(folder / "e.npz", e);
    CHECK(mentions(message_of<file_error>([&] { io::load_explanation<double>(folder / "e.npz"); }),
                   "e.npz: explanation.json: ", "axis 1 of {2, 3} was given 2 names, expected 3"));
}
