#include "nn/training/support.hpp"
#include <diapir/nn/losses/binary_crossentropy.hpp>
#include <diapir/nn/training/train_on_batch.hpp>
#include <diapir/nn/training/training_state.hpp>

#include <type_traits>

using namespace diapir;
using testing::flattened;
using testing::small;

TEST_CASE("a training state is made from a network and its optimizer") {
    CHECK_FALSE(std::is_default_constructible_v<nn::training_state<float>>);
    nn::unet<float> net(small, 1);
    const auto state = nn::initial_state(net, nn::adam{.learning_rate = 0.25});
    CHECK(state.learning_rate == 0.25);
    CHECK(state.optimizer == "adam");
    CHECK((state.epoch == 0 && state.step == 0));
    CHECK((state.weights.empty() && state.best_weights.empty()));
    REQUIRE(state.slots.size() == 2 * net.parameters().size());
    for (std::size_t i = 0; i < state.slots.size(); ++i) {
        CHECK(state.slots[i].shape() == net.parameters()[i / 2].value.shape());
        for (const float e : state.slots[i]) CHECK(e == 0);
    }
    CHECK_NOTHROW(state.require_fits("test", net.parameters(), nn::adam{}));
}

TEST_CASE("a step with the state of another network or optimizer is refused, and nothing is changed") {
    nn::unet<float> net(small, 1), wide({.channels = 1, .filters = 5, .levels = 1, .bottleneck = 8, .kernel = 3});
    const auto data = testing::squares(4, 1);
    const auto x = pack(data.x), y = pack(data.y);
    const auto before = flattened(net.parameters());
    const auto refused = [&](nn::training_state<float> state, const nn::optimizer& o) {
        try {
            nn::train_on_batch(net, x, y, {nn::binary_crossentropy{}, o}, state);
        } catch (const argument_error& e) {
            CHECK(state.step == 0);
            CHECK(flattened(net.parameters()) == before);
            return std::string(e.what());
        }
        return std::string();
    };
    const auto state = nn::initial_state(net, nn::adam{});
    CHECK_THAT(refused(state, nn::sgd{}), Catch::Contains("train_on_batch") && Catch::Contains("adam"));
    CHECK_THAT(refused(nn::initial_state(wide, nn::adam{}), nn::adam{}), Catch::Contains("conv2d/kernel"));
    auto bad = state;
    bad.slots.pop_back();
    CHECK_THAT(refused(bad, nn::adam{}), Catch::Contains("tensors of optimizer state"));
    bad = state;
    bad.slots.front() = tensor<float>(shape{1}, 0.f);
    CHECK_THAT(refused(bad, nn::adam{}), Catch::Contains("an optimizer state {1}"));
    bad = state;
    bad.best_weights.emplace_back(shape{1}, 0.f);
    CHECK_THAT(refused(bad, nn::adam{}), Catch::Contains("1 weights"));
    CHECK(refused(state, nn::adam{}) == "");
}
