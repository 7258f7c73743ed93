// The exchange of gradients begins before the last of them is there, and fails where it has to.
#include "catch.hpp"
#include "distributed/thread_ranks.hpp"
#include <diapir/nn/training/gradient_exchange.hpp>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

using namespace diapir;
using testing::run_ranks;

namespace {

const nn::parameters<double> two{{"first", tensor<double>(shape{140000}, 0.0)},
                                 {"last", tensor<double>(shape{140000}, 0.0)}};

}  // namespace

TEST_CASE("the gradients of the last layers are exchanged while those of the first are computed") {
    std::atomic<int> asked_for_last = 0;
    run_ranks(2, [&](auto& ranks) {
        const double value = 1 + static_cast<double>(ranks.rank());
        nn::gradient_exchange<double> exchange(ranks, 2, two, [&](std::size_t p, const tree_node& node) {
            if (node != tree_node{0, ranks.rank()}) throw error("another node");
            if (p == 1) ++asked_for_last;
            return std::optional(tensor<double>(shape{140000}, value * static_cast<double>(p + 1)));
        });
        exchange.ready(1);
        while (asked_for_last < 2) std::this_thread::sleep_for(std::chrono::milliseconds(1));  // else for ever
        exchange.ready(0);
        const auto sums = exchange.finish();
        for (std::size_t p = 0; p < 2; ++p)
            for (const double v : *sums[p])
                if (v != 3 * static_cast<double>(p + 1)) throw error("another sum");
    });
    CHECK(asked_for_last == 2);
}

TEST_CASE("an exchange that is given up ends, and what it throws arrives") {
    run_ranks(2, [&](auto& ranks) {
        const nn::gradient_exchange<double> never_ready(
            ranks, 2, two, [](auto, const auto&) { return std::optional<tensor<double>>(); });
    });
    CHECK_THROWS_WITH(run_ranks(2,
                                [&](auto& ranks) {
                                    nn::gradient_exchange<double> exchange(
                                        ranks, 2, two, [](auto, const auto&) -> std::optional<tensor<double>> {
                                            throw error("no gradient");
                                        });
                                    for (const std::size_t p : {0, 1}) exchange.ready(p);
                                    exchange.finish();
                                }),
                      "no gradient");
}
