#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/shap/sampled/key_set.hpp>

#include <unordered_set>

using diapir::random_stream;
using diapir::shap::detail::key_set;

TEST_CASE("a key is new once, with and without room made for it") {
    for (const std::size_t room : {0, 1000}) {
        key_set keys;
        keys.reserve(room);
        CHECK_FALSE(keys.contains(5));
        std::unordered_set<std::uint64_t> expected;
        random_stream random(1);
        for (int i = 0; i < 3000; ++i) {
            const std::uint64_t key = (random.below(2000) << 50) + 3;  // all at one place of a small table
            CHECK(keys.insert(key) == expected.insert(key).second);
            CHECK(keys.contains(key));
        }
        for (std::uint64_t k = 0; k < 2000; ++k) {
            CHECK(keys.contains((k << 50) + 3) == expected.contains((k << 50) + 3));
            CHECK_FALSE(keys.contains((k << 50) + 4));
        }
    }
}

TEST_CASE("the key 0 is a key") {
    key_set keys;
    CHECK_FALSE(keys.contains(0));
    CHECK(keys.insert(0));
    CHECK_FALSE(keys.insert(0));
    CHECK(keys.contains(0));
}
