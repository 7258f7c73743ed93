#include "catch.hpp"
#include "reference.hpp"
#include "shap/models.hpp"
#include <diapir/shap/exact/exact.hpp>
#include <diapir/shap/quality.hpp>

using namespace diapir;
using namespace diapir::testing;

namespace {

const auto additive = rowwise([](const double* x) { return 2 * x[0] - std::sin(x[1]) + 0.5 * x[2]; });
const auto product = rowwise([](const double* x) { return x[0] * x[1]; });

}  // namespace

TEST_CASE("values of an additive model are faithful, values of others and wrong values less") {
    auto e = shap::exact(additive, three_references)(two_inputs);
    CHECK(max_error(shap::infidelity(additive, three_references, two_inputs, e)) < 1e-28);
    e.values(1, 2, 0) += 0.5;
    const auto worse = shap::infidelity(additive, three_references, two_inputs, e);
    CHECK(shape_of(worse) == shape{2, 1});
    CHECK(worse(0, 0) < 1e-28);
    // player 2 is removed with a chance of 2 / 3: sizes 1, 2, 3 of 3
    CHECK(worse(1, 0) == Approx(0.25 * 2 / 3).epsilon(0.15));
    CHECK(shap::infidelity(product, three_references, two_inputs, shap::exact(product, three_references)(two_inputs))(
              1, 0) > 1e-3);
}

TEST_CASE("infidelity is the mean square over all sets of removed players") {
    const auto e = shap::exact(product, three_references)(two_inputs);
    const shap::background<double> b(three_references);
    const auto map = shap::players::elements().resolve({3});
    const shap::options o;
    shap::model_game g(product, b, map, std::span(two_inputs.data() + 3, 3), o);
    shap::coalitions rows(3, 7);
    for (std::uint64_t m = 0; m < 7; ++m) rows.assign(m, m);
    double expected = 0;
    const double chance[] = {1.0 / 3, 1.0 / 9, 1.0 / 9};  // of each set with 0, 1, 2 players present
    g.evaluate(rows, [&](std::size_t m, std::span<const double> v) {
        double gap = v[0] - g.prediction()[0];
        for (std::size_t p = 0; p < 3; ++p)
            if (!rows.contains(m, p)) gap += e.values(1, p, 0);
        expected += chance[rows.count(m)] * gap * gap;
    });
    const auto measured = shap::infidelity(product, three_references, two_inputs, e, {.coalitions = 20000});
    CHECK(expected > 1e-3);
    CHECK(measured(1, 0) == Approx(expected).epsilon(0.03));
}

TEST_CASE("curves go from prediction to base value and back, players in the order of their values") {
    const auto e = shap::exact(additive, three_references)(two_inputs);
    const auto out = shap::deletion(additive, three_references, two_inputs, e),
               in = shap::insertion(additive, three_references, two_inputs, e);
    CHECK(shape_of(out.values) == shape{2, 1, 4});
    CHECK(shape_of(out.area) == shape{2, 1});
    CHECK(out.fraction.size() == 4);
    CHECK(out.fraction[1] == Approx(1 / 3.0));
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(out.values(i, 0, 0) == Approx(e.predictions(i, 0)));
        CHECK(out.values(i, 0, 3) == Approx(e.base_values(0)));
        CHECK(in.values(i, 0, 0) == Approx(e.base_values(0)));
        CHECK(in.values(i, 0, 3) == Approx(e.predictions(i, 0)));
        std::vector<double> sorted{e.values(i, 0, 0), e.values(i, 1, 0), e.values(i, 2, 0)};
        std::sort(sorted.rbegin(), sorted.rend());
        double area = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            // an additive model loses and gains exactly the values
            CHECK(out.values(i, 0, k) - out.values(i, 0, k + 1) == Approx(sorted[k]));
            CHECK(in.values(i, 0, k + 1) - in.values(i, 0, k) == Approx(sorted[k]));
            area += (in.values(i, 0, k) + in.values(i, 0, k + 1)) / 6;
        }
        CHECK(in.area(i, 0) == Approx(area));
        CHECK(out.area(i, 0) < in.area(i, 0));
    }
}

TEST_CASE("a curve belongs to each output, and may have fewer points than there are players") {
    const auto b = shap_models().get<double>("mlp_background"), x = shap_models().get<double>("mlp_x");
    const auto e = shap::exact(mlp, b)(x);
    const auto full = shap::insertion(mlp, b, x, e), few = shap::insertion(mlp, b, x, e, {.points = 2});
    CHECK(shape_of(full.values) == shape{3, 2, 7});
    CHECK(shape_of(few.values) == shape{3, 2, 3});
    CHECK(few.fraction == std::vector<double>{0, 0.5, 1});
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t o = 0; o < 2; ++o)
            for (std::size_t k = 0; k < 3; ++k) CHECK(few.values(i, o, k) == Approx(full.values(i, o, 3 * k)));
    // one output chosen by the options has the curve that it has among all
    const shap::options second{.outputs = shap::outputs::indices({1})};
    const auto chosen = shap::exact(mlp, b, shap::players::elements(), second)(x);
    const auto alone = shap::insertion(mlp, b, x, chosen);
    for (std::size_t k = 0; k < 7; ++k) CHECK(alone.values(2, 0, k) == Approx(full.values(2, 1, k)));
    CHECK_THROWS_AS(shap::infidelity(mlp, b, slice(x, 0, 2), e), argument_error);
}

TEST_CASE("one output of those selected for each input is measured as the output that it is") {
    const auto b = shap_models().get<double>("mlp_background"), x = shap_models().get<double>("mlp_x");
    const auto all = shap::exact(mlp, b)(x);
    const auto top = shap::exact(mlp, b, {.outputs = shap::outputs::top(2)})(x);
    const auto second = top.output({1});
    CHECK(shape_of(second.selected) == shape{3});
    const auto found = shap::infidelity(mlp, b, x, second), expected = shap::infidelity(mlp, b, x, all);
    CHECK(shape_of(found) == shape{3});
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(found(i) == Approx(expected(i, static_cast<std::size_t>(top.selected(i, 1)))));
    const auto of_both = shap::infidelity(mlp, b, x, top);
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t k = 0; k < 2; ++k)
            CHECK(of_both(i, k) == Approx(expected(i, static_cast<std::size_t>(top.selected(i, k)))));
}

TEST_CASE("one set of removed players will do") {
    const auto e = shap::exact(additive, three_references)(two_inputs);
    CHECK(max_error(shap::infidelity(additive, three_references, two_inputs, e, {.coalitions = 1})) < 1e-28);
}

TEST_CASE("curves of many players take no more coalitions at a time than the memory has room for") {
    const auto e = shap::exact(additive, three_references)(two_inputs);
    const auto whole = shap::insertion(additive, three_references, two_inputs, e),
               pieces = shap::insertion(additive, three_references, two_inputs, e, {.memory = 1});
    CHECK((whole.values == pieces.values));
}
