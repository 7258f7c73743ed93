#include "attributes/noise.hpp"
#include "catch.hpp"
#include <diapir/attributes/volume/semblance.hpp>
#include <diapir/core/matrix_decompositions.hpp>

#include <vector>

namespace attr = diapir::attributes;
namespace vol = attr::volume;
using diapir::array;
using diapir::make_array;

TEST_CASE("the share is that of Eigen's largest eigenvalue, at edges and for windows larger than the volume") {
    const auto v = diapir::testing::noise({3, 4, 7}, 8);
    for (const vol::cube window : {vol::cube{1, 3, 5}, {2, 2, 4}, {5, 1, 11}}) {
        const auto share = vol::semblance(v, {.window = window, .method = attr::semblance_method::gersztenkorn});
        const std::size_t n = window.traces();
        const auto place = [](std::size_t i, std::size_t k, std::size_t length_of_window, std::size_t length) {
            return static_cast<std::size_t>(attr::edge_index(i + k, length_of_window / 2, length, attr::edge::reflect));
        };
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t x = 0; x < 4; ++x)
                for (std::size_t s = 0; s < 7; ++s) {
                    std::vector<double> covariance(n * n, 0.0);
                    for (std::size_t k = 0; k < window.samples; ++k)
                        for (std::size_t a = 0; a < n; ++a)
                            for (std::size_t b = 0; b < n; ++b) {
                                const auto of = [&](std::size_t t) {
                                    return v(place(i, t / window.crosslines, window.inlines, 3),
                                             place(x, t % window.crosslines, window.crosslines, 4),
                                             place(s, k, window.samples, 7));
                                };
                                covariance[a * n + b] += of(a) * of(b);
                            }
                    double trace = 0;
                    for (std::size_t a = 0; a < n; ++a) trace += covariance[a * n + a];
                    const diapir::symmetric_eigen<double> expected(covariance, n);
                    REQUIRE(share(i, x, s) == Approx(expected.values().back() / trace).epsilon(1e-10));
                }
    }
    CHECK(vol::semblance(make_array<double>({2, 2, 5}, 0), {.method = attr::semblance_method::gersztenkorn})(1, 1, 2) ==
          0);
}

TEST_CASE("a window of zeros but for one trace is alike, whichever trace that is") {
    for (std::size_t trace = 0; trace < 2; ++trace) {
        array<double> v = make_array<double>({1, 2, 5}, 0);
        for (std::size_t s = 0; s < 5; ++s) v(0, trace, s) = 1 + static_cast<double>(s);
        CHECK(vol::semblance(v, {.window = {1, 2, 3}, .method = attr::semblance_method::gersztenkorn})(0, 1, 2) ==
              Approx(1));
    }
}
