#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/evaluation/binned_confusion.hpp>

#include <limits>
#include <span>
#include <vector>

using namespace diapir;

namespace {

std::vector<nn::confusion_bin> bins_of(const std::vector<float>& t, const std::vector<float>& p,
                                       const std::vector<double>& q, const std::vector<double>& edges) {
    return nn::binned_confusion(std::span<const float>(t), std::span<const float>(p), std::span<const double>(q),
                                edges);
}

}  // namespace

TEST_CASE("bins hold their upper edge, and the first its lower one") {
    const std::vector<float> t = {1, 1, 0, 0, 1, 1, 1}, p = {.9f, .2f, .8f, .5f, .6f, 1, 1};
    const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
    const auto bins = bins_of(t, p, {0, 1, 1.5, 2, 2.5, nan, inf}, {0, 1, 2});
    REQUIRE(bins.size() == 2);
    CHECK(bins[0].counts == nn::confusion{1, 0, 0, 1});
    CHECK(bins[1].counts == nn::confusion{0, 1, 1, 0});
    CHECK(bins[1].low == 1);
    CHECK(bins[1].high == 2);
}

TEST_CASE("the counts of all bins are those of all pixels") {
    random_stream random(4);
    std::vector<float> t, p;
    std::vector<double> q;
    for (int i = 0; i < 1000; ++i) {
        t.push_back(random.uniform() < 0.5 ? 1 : 0);
        p.push_back(static_cast<float>(random.uniform()));
        q.push_back(random.normal());
    }
    const auto edges = nn::quantile_edges(std::span<const double>(q), 5);
    REQUIRE(edges.size() == 6);
    nn::confusion all;
    for (const auto& bin : bins_of(t, p, q, edges)) {
        CHECK(bin.counts.total() >= 198);
        CHECK(bin.counts.total() <= 202);
        all += bin.counts;
    }
    CHECK(all == nn::confusion_of(std::span<const float>(t), std::span<const float>(p)));
}

TEST_CASE("bins refuse what does not fit") {
    CHECK_THROWS_AS(bins_of({1}, {1, 1}, {1}, {0, 1}), argument_error);
    CHECK_THROWS_AS(bins_of({1}, {1}, {1, 2}, {0, 1}), argument_error);
    CHECK_THROWS_AS(bins_of({1}, {1}, {1}, {0}), argument_error);
    CHECK_THROWS_AS(bins_of({1}, {1}, {1}, {0, 0}), argument_error);
    const std::vector<double> same = {2, 2, 2}, most = {1, 1, 1, 1, 5};
    CHECK_THROWS_AS(nn::quantile_edges(std::span<const double>(same), 4), argument_error);
    CHECK(nn::quantile_edges(std::span<const double>(most), 4) == std::vector<double>{1, 5});
}

TEST_CASE("bins compare integers with the threshold as it is") {
    const std::vector<int> truth{1, 0}, prediction{0, 0};
    const std::vector<double> quantity{0.5, 0.5}, edges{0, 1};
    const auto bins = nn::binned_confusion<int, double>(truth, prediction, quantity, edges, -0.5);
    REQUIRE(bins.size() == 1);
    CHECK(bins[0].counts == nn::confusion{1, 1, 0, 0});
}
