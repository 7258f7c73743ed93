#include "attributes/noise.hpp"
#include "catch.hpp"
#include <diapir/attributes/volume/structure_tensor.hpp>
#include <diapir/core/matrix_decompositions.hpp>

#include <cmath>
#include <vector>

namespace attr = diapir::attributes;
namespace vol = attr::volume;
using diapir::array;
using diapir::make_array;

TEST_CASE("eigenvalues are those of the mean products of the derivatives") {
    // Brute force: derivatives from gradient, windows mirrored, Eigen.
    const auto v = diapir::testing::noise({6, 7, 9}, 5);
    const vol::cube window{2, 3, 4};
    const auto found = vol::structure_tensor_eigenvalues(v, {.window = window, .sigma = 0.8, .smoothed = false});
    const array<double> g[] = {vol::gradient(v, vol::axis::inlines, {.sigma = 0.8}),
                               vol::gradient(v, vol::axis::crosslines, {.sigma = 0.8}),
                               vol::gradient(v, vol::axis::samples, {.sigma = 0.8})};
    const auto place = [](std::size_t i, std::size_t k, std::size_t window_length, std::size_t length) {
        return static_cast<std::size_t>(attr::edge_index(i + k, window_length / 2, length, attr::edge::mirror));
    };
    for (std::size_t i = 0; i < 6; ++i)
        for (std::size_t x = 0; x < 7; ++x)
            for (std::size_t s = 0; s < 9; ++s) {
                std::vector<double> t(9, 0.0);
                for (std::size_t a = 0; a < window.inlines; ++a)
                    for (std::size_t b = 0; b < window.crosslines; ++b)
                        for (std::size_t c = 0; c < window.samples; ++c)
                            for (std::size_t k = 0; k < 9; ++k)
                                t[k] += g[k / 3](place(i, a, 2, 6), place(x, b, 3, 7), place(s, c, 4, 9)) *
                                        g[k % 3](place(i, a, 2, 6), place(x, b, 3, 7), place(s, c, 4, 9)) / 24;
                const diapir::symmetric_eigen<double> expected(t, 3);
                for (std::size_t k = 0; k < 3; ++k)
                    REQUIRE(found[k](i, x, s) == Approx(expected.values()[2 - k]).epsilon(1e-11));
            }
}

TEST_CASE("eigenvalues are in squared units of the amplitude, and 0 where all is flat") {
    const auto v = diapir::testing::noise({5, 5, 8}, 6);
    const auto one = vol::structure_tensor_eigenvalues(v);
    const auto thousand = vol::structure_tensor_eigenvalues(array<double>(v * 1000));
    for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t n = 0; n < v.size(); ++n)
            REQUIRE(thousand[k].data()[n] == Approx(1e6 * one[k].data()[n]).epsilon(1e-10));
    for (const auto& values : vol::structure_tensor_eigenvalues(make_array<double>({3, 3, 3}, 7)))
        CHECK(values(1, 1, 1) == 0);
}
