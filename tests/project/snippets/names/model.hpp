// A model of images.
#include <diapir/shap.hpp>

namespace shap = diapir::shap;
const auto model = [](const diapir::array<double>& images) { return images; };
auto& background = given<diapir::array<double>>();
auto& x = given<diapir::array<double>>();
