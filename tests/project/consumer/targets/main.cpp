// Compares what two parts of a program give that are compiled for different instruction sets.
#include "part.hpp"
#include <diapir/core/error.hpp>

#include <cmath>
#include <cstddef>
#include <iostream>

int main() {
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
        std::cout << "skipped: this processor lacks AVX2 and FMA\n";
        return 1;
    }
#else
    std::cout << "skipped: there is no second instruction set for this processor\n";
    return 1;
#endif
    const results a = first(), b = second();
    if (a.instruction_set == b.instruction_set) {
        std::cerr << "both parts are compiled for " << a.instruction_set << "\n";
        return 1;
    }
    double largest = 0, difference = 0;
    for (std::size_t i = 0; i < a.numbers.size(); ++i) {
        largest = std::max(largest, std::abs(a.numbers[i]));
        const double gap = std::abs(a.numbers[i] - b.numbers.at(i));
        if (!(gap <= difference)) difference = gap;  // NaN, too
    }
    std::cout << a.numbers.size() << " numbers of " << a.instruction_set << " and of " << b.instruction_set
              << " differ by " << difference << ", the largest is " << largest << "\n";
    if (!(difference < 1e-5 * largest)) return 1;
    for (const auto part : {first, second}) try {
            part(false);
            std::cerr << "images with a channel too many were taken\n";
            return 1;
        } catch (const diapir::argument_error& e) {
            std::cout << e.what() << "\n";
        }
    return 0;
}
