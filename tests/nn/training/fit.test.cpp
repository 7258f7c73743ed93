// Training: five steps against PyTorch and Keras, and what fit promises.
#include "nn/reference_weights.hpp"
#include "nn/training/support.hpp"
#include "reference.hpp"
#include <diapir/nn/losses/binary_focal_crossentropy.hpp>
#include <diapir/nn/training/fit.hpp>

#include <algorithm>

using namespace diapir;
using testing::flattened;
using testing::max_difference;
using testing::small;
using testing::squares;

namespace {

template <class T>
void check_steps(const std::string& name, const nn::any_loss& loss) {
    const auto reference = testing::reference("training");
    nn::unet<T> net({.channels = 3, .filters = 2, .dropout = 0});
    testing::load_reference_weights(reference, "init_", net.parameters());
    const nn::dataset<T> train{reference.template get<T>("x"), reference.template get<T>("y")}, none;
    nn::trainer trainer(net, train, none, {.epochs = 5, .batch = 4, .loss = loss, .shuffle = false});
    const bool single = std::is_same_v<T, float>;
    while (trainer.run_epoch()) {
        if (trainer.history().epochs() == 1 && name == "focal")
            CHECK(max_difference(flattened(net.parameters()), reference.template get<double>("focal_after1")) < 2e-5);
    }
    auto losses = trainer.history().column("loss");
    losses.push_back(nn::evaluate(net, train, loss)["loss"]);
    CHECK(max_difference(losses, reference.template get<double>(name + "_loss_logit64")) < (single ? 1e-5 : 1e-10));
    CHECK(max_difference(losses, reference.template get<double>(name + "_loss64")) < 1e-5);
    CHECK(max_difference(losses, reference.template get<double>(name + "_loss32")) < 1e-5);
    CHECK(max_difference(flattened(net.parameters()), reference.template get<double>(name + "_after5")) <
          (single ? 1e-4 : 1e-6));
}

}  // namespace

TEMPLATE_TEST_CASE("five steps of Adam reproduce Keras' losses and weights", "", float, double) {
    check_steps<TestType>("focal", nn::binary_focal_crossentropy{.gamma = 2});
    check_steps<TestType>("bce", nn::binary_crossentropy{});
}

TEST_CASE("the gradient of the first step agrees with PyTorch") {
    const auto reference = testing::reference("training");
    nn::unet<double> net({.channels = 3, .filters = 2, .dropout = 0});
    testing::load_reference_weights(reference, "init_", net.parameters());
    tape<point<double>> recorded;
    std::vector<variable<point<double>>> weights;
    for (const auto& p : net.parameters()) weights.push_back(recorded.input(point<double>(p.value)));
    const auto x = pack(reference.get<double>("x"));
    nn::training_pass<double> pass{{1, 1}};
    const auto z = net.record(x, weights, pass).front();
    auto slope = z.value().like();
    const auto y = pack(reference.get<double>("y"));
    // The reference takes the loss from clipped probabilities.
    const nn::binary_focal_crossentropy focal;
    for (std::size_t i = 0; i < slope.size(); ++i) {
        const double p = 1 / (1 + std::exp(-z.value()[i]));
        slope[i] =
            i % slope.lanes() < slope.samples() ? focal.slope_of_probability(p, y[i]) * p * (1 - p) / (4 * 16 * 16) : 0;
    }
    std::vector<double> all;
    for (const auto& g : recorded.pull(z, std::move(slope), weights)) all.insert(all.end(), g->begin(), g->end());
    const auto expected = reference.get<double>("focal_grad1");
    CHECK(max_difference(all, expected) < 1e-6 * testing::max_magnitude(expected));
}

TEST_CASE("a small network learns, stops early and ends with its best weights") {
    const auto train = squares(200, 1), valid = squares(60, 2);
    nn::unet<float> net(small, 1);
    const auto history = nn::fit(net, train, valid,
                                 {.epochs = 40,
                                  .batch = 16,
                                  .optimizer = nn::adam{.learning_rate = 5e-3},
                                  .stop = nn::early_stopping{.monitor = "val_auc", .patience = 4}});
    const auto auc = history.column("val_auc");
    const auto best = std::max_element(auc.begin(), auc.end());
    CHECK(*best > 0.97);
    CHECK(static_cast<std::size_t>(best - auc.begin()) == history.best_epoch);
    if (history.stopped_early) CHECK(history.epochs() == history.best_epoch + 5);
    CHECK(nn::evaluate(net, valid, nn::binary_crossentropy{})["auc"] == Approx(*best).epsilon(1e-12));
    CHECK(history.column("loss").back() < history.column("loss").front());
    CHECK_THROWS_WITH(history.column("val_f1"), Catch::Contains("val_f1") && Catch::Contains("val_auc"));
}

TEST_CASE("shuffling and dropout follow the seed") {
    const auto train = squares(50, 1);
    const auto trained = [&](std::uint64_t seed) {
        nn::unet<float> net(small, 1);
        nn::fit(net, train, {}, {.epochs = 1, .batch = 16, .seed = seed});
        return flattened(net.parameters());
    };
    CHECK(trained(1) == trained(1));
    CHECK(trained(1) != trained(2));
}
