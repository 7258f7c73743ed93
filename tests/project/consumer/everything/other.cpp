// A second translation unit with the same headers: a function that is not inline would be defined twice.
#include <diapir/diapir.hpp>

double other() {
    return diapir::sum(diapir::tensor<double>(diapir::shape{1}, 1.0))[0];
}
