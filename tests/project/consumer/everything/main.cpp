// Uses what needs libraries: files and figures; and has a second translation unit.
#include <diapir/diapir.hpp>
#include <diapir/figure.hpp>
#include <diapir/io.hpp>

double other();

int main() {
    const diapir::array<double> written{{1, 2}, {3, 4}};
    diapir::io::save_npy("array.npy", written);
    const auto read = diapir::io::load_npy<double>("array.npy");
    diapir::figure::figure(1, 1, {.width = 100}).save("figure.png");
    return read(1, 0) == 3 && other() == 1 ? 0 : 1;
}
