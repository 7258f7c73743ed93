// Frozen parameters: copies, and whether they are still those of the network.
#include "catch.hpp"
#include <diapir/nn/networks/frozen_parameters.hpp>

#include <algorithm>

using namespace diapir;

namespace {

nn::parameters<float> some_parameters() {
    nn::parameters<float> p;
    p.push_back({"kernel", nn::glorot_uniform<float>({5, 5, 30, 40}, 1, 1)});
    p.push_back({"bias", tensor<float>(shape{40}, 0.5f)});
    return p;
}

}  // namespace

TEST_CASE("frozen parameters are copies that notice a change of any element") {
    auto p = some_parameters();
    const nn::frozen_parameters<float> frozen(p);
    REQUIRE(frozen.tensors().size() == 2);
    CHECK(std::equal(p[0].value.begin(), p[0].value.end(), frozen.tensors()[0]->begin()));
    CHECK(frozen.are_of(p));
    for (auto& each : p)
        for (std::size_t i = 0; i < each.value.size(); i += 13) {
            const float kept = each.value[i];
            each.value[i] = kept + 1e-3f;
            CHECK_FALSE(frozen.are_of(p));
            each.value[i] = kept;
        }
    CHECK(frozen.are_of(p));
    p[1].value = tensor<float>(shape{20}, 0.5f);
    CHECK_FALSE(frozen.are_of(p));
    p.pop_back();
    CHECK_FALSE(frozen.are_of(p));
}

TEST_CASE("they are kept for reuse until a parameter changes, also by copies of what keeps them") {
    auto p = some_parameters();
    const nn::frozen_for_reuse<float> kept;
    const auto first = kept.of(p);
    CHECK(kept.of(p) == first);
    const nn::frozen_for_reuse<float> copy = kept;
    CHECK(copy.of(p) == first);
    p[0].value[7] += 1;
    const auto second = kept.of(p);
    CHECK(second != first);
    CHECK((*second->tensors()[0])[7] == p[0].value[7]);
    nn::frozen_for_reuse<float> assigned;
    assigned = kept;
    CHECK(assigned.of(p) == second);
}
