// Rows of three features.
#include <diapir/core/array.hpp>

auto& background = given<diapir::array<double>>();
auto& x = given<diapir::array<double>>();
