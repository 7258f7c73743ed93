#include "catch.hpp"
#include "reference.hpp"
#include "shap/models.hpp"
#include <diapir/shap/exact/exact.hpp>
#include <diapir/shap/sampled/kernel.hpp>
#include <diapir/shap/sampled/sampling.hpp>

#include <cmath>
#include <limits>

using namespace diapir;
using diapir::testing::max_difference;
namespace outputs = diapir::shap::outputs;

namespace {

/// {n, 4} -> {n, 2, 3, 2}: outputs that depend on the features in different ways.
array<double> image(const array<double>& x) {
    auto y = make_array<double>({x.shape()[0], 2, 3, 2});
    for (std::size_t i = 0; i < x.shape()[0]; ++i)
        for (std::size_t o = 0; o < 12; ++o)
            y.data()[i * 12 + o] =
                std::sin(static_cast<double>(o) + x(i, 0) * x(i, 1)) + x(i, 2) * static_cast<double>(o % 5) * x(i, 3);
    return y;
}

const array<double> references{{0, 0.5, -1, 2}, {1, 0.25, 0, 1}, {-1, 2, 0.5, 0}};
const array<double> inputs{{2, 1, 1, 0.5}, {-1, 3, 0.25, -2}};

auto explained(const shap::output_rule& rule, shap::link l = shap::link::identity) {
    return shap::exact(image, references, shap::players::elements(), {.outputs = rule, .link = l})(inputs);
}
const auto& whole() {
    static const auto e = explained(outputs::all());
    return e;
}

}  // namespace

TEST_CASE("chosen outputs have the values that they have among all") {
    const auto e = explained(outputs::indices({7, 0, 7}).named({"a", "b", "c"}));
    CHECK(e.outputs == shape{3});
    CHECK(e.output_axes == std::vector<shap::axis>{{"output", {"a", "b", "c"}}});
    CHECK(e.residual < 1e-12);
    CHECK(e.selected == array<std::int64_t>{{7, 0, 7}, {7, 0, 7}});
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(e.base_values(1) == whole().base_values.data()[0]);
        for (std::size_t p = 0; p < 4; ++p) {
            CHECK(e.values(i, p, 0) == Approx(whole().values.data()[(i * 4 + p) * 12 + 7]));
            CHECK(e.values(i, p, 1) == Approx(whole().values.data()[(i * 4 + p) * 12]));
        }
    }
    CHECK_THROWS_WITH(explained(outputs::indices({12})), Catch::Contains("index 12"));
    CHECK_THROWS_AS(outputs::indices({}), argument_error);
}

TEST_CASE("the top outputs are those of each input, by their value or by how far they are from the base value") {
    for (const auto by : {outputs::rank_by::prediction, outputs::rank_by::change}) {
        const auto e = explained(outputs::top(2, by));
        CHECK(e.outputs == shape{2});
        CHECK(e.has_base_for_each_input());
        CHECK(e.residual < 1e-12);
        for (std::size_t i = 0; i < 2; ++i) {
            const double* y = whole().predictions.data() + i * 12;
            const auto score = [&](std::size_t o) {
                return by == outputs::rank_by::prediction ? y[o] : std::abs(y[o] - whole().base_values.data()[o]);
            };
            const auto first = static_cast<std::size_t>(e.selected(i, 0)),
                       second = static_cast<std::size_t>(e.selected(i, 1));
            CHECK(score(first) >= score(second));
            for (std::size_t o = 0; o < 12; ++o) CHECK((o == first || score(o) <= score(second)));
            CHECK(e.base(i)[1] == Approx(whole().base_values.data()[second]));
            CHECK(e.predictions(i, 1) == Approx(y[second]));
            for (std::size_t p = 0; p < 4; ++p)
                CHECK(e.values(i, p, 1) == Approx(whole().values.data()[(i * 4 + p) * 12 + second]));
        }
    }
    CHECK_THROWS_AS(explained(outputs::top(13)), argument_error);
    CHECK_THROWS_AS(outputs::top(0), argument_error);
}

TEST_CASE("of equal outputs the first is the top one") {
    const auto flat = [](const array<double>& x) { return make_array<double>({x.shape()[0], 5}, 1.0); };
    const auto e = shap::exact(flat, references, shap::players::elements(), {.outputs = outputs::top(2)})(inputs);
    CHECK(e.selected == array<std::int64_t>{{0, 1}, {0, 1}});
}

TEST_CASE("regions and classes are means of outputs, and so are their values") {
    const array<int> pixels{{1, 0, 1}, {0, 0, 2}};
    const auto mean = [](std::size_t i, std::size_t p, const std::vector<std::size_t>& of) {
        double sum = 0;
        for (std::size_t o : of) sum += whole().values.data()[(i * 4 + p) * 12 + o];
        return sum / static_cast<double>(of.size());
    };
    const auto region = explained(outputs::region(pixels)),
               classes = explained(outputs::class_means().named({"rock", "salt"})),
               parts = explained(outputs::regions(array<int>{{1, 0, 1}, {0, -1, 2}}));
    array<float> one = make_array<float>({2, 3, 2}, 0.f);
    one(1, 0, 1) = 0.5f;
    one(0, 0, 0) = 2;
    const auto full = explained(outputs::region(one));
    CHECK(region.outputs == shape{2});
    CHECK(classes.outputs == shape{2});
    CHECK(classes.output_axes == std::vector<shap::axis>{{"class", {"rock", "salt"}}});
    CHECK(parts.outputs == shape{3, 2});
    CHECK(full.outputs == shape{});
    CHECK(shape_of(full.values) == shape{2, 4});
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t p = 0; p < 4; ++p) {
            CHECK(region.values(i, p, 1) == Approx(mean(i, p, {1, 5, 11})));
            CHECK(classes.values(i, p, 0) == Approx(mean(i, p, {0, 2, 4, 6, 8, 10})));
            CHECK(parts.values(i, p, 0, 1) == Approx(mean(i, p, {3, 7})));
            CHECK(parts.values(i, p, 2, 0) == Approx(mean(i, p, {10})));
            CHECK(full.values(i, p) == Approx(mean(i, p, {0, 7})));
        }
    CHECK_THROWS_AS(outputs::region(make_array<int>({2, 3}, 0)), argument_error);
    CHECK_THROWS_WITH(explained(outputs::region(array<int>{{1, 0}})), Catch::Contains("{2, 3, 2}"));
    CHECK_THROWS_WITH(outputs::regions(array<int>{{0, 2}}), Catch::Contains("label 1"));
    CHECK_THROWS_AS(outputs::regions(array<int>{{-1, -2}}), argument_error);
}

TEST_CASE("a reducer makes another model of a model") {
    const auto largest = [](const array<double>& y) { return *std::max_element(y.begin(), y.end()); };
    const auto e = explained(outputs::reduce(largest));
    CHECK(e.outputs == shape{});
    CHECK(e.residual < 1e-12);
    const auto reduced = [&](const array<double>& x) {
        const auto y = image(x);
        auto m = make_array<double>({x.shape()[0]});
        for (std::size_t i = 0; i < m.size(); ++i) m(i) = *std::max_element(y.data() + i * 12, y.data() + (i + 1) * 12);
        return m;
    };
    CHECK(max_difference(e.values, shap::exact(reduced, references)(inputs).values) < 1e-13);
    const auto rows =
        explained(outputs::reduce([](const array<double>& y) { return xt::view(y, 1, xt::all(), 0) * 2.0; }));
    CHECK(rows.outputs == shape{3});
    CHECK(rows.values(1, 2, 1) == Approx(2 * whole().values.data()[(4 + 2) * 12 + 8]));
    const auto throwing = [](const array<double>&) -> double { throw std::runtime_error("no mean"); };
    CHECK_THROWS_WITH(explained(outputs::reduce(throwing)), Catch::Contains("no mean"));
    std::size_t calls = 0;
    const auto growing = [&](const array<double>&) { return make_array<double>({++calls}, 0.0); };
    CHECK_THROWS_WITH(explained(outputs::reduce(growing)), Catch::Contains("expected {1}"));
}

TEST_CASE("reducing comes before averaging over the background, and the link after") {
    const auto p = [](const array<double>& x) {
        auto y = make_array<double>({x.shape()[0], 2});
        for (std::size_t i = 0; i < x.shape()[0]; ++i) {
            y(i, 0) = 1 / (1 + std::exp(-x(i, 0) - x(i, 1) * x(i, 2)));
            y(i, 1) = y(i, 0) * y(i, 0);
        }
        return y;
    };
    const shap::options o{.outputs = outputs::class_means(), .link = shap::link::logit};
    const auto e = shap::exact(p, references, shap::players::elements(), o)(inputs);
    const auto y = p(references);
    double base[2] = {0, 0};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t c = 0; c < 2; ++c) base[c] += y(i, c) / 3;
    CHECK(e.base_values(1) == Approx(std::log(base[1] / (1 - base[1]))));
    CHECK(e.residual < 1e-12);
}

TEST_CASE("terms and labels that leave everything or something out are refused") {
    CHECK_THROWS_WITH(shap::outputs::terms({}, {5}), Catch::Contains("no term was given"));
    const double nan = std::nan("");
    CHECK_THROWS_WITH(shap::outputs::terms({{1, 0, nan}}, {}),
                      Catch::Contains("outputs::terms: expected finite weights, got nan from output 1 to 0"));
    CHECK_THROWS_WITH(shap::outputs::regions(array<std::int64_t>{0, std::int64_t{1} << 50}),
                      Catch::Contains("outputs::regions: nothing has the label 1"));
}

TEST_CASE("a rule that explains nothing is refused by every estimator") {
    const shap::options o{.outputs = outputs::reduce([](const array<double>&) { return make_array<double>({0}); }),
                          .budget = {.evaluations = 90}};
    const auto says = Catch::Contains("a rule that explains at least one number, got {0} of the outputs {2, 3, 2}");
    const array<double> reference{{0, 0.5, -1, 2}};
    CHECK_THROWS_WITH(shap::exact(image, reference, o)(inputs), says);
    CHECK_THROWS_WITH(shap::kernel(image, reference, o)(inputs), says);
    CHECK_THROWS_WITH(shap::sampling(image, reference, o)(inputs), says);
    const auto nothing = [](const array<double>& x) { return make_array<double>({x.shape()[0], 0}); };
    CHECK_THROWS_WITH(shap::kernel(nothing, reference)(inputs), Catch::Contains("returned {1, 0} for a batch {1, 4}"));
}

TEST_CASE("outputs that are not finite have no top") {
    for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()})
        for (const auto by : {outputs::rank_by::prediction, outputs::rank_by::change}) {
            const auto model = [&](const array<double>& x) {
                auto y = make_array<double>({x.shape()[0], 3}, 1.0);
                for (std::size_t i = 0; i < x.shape()[0]; ++i) y(i, 1) = x(i, 1) == 3 ? bad : 2.0;
                return y;
            };
            const auto explain = [&] {
                return shap::exact(model, references, {.outputs = outputs::top(1, by)})(inputs);
            };
            CHECK_THROWS_AS(explain(), shap::model_error);
            CHECK_THROWS_WITH(explain(),
                              Catch::Contains("shap::exact, input 1 of 2: the model returned a value that is not "
                                              "finite: output 1 of {3}"));
            try {
                explain();
            } catch (const shap::model_error& e) {
                CHECK(shap::finished<double>(e)->size() == 1);
            }
        }
}
