// Sums of gradients: in the order of the parts, whoever has them.
#include "catch.hpp"
#include "distributed/thread_ranks.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>
#include <diapir/core/tree_sum.hpp>
#include <diapir/nn/training/gradient_sums.hpp>

#include <optional>
#include <vector>

using namespace diapir;
using testing::run_ranks;

namespace {

/// Of several sizes, one larger than what is brought together at a time, one that is not trained.
nn::parameters<float> some_parameters() {
    nn::parameters<float> all;
    for (const std::size_t size : {3, 200000, 1, 70, 5}) all.push_back({"p", tensor<float>(shape{size}, 0.0f), true});
    all[3].trainable = false;
    return all;
}
/// Number p of part i; of the last parameter there is none.
std::optional<tensor<float>> gradient_of(std::size_t part, std::size_t p, std::size_t size) {
    if (p == 4) return {};
    random_stream random(part, p);
    tensor<float> g(shape{size});
    for (float& v : g) v = static_cast<float>(random.normal());
    return g;
}
using sums = kept_vector<std::optional<tensor<float>>>;

sums sums_over(std::size_t parts, const nn::training_ranks& ranks) {
    const auto parameters = some_parameters();
    nn::gradient_sums<float> all(parameters, parts, ranks);
    for (std::size_t p = parameters.size(); p-- > 0;)
        for (std::size_t i = ranks.begin(ranks.rank() + 1, parts); i-- > ranks.begin(ranks.rank(), parts);)
            all.give(i, p, gradient_of(i, p, parameters[p].value.size()));
    return all.finish();
}
bool same(const sums& a, const sums& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t p = 0; p < a.size(); ++p)
        if (bool(a[p]) != bool(b[p]) || (a[p] && !std::equal(a[p]->begin(), a[p]->end(), b[p]->begin()))) return false;
    return true;
}

}  // namespace

TEST_CASE("gradients are summed in pairs of neighboring parts") {
    const auto parameters = some_parameters();
    const auto found = sums_over(3, {});
    REQUIRE(found.size() == 5);
    CHECK_FALSE(found[3]);
    CHECK_FALSE(found[4]);
    for (const std::size_t p : {0, 1, 2}) {
        const auto a = *gradient_of(0, p, found[p]->size()), b = *gradient_of(1, p, found[p]->size()),
                   c = *gradient_of(2, p, found[p]->size());
        for (std::size_t e = 0; e < a.size(); ++e) REQUIRE((*found[p])[e] == (a[e] + b[e]) + c[e]);
    }
}

TEST_CASE("sums over ranks have the bits of sums in one place") {
    for (const std::size_t parts : {1, 2, 5, 8}) {
        const auto alone = sums_over(parts, {});
        for (const std::size_t size : {2, 3, 4, 9}) {
            std::vector<char> equal(size);
            run_ranks(size, [&](auto& ranks) { equal[ranks.rank()] = same(sums_over(parts, ranks), alone); });
            INFO(parts << " parts, " << size << " ranks");
            CHECK(equal == std::vector<char>(size, true));
        }
    }
}

TEST_CASE("threads may give parts in any order") {
    const auto alone = sums_over(8, {});
    const auto parameters = some_parameters();
    const thread_limit four(4);
    nn::gradient_sums<float> all(parameters, 8, {});
    parallel_chunks(8, [&](std::size_t i) {
        for (std::size_t p = 0; p < parameters.size(); ++p)
            all.give(i, p, gradient_of(i, p, parameters[p].value.size()));
    });
    CHECK(same(all.finish(), alone));
}
