// Ranks agree.
#include "catch.hpp"
#include "distributed/thread_ranks.hpp"
#include <diapir/nn/networks/unet.hpp>
#include <diapir/nn/training/rank_agreement.hpp>

#include <vector>

using namespace diapir;
using testing::run_ranks;

TEST_CASE("all ranks end where one does, at the time of the first") {
    for (const std::size_t who : {0, 2, 3}) {  // 3: none
        std::vector<char> ended(3), any(3);
        std::vector<double> seconds(3);
        run_ranks(3, [&](auto& ranks) {
            const nn::training_ranks r = ranks;
            nn::detail::rank_agreement agreement;
            bool finished = r.rank() == who;
            agreement.update(r, 10.0 + static_cast<double>(r.rank()), finished);
            ended[r.rank()] = finished;
            seconds[r.rank()] = agreement.seconds();
            any[r.rank()] = nn::detail::on_any(r, r.rank() == who);
        });
        CHECK(ended == std::vector<char>(3, who < 3));
        CHECK(any == std::vector<char>(3, who < 3));
        CHECK(seconds == std::vector<double>(3, 10.0));
    }
}

TEST_CASE("ranks notice that they have other weights, or another number") {
    for (const int differs : {0, 1, 2}) {
        const auto compare = [&] {
            run_ranks(2, [&](auto& ranks) {
                nn::unet<float> net({.channels = 1, .filters = 2, .levels = 1, .bottleneck = 2, .kernel = 3}, 1);
                const bool second = ranks.rank() == 1;
                if (second && differs == 1) net.parameters()[1].value[0] += 1e-7f;
                nn::detail::require_alike(ranks, net, second && differs == 2 ? 5u : 4u, "expected the same");
            });
        };
        if (differs == 0) CHECK_NOTHROW(compare());
        if (differs != 0) CHECK_THROWS_WITH(compare(), Catch::StartsWith("expected the same, rank 1 has other"));
    }
}
