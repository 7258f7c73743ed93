// Against the co-occurrence matrix of each window, counted by plain loops.
#include "attributes/noise.hpp"
#include "catch.hpp"
#include <diapir/attributes/texture.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace attr = diapir::attributes;
using attr::texture_measure;
using diapir::array;
using diapir::make_array;
using diapir::testing::noise;

namespace {

constexpr texture_measure texture_measures[] = {texture_measure::contrast,    texture_measure::dissimilarity,
                                                texture_measure::homogeneity, texture_measure::second_moment,
                                                texture_measure::energy,      texture_measure::entropy,
                                                texture_measure::mean,        texture_measure::variance,
                                                texture_measure::deviation,   texture_measure::correlation};

/// The symmetric matrix {levels, levels} of the window around a sample.
std::vector<double> matrix(const array<double>& s, long row, long trace, const attr::texture_options& o) {
    const double low = *std::min_element(s.begin(), s.end()), high = *std::max_element(s.begin(), s.end());
    const auto level = [&](long r, long t) {
        const auto samples = static_cast<std::ptrdiff_t>(s.shape(0)), traces = static_cast<std::ptrdiff_t>(s.shape(1));
        const double x = s(static_cast<std::size_t>(attr::edge_index(r, samples, attr::edge::reflect)),
                           static_cast<std::size_t>(attr::edge_index(t, traces, attr::edge::reflect)));
        return std::min(o.levels - 1,
                        static_cast<std::size_t>((x - low) / (high - low) * static_cast<double>(o.levels)));
    };
    const long height = static_cast<long>(o.samples), width = static_cast<long>(o.traces);
    std::vector<double> p(o.levels * o.levels, 0.0);
    double pairs = 0;
    for (long a = 0; a < height; ++a)
        for (long b = 0; b < width; ++b) {
            const long c = a + o.down, d = b + o.across;
            if (c < 0 || c >= height || d < 0 || d >= width) continue;
            const long top = row - height / 2, left = trace - width / 2;
            const std::size_t i = level(top + a, left + b), j = level(top + c, left + d);
            p[i * o.levels + j] += 1;
            p[j * o.levels + i] += 1;
            pairs += 2;
        }
    for (double& share : p) share /= pairs;
    return p;
}

double measure_of(texture_measure m, const std::vector<double>& p, std::size_t levels) {
    double contrast = 0, dissimilarity = 0, homogeneity = 0, squares = 0, entropy = 0, mean = 0, variance = 0,
           covariance = 0;
    const auto each = [&](const auto& f) {
        for (std::size_t i = 0; i < levels; ++i)
            for (std::size_t j = 0; j < levels; ++j)
                f(p[i * levels + j], static_cast<double>(i), static_cast<double>(j));
    };
    each([&](double share, double i, double j) {
        contrast += share * (i - j) * (i - j);
        dissimilarity += share * std::abs(i - j);
        homogeneity += share / (1 + (i - j) * (i - j));
        squares += share * share;
        if (share > 0) entropy -= share * std::log(share);
        mean += share * i;
    });
    each([&](double share, double i, double j) {
        variance += share * (i - mean) * (i - mean);
        covariance += share * (i - mean) * (j - mean);
    });
    const double values[] = {
        contrast, dissimilarity,       homogeneity,          squares, std::sqrt(squares), entropy, mean,
        variance, std::sqrt(variance), covariance / variance};
    return values[static_cast<int>(m)];
}

}  // namespace

TEST_CASE("texture is that of the matrix of each window, for steps in any direction, to the edges") {
    const auto s = noise({12, 9}, 9);
    for (const attr::texture_options& o : {attr::texture_options{},
                                           {.samples = 4, .traces = 6, .down = 1, .across = 0},
                                           {.samples = 5, .traces = 7, .down = 2, .across = -3, .levels = 5},
                                           {.samples = 6, .traces = 4, .down = -1, .across = 1, .levels = 8},
                                           {.samples = 3, .traces = 5, .down = 0, .across = -2},
                                           {.samples = 31, .traces = 25, .down = 3, .across = 2}})
        for (const auto m : texture_measures) {
            CAPTURE(o.samples, o.traces, o.down, o.across, static_cast<int>(m));
            const auto found = attr::texture(s, m, o);
            for (long row = 0; row < 12; ++row)
                for (long trace = 0; trace < 9; ++trace)
                    REQUIRE(found(static_cast<std::size_t>(row), static_cast<std::size_t>(trace)) ==
                            Approx(measure_of(m, matrix(s, row, trace, o), o.levels)).epsilon(1e-9).margin(1e-9));
        }
}

TEST_CASE("constant sections, ranges, units and NaN") {
    for (const auto m : texture_measures) {
        INFO(static_cast<int>(m));
        const double one = m == texture_measure::homogeneity || m == texture_measure::second_moment ||
                           m == texture_measure::energy || m == texture_measure::correlation;
        CHECK(attr::texture(make_array<double>({9, 9}, 5), m)(4, 4) == Approx(one).margin(1e-12));
        const auto s = noise({40, 20}, 9);
        const auto before = attr::texture(s, m), scaled = attr::texture(array<double>(s * 1024), m);
        CHECK(std::equal(before.begin(), before.end(), scaled.begin()));
        array<double> missing = s;
        missing(20, 10) = std::numeric_limits<double>::quiet_NaN();
        const auto after = attr::texture(missing, m);
        for (const auto& [row, trace] : {std::pair{20, 10}, {16, 10}, {24, 14}, {20, 6}})
            CHECK(std::isnan(after(static_cast<std::size_t>(row), static_cast<std::size_t>(trace))));
        CHECK(after(15, 10) == before(15, 10));
        CHECK(after(20, 15) == before(20, 15));
        CHECK(after(20, 5) == before(20, 5));
    }
    const auto s = noise({9, 9}, 9);
    CHECK(attr::texture(s, texture_measure::mean, {.minimum = 100, .maximum = 200})(4, 4) == 0);
    CHECK(attr::texture(s, texture_measure::mean, {.minimum = -200, .maximum = -100})(4, 4) == 15);
}

TEST_CASE("windows and steps without pairs are named") {
    const auto s = noise({9, 9}, 9);
    const auto m = texture_measure::mean;
    CHECK_THROWS_AS(attr::texture(s, m, {.samples = 0}), diapir::argument_error);
    CHECK_THROWS_AS(attr::texture(s, m, {.down = 0, .across = 0}), diapir::argument_error);
    CHECK_THROWS_WITH(attr::texture(s, m, {.across = 9}),
                      "texture: expected a step inside the window of 9 x 9, got 0 down and 9 across");
    CHECK_THROWS_AS(attr::texture(s, m, {.down = -9, .across = 0}), diapir::argument_error);
    CHECK_THROWS_AS(attr::texture(s, m, {.down = PTRDIFF_MIN, .across = 0}), diapir::argument_error);
    CHECK_THROWS_AS(attr::texture(s, m, {.levels = 1}), diapir::argument_error);
    CHECK_THROWS_AS(attr::texture(s, m, {.minimum = 2, .maximum = 2}), diapir::argument_error);
}
