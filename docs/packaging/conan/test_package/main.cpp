// Explains a function.
#include <diapir/shap.hpp>

int main() {
    const auto model = [](const diapir::array<double>& x) { return diapir::array<double>(2.0 * x); };
    const auto explain = diapir::shap::exact(model, diapir::array<double>{{0, 1}, {2, 1}});
    return explain(diapir::array<double>{{3, 1}}).values(0, 0, 0) == 4 ? 0 : 1;
}
