#include "catch.hpp"
#include <diapir/distributed/require_pieces.hpp>

#include <cstddef>
#include <vector>

using namespace diapir;
using distributed::require_pieces;

TEST_CASE("pieces are one for each rank, and all of the bytes") {
    constexpr std::size_t huge = static_cast<std::size_t>(-1);
    using sizes = std::vector<std::size_t>;
    CHECK_NOTHROW(require_pieces("gather", 5, sizes{2, 0, 3}, 3));
    CHECK_NOTHROW(require_pieces("gather", 0, sizes{}, 0));
    CHECK_THROWS_WITH(require_pieces("gather", 5, sizes{2, 3}, 3), "gather: expected the sizes of 3 pieces, got 2");
    CHECK_THROWS_WITH(require_pieces("gather", 5, sizes{2, 4}, 2),
                      "gather: expected pieces of 5 bytes in all, got more");
    CHECK_THROWS_WITH(require_pieces("gather", 5, sizes{2, 2}, 2), "gather: expected pieces of 5 bytes in all, got 4");
    CHECK_THROWS_WITH(require_pieces("gather", 1, sizes{huge, 2}, 2),
                      "gather: expected pieces of 1 bytes in all, got more");
    CHECK_THROWS_WITH(distributed::require_rank("send", 2, 2), "send: expected a rank below 2, got 2");
    CHECK_NOTHROW(distributed::require_rank("send", 1, 2));
}
