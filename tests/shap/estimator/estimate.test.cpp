#include "catch.hpp"
#include <diapir/shap/estimator/estimate.hpp>
#include <diapir/shap/exact/exact.hpp>
#include <diapir/shap/exact/interactions.hpp>
#include <diapir/shap/sampled/kernel.hpp>
#include <diapir/shap/sampled/partition.hpp>

using namespace diapir;

namespace {

struct nameless {
    static constexpr shap::standard_errors errors = shap::standard_errors::none;
    void operator()(shap::evaluator&, shap::estimation&, const shap::options&) const {}
};
static_assert(!shap::estimate<nameless> && !shap::estimate<int>);
static_assert(shap::estimate<shap::exact_estimate> && shap::estimate<shap::kernel_estimate> &&
              shap::estimate<shap::partition_estimate> && shap::estimate<shap::interaction_estimate>);

}  // namespace

TEST_CASE("an estimate may refuse players, and tell what it was told") {
    shap::exact_estimate exact;
    CHECK_NOTHROW(shap::detail::check_players(exact, shap::named_shape(24)));
    CHECK_THROWS_AS(shap::detail::check_players(exact, shap::named_shape(25)), argument_error);
    shap::kernel_estimate kernel;
    CHECK_NOTHROW(shap::detail::check_players(kernel, shap::named_shape(1000)));
    CHECK(shap::detail::settings_of(exact).empty());
    CHECK(!shap::detail::settings_of(shap::interaction_estimate{}).empty());
}
