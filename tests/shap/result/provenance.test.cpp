#include "catch.hpp"
#include <diapir/shap/result/provenance.hpp>

using namespace diapir;

TEST_CASE("one output of an explanation is still a map of the model's outputs, where that is known") {
    shap::provenance p;
    const auto fifth = p.of_output(5);
    CHECK(fifth.choice == shap::output_choice::terms);
    CHECK(fifth.terms == std::vector<shap::output_term>{{5, 0, 1}});
    p.choice = shap::output_choice::terms;
    p.terms = {{0, 0, 0.5}, {3, 1, 0.25}, {4, 1, 0.75}};
    CHECK(p.of_output(1).terms == std::vector<shap::output_term>{{3, 0, 0.25}, {4, 0, 0.75}});
    p.choice = shap::output_choice::selected;
    p.terms.clear();
    CHECK(p.of_output(1).choice == shap::output_choice::selected);
    p.choice = shap::output_choice::function;
    p.terms.clear();
    CHECK(p.of_output(0).choice == shap::output_choice::function);
}
