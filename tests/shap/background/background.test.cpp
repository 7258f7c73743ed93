#include "catch.hpp"
#include <diapir/shap/background/background.hpp>

#include <set>
#include <vector>

using namespace diapir;
namespace backgrounds = diapir::shap::backgrounds;

TEST_CASE("a background keeps its samples and normalizes its weights") {
    const shap::background<double> b(array<double>{{1, 2}, {3, 4}}, {1, 3});
    CHECK(b.size() == 2);
    CHECK(b.input() == shape{2});
    CHECK(b.weights() == std::vector<double>{0.25, 0.75});
    CHECK(b.sample(1)[0] == 3);
    CHECK_THROWS_AS(shap::background<double>(array<double>{{1, 2}}, {1, 3}), argument_error);
    CHECK_THROWS_AS(shap::background<double>(array<double>{{1, 2}}, {-1}), argument_error);
    CHECK_THROWS_AS(shap::background<double>(array<double>{{1, 2}}, {0}), argument_error);
    CHECK_THROWS_WITH(shap::background<double>(array<double>{{1, 2}, {3, 4}}, {1e308, 1e308}),
                      Catch::Contains("expected weights of a finite sum, got inf"));
    CHECK_THROWS_AS(shap::background<double>(make_array<double>({0, 2})), argument_error);
}

TEST_CASE("copies of a background share its samples") {
    const shap::background<float> given(xt::ones<float>({3, 2}));
    const shap::background<float> copy = given;
    CHECK(copy.sample(0) == given.sample(0));
    CHECK(shap::as_background<float>(given).sample(0) == given.sample(0));
    CHECK(given.at(std::vector<float>{1, 2}).sample(0) == given.sample(0));
}

TEST_CASE("a background that was moved from is whole") {
    shap::background<double> given(xt::ones<double>({2, 3}), {1, 3});
    const auto taken = std::move(given);
    CHECK(given.weights() == taken.weights());
    CHECK(given.sample(1) == taken.sample(1));
    shap::background<double> made(shape{1}, [](const array<double>& one) {
        return make_array<double>({1, 1}, one(0) + 1);
    });
    const auto other = std::move(made);
    CHECK(made.at(std::vector<double>{2}).sample(0)[0] == 3);
}

TEST_CASE("a sample has different rows and follows its seed") {
    array<double> x = make_array<double>({20, 1});
    for (std::size_t i = 0; i < 20; ++i) x(i, 0) = static_cast<double>(i);
    const auto a = backgrounds::sample(x, 15, 1), b = backgrounds::sample(x, 15, 1), c = backgrounds::sample(x, 15, 2);
    CHECK(std::set<double>(a.samples().begin(), a.samples().end()).size() == 15);
    CHECK(a.samples() == b.samples());
    CHECK(a.samples() != c.samples());
    CHECK_THROWS_AS(backgrounds::sample(x, 21, 1), argument_error);
}

TEST_CASE("a mean and a constant are one reference") {
    const auto m = backgrounds::mean(array<double>{{1, 2}, {3, 6}});
    CHECK(m.samples() == array<double>{{2, 4}});
    const auto c = backgrounds::constant<float>({2, 2}, 0.5f);
    CHECK(shape_of(c.samples()) == shape{1, 2, 2});
}

TEST_CASE("a background may be made of each input") {
    const shap::background<double> b({2},
                                     [](const array<double>& x) {
                                         return array<double>{{-x(0), 0}, {0, -x(1)}};
                                     },
                                     {1, 3});
    CHECK(b.depends_on_input());
    CHECK(b.size() == 2);
    CHECK(b.input() == shape{2});
    CHECK_THROWS_WITH(b.samples(), Catch::Contains("made for each input"));
    const auto made = b.at(std::vector<double>{5, 6});
    CHECK_FALSE(made.depends_on_input());
    CHECK(made.samples() == array<double>{{-5, 0}, {0, -6}});
    CHECK(made.weights() == std::vector<double>{0.25, 0.75});
    CHECK_THROWS_AS(b.at(std::vector<double>{5}), argument_error);
    const shap::background<double> wrong({2}, [](const array<double>& x) { return x; });
    CHECK_THROWS_WITH(wrong.at(std::vector<double>{5, 6}), Catch::Contains("{1, 2}"));
    const auto fixed = backgrounds::constant<double>({2}, 1);
    CHECK(fixed.at(std::vector<double>{5, 6}).samples() == fixed.samples());
}

TEST_CASE("a background is an array or a background, in the type that the model takes") {
    CHECK(shap::as_background<float>(array<double>{{1, 2}}).samples() == array<float>{{1, 2}});
    const shap::background<double> weighted(array<double>{{1, 2}, {3, 4}}, {1, 3});
    CHECK(shap::as_background<float>(weighted).weights() == weighted.weights());
    CHECK(shap::as_background<float>(weighted).samples() == array<float>{{1, 2}, {3, 4}});
}

TEST_CASE("the mean of the largest numbers is finite") {
    const auto b = backgrounds::mean(make_array<double>({2, 3}, 1.7e308));
    for (std::size_t k = 0; k < 3; ++k) CHECK(b.samples()(0, k) == 1.7e308);
}
