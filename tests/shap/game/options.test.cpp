#include "catch.hpp"
#include <diapir/shap/game/options.hpp>

using namespace diapir;

TEST_CASE("by default all outputs are explained on the model's own scale, in 256 MB and without reports") {
    const shap::options o;
    CHECK(o.memory == std::size_t{1} << 28);
    CHECK(!o.progress);
    CHECK(o.link == shap::link::identity);
    CHECK(o.outputs.resolve({2, 3}, {}, {}).extents == shape{2, 3});
    CHECK(o.outputs.needed() == shap::output_rule::needs::extents);
}

TEST_CASE("an option is set by its name") {
    const shap::options o{.outputs = shap::outputs::indices({1}), .link = shap::link::logit};
    CHECK(o.memory == shap::options().memory);
    CHECK(o.link == shap::link::logit);
    CHECK(o.outputs.resolve({4}, {}, {}).selected == std::vector<std::size_t>{1});
}
