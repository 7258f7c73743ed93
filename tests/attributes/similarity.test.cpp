// Against plain loops over the definition of OpendTect's Similarity.
#include "attributes/noise.hpp"
#include "catch.hpp"
#include <diapir/attributes/similarity.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace attr = diapir::attributes;
using attr::similarity_pairs;
using attr::similarity_statistic;
using diapir::array;
using diapir::make_array;
using diapir::testing::noise;

namespace {

/// The section continued by reflection, on a line between two samples.
double amplitude(const array<double>& s, double row, long trace) {
    const auto samples = static_cast<std::ptrdiff_t>(s.shape(0)), traces = static_cast<std::ptrdiff_t>(s.shape(1));
    const double whole = std::floor(row);
    const auto at = [&](std::ptrdiff_t r) {
        return s(static_cast<std::size_t>(attr::edge_index(r, samples, attr::edge::reflect)),
                 static_cast<std::size_t>(attr::edge_index(trace, traces, attr::edge::reflect)));
    };
    const double upper = at(static_cast<std::ptrdiff_t>(whole)), lower = at(static_cast<std::ptrdiff_t>(whole) + 1);
    return upper + (row - whole) * (lower - upper);
}

double of_pair(const array<double>& s, long row, long a, long b, long trace, const attr::similarity_options& o) {
    double best = -1;
    for (long k = -100; k <= 100; ++k) {
        const double dip = static_cast<double>(k) * o.dip_step;
        if (std::abs(dip) > o.max_dip) continue;
        double apart = 0, first = 0, second = 0;
        for (std::size_t g = 0; g < o.samples; ++g) {
            const double at = static_cast<double>(row + static_cast<long>(g) - static_cast<long>(o.samples / 2));
            const double p = amplitude(s, at + dip * static_cast<double>(a), trace + a),
                         q = amplitude(s, at + dip * static_cast<double>(b), trace + b);
            apart += (p - q) * (p - q);
            first += p * p;
            second += q * q;
        }
        best = std::max(best, 1 - std::sqrt(apart) / (std::sqrt(first) + std::sqrt(second)));
    }
    return best;
}

double statistic(std::vector<double> v, similarity_statistic which) {
    std::sort(v.begin(), v.end());
    const double mean = std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
    double squares = 0;
    for (const double x : v) squares += (x - mean) * (x - mean) / static_cast<double>(v.size());
    return which == similarity_statistic::mean      ? mean
           : which == similarity_statistic::minimum ? v.front()
           : which == similarity_statistic::maximum ? v.back()
           : which == similarity_statistic::median  ? (v[v.size() / 2] + v[(v.size() - 1) / 2]) / 2
                                                    : squares;
}

double brute_force(const array<double>& s, long row, long trace, const attr::similarity_options& o) {
    const long reach = static_cast<long>(o.reach);
    std::vector<double> values;
    for (long a = -reach; a <= reach; ++a)
        for (long b = a + 1; b <= reach; ++b) {
            const bool wanted = o.pairs == similarity_pairs::all ||
                                (o.pairs == similarity_pairs::opposite && a == -b) ||
                                (o.pairs == similarity_pairs::center && (a == 0 || b == 0));
            if (wanted) values.push_back(of_pair(s, row, a, b, trace, o));
        }
    return statistic(values, o.statistic);
}

}  // namespace

TEST_CASE("similarity is that of plain loops, for all pairs, statistics and dips, to the edges") {
    const auto s = noise({14, 9}, 4);
    std::vector<attr::similarity_options> cases{
        {}, {.samples = 4, .reach = 2}, {.samples = 1, .reach = 3}, {.samples = 31, .reach = 12}};
    for (const auto pairs : {similarity_pairs::opposite, similarity_pairs::center, similarity_pairs::all})
        for (const auto which :
             {similarity_statistic::mean, similarity_statistic::median, similarity_statistic::minimum,
              similarity_statistic::maximum, similarity_statistic::variance})
            cases.push_back({.samples = 5, .reach = 2, .pairs = pairs, .statistic = which});
    cases.push_back({.samples = 5, .reach = 2, .max_dip = 2});
    cases.push_back({.samples = 6, .reach = 1, .pairs = similarity_pairs::center, .max_dip = 1, .dip_step = 0.25});
    for (const auto& options : cases) {
        CAPTURE(options.samples, options.reach, static_cast<int>(options.pairs), static_cast<int>(options.statistic));
        const auto found = attr::similarity(s, options);
        for (long row = 0; row < 14; ++row)
            for (long trace = 0; trace < 9; ++trace)
                REQUIRE(found(static_cast<std::size_t>(row), static_cast<std::size_t>(trace)) ==
                        Approx(brute_force(s, row, trace, options)).margin(1e-12));
    }
}

TEST_CASE("layers that dip are alike along their dip") {
    array<double> s = make_array<double>({40, 30});
    for (std::size_t i = 0; i < 40; ++i)
        for (std::size_t x = 0; x < 30; ++x)
            s(i, x) = std::sin(0.7 * (static_cast<double>(i) - 2.0 * static_cast<double>(x)));
    CHECK(attr::similarity(s)(20, 15) < 0.3);
    CHECK(attr::similarity(s, {.max_dip = 3})(20, 15) == Approx(1));
    CHECK(attr::similarity(s, {.max_dip = 1})(20, 15) < 0.9);
}

TEMPLATE_TEST_CASE("gates of zeros are alike, units do not count, and NaN stay in the gates that hold them", "", float,
                   double) {
    using T = TestType;
    array<T> s = xt::cast<T>(noise({40, 20}, 4));
    CHECK(attr::similarity(make_array<T>({9, 9}, T(0)))(4, 4) == 1);
    for (const attr::similarity_options& o :
         {attr::similarity_options{}, {.reach = 2, .pairs = similarity_pairs::all, .max_dip = 1, .dip_step = 0.5}}) {
        const auto before = attr::similarity(s, o), scaled = attr::similarity(array<T>(s * T(1e-25)), o);
        for (std::size_t k = 0; k < s.size(); ++k) REQUIRE(scaled.data()[k] == Approx(before.data()[k]).margin(1e-5));
        array<T> missing = s;
        missing(20, 10) = std::numeric_limits<T>::quiet_NaN();
        const auto after = attr::similarity(missing, o);
        CHECK(std::isnan(after(20, 11)));
        CHECK(std::isnan(after(22, 9)));
        CHECK(after(20, 14) == before(20, 14));
        CHECK(after(30, 10) == before(30, 10));
    }
}

TEST_CASE("of many pairs few rows and columns are kept at a time, and no more than 8192 pairs are taken") {
    const auto s = noise({20, 130}, 4);
    const attr::similarity_options options{
        .samples = 3, .reach = 63, .pairs = similarity_pairs::all, .statistic = similarity_statistic::median};
    const auto found = attr::similarity(s, options);
    for (const auto& [row, trace] : {std::pair{0, 0}, {6, 63}, {7, 64}, {8, 65}, {9, 127}, {15, 128}, {19, 129}}) {
        CAPTURE(row, trace);
        CHECK(found(static_cast<std::size_t>(row), static_cast<std::size_t>(trace)) ==
              Approx(brute_force(s, row, trace, options)).margin(1e-12));
    }
    CHECK_THROWS_AS(attr::similarity(s, {.reach = 64, .pairs = similarity_pairs::all}), diapir::argument_error);
}
