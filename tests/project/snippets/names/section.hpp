// A section {samples, traces}.
#include <diapir/core/array.hpp>

auto& section = given<diapir::array<float>>();
