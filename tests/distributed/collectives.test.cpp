// What all ranks do together.
#include "catch.hpp"
#include "distributed/thread_ranks.hpp"
#include <diapir/distributed/collectives.hpp>

#include <array>
#include <span>
#include <string>
#include <string_view>
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

TEST_CASE("whatever has a text is sent as a text") {
    std::vector<std::string> literals(2), views(2);
    run_ranks(2, [&](auto& ranks) {
        const std::string own = ranks.rank() == 0 ? "of the first" : "of another";
        literals[ranks.rank()] = distributed::broadcast(ranks, ranks.rank() == 0 ? "first" : "second");
        views[ranks.rank()] = distributed::broadcast(ranks, std::string_view(own));
    });
    CHECK(literals == std::vector<std::string>(2, "first"));
    CHECK(views == std::vector<std::string>(2, "of the first"));
    STATIC_REQUIRE(distributed::plain_value<double>);
    STATIC_REQUIRE(distributed::plain_value<std::array<int, 3>>);
    STATIC_REQUIRE_FALSE(distributed::plain_value<int*>);
    STATIC_REQUIRE_FALSE(distributed::plain_value<std::string_view>);
    STATIC_REQUIRE_FALSE(distributed::plain_value<std::span<const int>>);
}

TEST_CASE("where rank 0 fails, all ranks know why") {
    for (const std::string text : {"the disk is full", ""}) {
        std::vector<std::string> said(3, "nothing");
        std::vector<int> acted(3), as_thrown(3);
        run_ranks(3, [&](auto& ranks) {
            const std::size_t r = ranks.rank();
            distributed::act_on_first(ranks, [&] { ++acted[r]; });
            try {
                distributed::act_on_first(ranks, [&]() -> void { throw argument_error(text); });
            } catch (const error& e) {
                said[r] = e.what();
                as_thrown[r] = dynamic_cast<const argument_error*>(&e) != nullptr;
            }
        });
        CHECK(said == std::vector<std::string>(3, text));
        CHECK(acted == std::vector<int>{1, 0, 0});
        CHECK(as_thrown == std::vector<int>{1, 0, 0});
    }
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
