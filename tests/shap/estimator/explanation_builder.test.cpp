#include "catch.hpp"
#include <diapir/shap/estimator/explanation_builder.hpp>

using namespace diapir;

namespace {

shap::explanation_builder<float> started(std::size_t n, bool own_base) {
    shap::explanation_builder<float> b("test", shap::named_shape(shape{2}), {}, n, own_base,
                                       shap::standard_errors::given);
    return b;
}
const shap::output_map one_output{shape{1}, {}, {}, {}, {}};

}  // namespace

TEST_CASE("an explanation is laid out with its first input and finished with its residual") {
    auto b = started(2, false);
    const std::vector<double> prediction{5}, base{1}, values{1, 3}, errors{0.5, 0.25};
    for (std::size_t i = 0; i < 2; ++i) {
        b.add_input(one_output, std::span(prediction), std::span(base));
        b.write(i, 0, values, errors);
    }
    b.write(1, 1, std::vector<double>{2}, {});
    const auto e = b.finish(2);
    CHECK(shape_of(e.values) == shape{2, 2, 1});
    CHECK(e.base_values.size() == 1);
    CHECK(e.values(0, 1, 0) == 3);
    CHECK(e.standard_errors(0, 1, 0) == 0.25f);
    CHECK(e.standard_errors(1, 0, 0) == 0.5f);
    CHECK(e.standard_errors(1, 1, 0) == 0);  // of a value that was written without one
    CHECK(e.residual == 1);
    CHECK(e.relative_residual == Approx(0.2));
    CHECK(e.player_axes.size() == 1);
}

TEST_CASE("base values are those of each input where they differ, and outputs are the same for all") {
    auto b = started(2, true);
    const std::vector<double> prediction{5}, first{1}, second{2};
    b.add_input(one_output, std::span(prediction), std::span(first));
    b.add_input(one_output, std::span(prediction), std::span(second));
    const shap::output_map two{shape{2}, {}, {}, {}, {}};
    const auto e = b.finish(2);
    CHECK(e.base_values(1, 0) == 2);
    auto other = started(2, false);
    other.add_input(one_output, std::span(prediction), std::span(first));
    CHECK_THROWS_WITH(other.add_input(two, std::span(prediction), std::span(first)),
                      Catch::Contains("outputs {2} are explained for input 1, but {1} for the first"));
}

TEST_CASE("an error takes along what was finished") {
    auto b = started(3, false);
    const std::vector<double> prediction{5}, base{1};
    b.add_input(one_output, std::span(prediction), std::span(base));
    try {
        try {
            throw shap::model_error("it broke", {});
        } catch (...) {
            b.rethrow_with(1, 1);
        }
    } catch (const shap::model_error& e) {
        CHECK_THAT(e.what(), Catch::Contains("shap::test, input 1 of 3: it broke"));
        REQUIRE(shap::finished<float>(e) != nullptr);
        CHECK(shap::finished<float>(e)->size() == 1);
    }
}

TEST_CASE("values and standard errors that are not finite are refused") {
    const std::vector<double> prediction{5}, base{1}, values{1, 3}, errors{0.5, 0.25};
    auto b = started(1, false);
    b.add_input(one_output, std::span(prediction), std::span(base));
    CHECK_THROWS_AS(b.write(0, 0, std::vector<double>{1, NAN}, errors), shap::model_error);
    CHECK_THROWS_WITH(b.write(0, 0, std::vector<double>{1, 1e39}, errors),  // more than a float
                      Catch::Contains("the value of player 1 for output 0 is not finite: 1e+39"));
    CHECK_THROWS_WITH(b.write(0, 1, std::vector<double>{1}, std::vector<double>{INFINITY}),
                      Catch::Contains("the standard error of player 1 for output 0 is not finite: inf"));
    CHECK_NOTHROW(b.write(0, 0, values, errors));
}
