// Against plain loops over the definition, and against similarity of sections.
#include "attributes/noise.hpp"
#include "catch.hpp"
#include "reference.hpp"
#include <diapir/attributes/volume/similarity.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace attr = diapir::attributes;
namespace vol = attr::volume;
using diapir::array;
using diapir::make_array;
using diapir::testing::max_difference;
using diapir::testing::noise;
using vol::similarity_pairs;
using vol::similarity_statistic;

namespace {

struct place {
    long i, x;
};

/// The volume continued by reflection, on a line between two samples.
double amplitude(const array<double>& v, place at, double sample) {
    const auto inside = [&](long k, std::size_t axis) {
        return static_cast<std::size_t>(
            attr::edge_index(k, static_cast<std::ptrdiff_t>(v.shape(axis)), attr::edge::reflect));
    };
    const auto whole = static_cast<long>(std::floor(sample));
    const double upper = v(inside(at.i, 0), inside(at.x, 1), inside(whole, 2)),
                 lower = v(inside(at.i, 0), inside(at.x, 1), inside(whole + 1, 2));
    return upper + (sample - static_cast<double>(whole)) * (lower - upper);
}

double of_pair(const array<double>& v, place at, long sample, place a, place b, const vol::similarity_options& o) {
    double best = -1;
    const long steps = static_cast<long>(o.max_dip / o.dip_step);
    for (long p = -steps; p <= steps; ++p)
        for (long q = -steps; q <= steps; ++q) {
            const double along = static_cast<double>(p) * o.dip_step, across = static_cast<double>(q) * o.dip_step;
            if (std::hypot(along, across) > o.max_dip) continue;
            double apart = 0, first = 0, second = 0;
            for (long g = 0; g < static_cast<long>(o.samples); ++g) {
                const auto depth = static_cast<double>(sample + g - static_cast<long>(o.samples / 2));
                const auto of = [&](place t) {
                    return amplitude(v, {at.i + t.i, at.x + t.x},
                                     depth + along * static_cast<double>(t.x) + across * static_cast<double>(t.i));
                };
                apart += (of(a) - of(b)) * (of(a) - of(b));
                first += of(a) * of(a);
                second += of(b) * of(b);
            }
            best = std::max(best, 1 - std::sqrt(apart) / (std::sqrt(first) + std::sqrt(second)));
        }
    return best;
}

/// The mean over the pairs.
double brute_force(const array<double>& v, place at, long sample, const vol::similarity_options& o) {
    std::vector<place> around;
    const long inlines = static_cast<long>(o.inlines), crosslines = static_cast<long>(o.crosslines);
    for (long i = -inlines; i <= inlines; ++i)
        for (long x = -crosslines; x <= crosslines; ++x) around.push_back({i, x});
    const auto middle = [](place t) { return t.i == 0 && t.x == 0; };
    double sum = 0, count = 0;
    for (std::size_t a = 0; a < around.size(); ++a)
        for (std::size_t b = a + 1; b < around.size(); ++b) {
            const place s = around[a], t = around[b];
            const bool wanted = o.pairs == similarity_pairs::all ||
                                (o.pairs == similarity_pairs::opposite && s.i == -t.i && s.x == -t.x) ||
                                (o.pairs == similarity_pairs::center && (middle(s) || middle(t)));
            if (!wanted) continue;
            sum += of_pair(v, at, sample, s, t, o);
            ++count;
        }
    return sum / count;
}

}  // namespace

TEST_CASE("similarity of volumes is that of plain loops, for all pairs and dips, to the edges") {
    const auto v = noise({4, 5, 12}, 4);
    for (const vol::similarity_options& o : {vol::similarity_options{},
                                             {.samples = 4, .inlines = 2, .crosslines = 1},
                                             {.samples = 1, .inlines = 1, .crosslines = 0},
                                             {.samples = 31, .inlines = 5, .crosslines = 6},
                                             {.samples = 5, .pairs = similarity_pairs::center},
                                             {.samples = 5, .pairs = similarity_pairs::all},
                                             {.samples = 5, .max_dip = 2},
                                             {.samples = 6,
                                             .inlines = 2,
                                             .crosslines = 1,
                                             .pairs = similarity_pairs::center,
                                             .max_dip = 1,
                                             .dip_step = 0.25}}) {
        CAPTURE(o.samples, o.inlines, o.crosslines, static_cast<int>(o.pairs), o.max_dip);
        const auto found = vol::similarity(v, o);
        for (std::size_t i = 0; i < 4; ++i)
            for (std::size_t x = 0; x < 5; ++x)
                for (std::size_t s = 0; s < 12; s += 3)
                    REQUIRE(found(i, x, s) == Approx(brute_force(v, {static_cast<long>(i), static_cast<long>(x)},
                                                                 static_cast<long>(s), o))
                                                  .margin(1e-12));
    }
}

TEST_CASE("without other inlines it is the similarity of sections, for all statistics") {
    const auto v = noise({2, 9, 14}, 4);
    for (const auto pairs : {similarity_pairs::opposite, similarity_pairs::all})
        for (const auto which : {similarity_statistic::mean, similarity_statistic::median,
                                 similarity_statistic::minimum, similarity_statistic::variance}) {
            const auto found =
                vol::similarity(v, {.inlines = 0, .crosslines = 2, .pairs = pairs, .statistic = which, .max_dip = 1});
            const array<double> sections = xt::transpose(v, {0, 2, 1});
            const auto expected =
                attr::similarity(sections, {.reach = 2, .pairs = pairs, .statistic = which, .max_dip = 1});
            CHECK(max_difference(array<double>(xt::transpose(found, {0, 2, 1})), expected) < 1e-12);
        }
}

TEST_CASE("layers of a volume that dip are alike along their dip") {
    array<double> v = make_array<double>({9, 9, 40});
    for (std::size_t i = 0; i < 9; ++i)
        for (std::size_t x = 0; x < 9; ++x)
            for (std::size_t s = 0; s < 40; ++s)
                v(i, x, s) = std::sin(0.7 * (static_cast<double>(s) - 2.0 * static_cast<double>(x) + double(i)));
    CHECK(vol::similarity(v)(4, 4, 20) < 0.5);
    CHECK(vol::similarity(v, {.max_dip = 3})(4, 4, 20) == Approx(1));
    CHECK(vol::similarity(v, {.max_dip = 1})(4, 4, 20) < 0.9);
}

TEMPLATE_TEST_CASE("in volumes gates of zeros are alike, units do not count, and NaN stay", "", float, double) {
    using T = TestType;
    CHECK(vol::similarity(make_array<T>({3, 3, 9}, T(0)))(1, 1, 4) == 1);
    const array<T> v = xt::cast<T>(noise({6, 6, 30}, 4));
    const vol::similarity_options o{.pairs = similarity_pairs::all, .max_dip = 1, .dip_step = 0.5};
    const auto before = vol::similarity(v, o), scaled = vol::similarity(array<T>(v * T(1e-25)), o);
    for (std::size_t k = 0; k < v.size(); ++k) REQUIRE(scaled.data()[k] == Approx(before.data()[k]).margin(1e-5));
    array<T> missing = v;
    missing(3, 3, 10) = std::numeric_limits<T>::quiet_NaN();
    const auto after = vol::similarity(missing, o);
    CHECK(std::isnan(after(2, 4, 11)));
    CHECK(after(1, 3, 10) == before(1, 3, 10));
    CHECK(after(3, 3, 20) == before(3, 3, 20));
    CHECK_THROWS_WITH(vol::similarity(v, {.inlines = 0, .crosslines = 0}),
                      "volume::similarity: expected a gate of at least 1 sample, and at least 1 inline or crossline on "
                      "either side, got 9, 0 and 0");
}
