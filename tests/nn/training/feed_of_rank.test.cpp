// A rank reads its own samples, and knows the targets of all.
#include "catch.hpp"
#include "distributed/thread_ranks.hpp"
#include "nn/training/support.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/nn/training/feed_of_rank.hpp>

#include <algorithm>
#include <mutex>
#include <vector>

using namespace diapir;
using testing::run_ranks;

namespace {

/// Squares, with weights, that remember who was read.
struct watched_source : nn::sample_source<float> {
    nn::dataset<float> data = testing::squares(11, 1);
    mutable std::mutex mutex;
    mutable std::vector<std::size_t> read_ones;

    std::size_t size() const override { return data.size(); }
    shape input() const override { return data.input(); }
    shape target() const override { return data.target(); }
    shape weight() const override { return {1, 1, 1}; }
    void read(std::span<const std::size_t> indexes, float* x, float* y, float* w) const override {
        const std::lock_guard lock(mutex);
        read_ones.insert(read_ones.end(), indexes.begin(), indexes.end());
        data.read(indexes, x, y, nullptr);
        std::copy(indexes.begin(), indexes.end(), w);
    }
};

}  // namespace

TEST_CASE("together ranks read every sample once, and get the batches of one") {
    const nn::unet<float> net(testing::small);
    nn::fit_options options{.batch = 6, .part = 2};
    const watched_source alone;
    nn::batch_feed<float> whole(alone, nn::detail::feed_of_rank<float>(net, alone, options));
    for (const std::size_t size : {2, 3, 4}) {
        const watched_source shared;
        std::vector<char> same(size, true);
        whole.start(1);
        std::vector<nn::sample_batch<float>> expected;
        for (std::size_t b = 0; b < whole.batches(); ++b) expected.push_back(whole.next());
        run_ranks(size, [&](auto& ranks) {
            auto own = options;
            own.ranks = ranks;
            nn::batch_feed<float> feed(shared, nn::detail::feed_of_rank<float>(net, shared, own));
            feed.start(1);
            for (const auto& e : expected) {
                auto batch = feed.next();
                nn::detail::share_targets<float>(net, shared, own, batch);
                nn::detail::parts_of_batch<float>(net, shared, batch.x.samples(), own).share(batch.x);
                same[ranks.rank()] = same[ranks.rank()] && unpack(batch.x) == unpack(e.x) &&
                                     unpack(batch.y) == unpack(e.y) && unpack(*batch.weights) == unpack(*e.weights);
            }
        });
        CHECK(same == std::vector<char>(size, true));
        std::sort(shared.read_ones.begin(), shared.read_ones.end());
        CHECK(shared.read_ones == std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    }
}
