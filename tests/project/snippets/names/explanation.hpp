// What explainers give.
#include <diapir/figure.hpp>
#include <diapir/shap.hpp>

using namespace diapir;
auto& x = given<array<double>>();
auto& e = given<shap::explanation<double>>();
auto& image = given<array<double>>();
auto& image_explanation = given<shap::explanation<double>>();
auto& interactions = given<shap::interaction_explanation<double>>();
