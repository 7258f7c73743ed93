#include "catch.hpp"
#include "reference.hpp"
#include "shap/games.hpp"
#include "shap/models.hpp"
#include <diapir/shap/sampled/kernel.hpp>
#include <diapir/shap/sampled/kernel_rounds.hpp>

using namespace diapir;
using namespace diapir::testing;

TEST_CASE("kept rounds are used again, others are drawn anew") {
    shap::detail::kernel_rounds<> kept(12, 3, true), other(12, 3, false);
    const auto* first = kept.next(12, 64);
    REQUIRE(first != nullptr);
    kept.plan(40);
    const auto* second = kept.next(40, 64);
    REQUIRE(second != nullptr);
    CHECK(kept.known());
    CHECK(second->draw.size() + first->draw.size() <= 40);
    kept.restart();
    CHECK(kept.next(12, 64) == first);
    CHECK(kept.next(40, 64) == second);
    CHECK(kept.next(40, 64) == nullptr);
    REQUIRE(other.next(12, 64) != nullptr);
    CHECK(!other.known());
}

TEST_CASE("inputs that share rounds have the values that they have alone, whether rounds are kept or not") {
    const auto mlp_background = shap_models().get<double>("mlp_background"), x = shap_models().get<double>("mlp_x");
    for (const std::size_t memory : {std::size_t{1} << 28, std::size_t{1} << 12}) {
        const auto explain = shap::kernel(
            mlp, mlp_background, {.budget = {.evaluations = 40 * mlp_background.shape()[0]}, .memory = memory});
        const auto together = explain(x);
        for (std::size_t i = 0; i < x.shape()[0]; ++i) {
            const auto alone = explain(slice(x, i, i + 1));
            CHECK((alone.values == together.input(i).values));
            CHECK((alone.standard_errors == together.input(i).standard_errors));
        }
    }
}
