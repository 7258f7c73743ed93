// What all ranks do together.
#include "catch.hpp"
#include "distributed/thread_ranks.hpp"
#include <diapir/distributed/collectives.hpp>

#include <string>
#include <vector>

using namespace diapir;
using testing::run_ranks;

TEST_CASE("values and texts come from the root") {
    std::vector<std::string> texts(3);
    std::vector<int> values(3);
    run_ranks(3, [&](auto& ranks) {
        texts[ranks.rank()] = distributed::broadcast(ranks, std::string(ranks.rank(), 'x'), 2);
        values[ranks.rank()] = distributed::broadcast(ranks, static_cast<int>(ranks.rank()) + 5);
    });
    CHECK(texts == std::vector<std::string>(3, "xx"));
    CHECK(values == std::vector<int>(3, 5));
}

TEST_CASE("values and texts of all ranks come in their order") {
    std::vector<std::vector<std::string>> texts(3);
    std::vector<std::vector<double>> values(3);
    run_ranks(3, [&](auto& ranks) {
        texts[ranks.rank()] = distributed::all_gather_texts(ranks, std::string(ranks.rank(), 'x'));
        values[ranks.rank()] = distributed::all_gather(ranks, 0.5 * static_cast<double>(ranks.rank()));
    });
    for (const auto& t : texts) CHECK(t == std::vector<std::string>{"", "x", "xx"});
    for (const auto& v : values) CHECK(v == std::vector<double>{0, 0.5, 1});
}

TEST_CASE("sums over ranks are the same bits everywhere, in pairs of neighbors") {
    const std::vector<float> of_rank{1e8f, 1.5f, -1e8f, 0.25f, 3};
    const float expected = ((of_rank[0] + of_rank[1]) + (of_rank[2] + of_rank[3])) + of_rank[4];
    for (const std::size_t count : {0, 1, 7}) {  // some ranks have no share of one number
        std::vector<std::vector<float>> sums(5, std::vector<float>(count));
        run_ranks(5, [&](auto& ranks) {
            auto& mine = sums[ranks.rank()];
            for (std::size_t i = 0; i < count; ++i) mine[i] = of_rank[ranks.rank()] * static_cast<float>(i + 1);
            distributed::all_sum(ranks, std::span(mine));
        });
        for (const auto& s : sums) {
            CHECK(s == sums[0]);
            if (count > 0) CHECK(s[0] == expected);
        }
    }
    CHECK_THROWS_WITH(run_ranks(2,
                                [](auto& ranks) {
                                    std::vector<int> some(ranks.rank() + 1);
                                    distributed::all_sum(ranks, std::span(some));
                                }),
                      Catch::Contains("expected as many numbers on every rank"));
}
