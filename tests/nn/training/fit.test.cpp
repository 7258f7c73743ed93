// Training: five steps against PyTorch and Keras, and what fit promises.
#include "catch.hpp"
#include "nn/reference_weights.hpp"
#include "reference.hpp"
#include <diapir/nn/networks/unet.hpp>
#include <diapir/nn/training/fit.hpp>
#include <diapir/nn/training/progress_line.hpp>

#include <sstream>

using namespace diapir;
using diapir::testing::max_difference;

namespace {

template <class T>
std::vector<T> flattened(const nn::parameters<T>& parameters) {
    std::vector<T> all;
    for (const auto& p : parameters) all.insert(all.end(), p.value.begin(), p.value.end());
    return all;
}

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

/// Bright squares on noise: a task that a small network learns in a few epochs.
nn::dataset<float> squares(std::size_t count, std::uint64_t seed) {
    random_stream random(seed);
    nn::dataset<float> data{make_array<float>({count, 8, 8, 1}), make_array<float>({count, 8, 8, 1}, 0.f)};
    for (float& e : data.x) e = static_cast<float>(0.3 * random.normal());
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t r = random.below(5), c = random.below(5);
        for (std::size_t a = 0; a < 3; ++a)
            for (std::size_t b = 0; b < 3; ++b) {
                data.x(i, r + a, c + b, 0) += 1;
                data.y(i, r + a, c + b, 0) = 1;
            }
    }
    return data;
}

const nn::unet_options small{.channels = 1, .filters = 4, .levels = 1, .bottleneck = 8, .kernel = 3, .dropout = 0.1};

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
    const auto z = net.logits(pack(reference.get<double>("x")), std::span<const variable<point<double>>>(weights));
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

TEST_CASE("training is the same for any number of threads, and when it is interrupted and resumed") {
    const auto train = squares(50, 1), valid = squares(20, 2);
    const nn::fit_options options{.epochs = 4, .batch = 16, .stop = nn::early_stopping{}, .seed = 9};
    nn::unet<float> whole(small, 1), threaded(small, 1), first(small, 1), second(small, 77);
    const auto history = nn::fit(whole, train, valid, options);
    {
        const thread_limit three(3);
        nn::fit(threaded, train, valid, options);
    }
    CHECK(flattened(whole.parameters()) == flattened(threaded.parameters()));
    nn::trainer before(first, train, valid, options);
    before.run_epoch();
    before.run_epoch();
    nn::trainer after(second, train, valid, options);
    after.restore(before.state());
    while (after.run_epoch()) {
    }
    CHECK(flattened(whole.parameters()) == flattened(second.parameters()));
    CHECK(after.history().rows == history.rows);
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

TEST_CASE("callbacks see every batch and epoch and can end training") {
    const auto train = squares(50, 1), valid = squares(20, 2);
    nn::unet<float> net(small, 1);
    std::size_t batches = 0, epochs = 0;
    const nn::training_callback counter{[&](const nn::training_report&) { return ++batches, true; },
                                        [&](const nn::training_report& r) {
                                            CHECK(r.metrics.contains("val_auc"));
                                            return ++epochs < 2;
                                        }};
    std::ostringstream out;
    const auto history =
        nn::fit(net, train, valid, {.epochs = 9, .batch = 16, .callbacks = {counter, nn::progress_line(out, false)}});
    CHECK(epochs == 2);
    CHECK(batches == 8);
    CHECK(history.epochs() == 2);
    CHECK_THAT(out.str(), Catch::Contains("epoch 2/9") && Catch::Contains("val_auc"));
}

TEST_CASE("momentum, schedules and plateaus change the steps as stated") {
    const auto train = squares(32, 1), valid = squares(16, 2);
    nn::unet<float> net(small, 1);
    const auto halved = nn::fit(net, train, valid,
                                {.epochs = 3,
                                 .optimizer = nn::sgd{.learning_rate = 0.1, .momentum = 0.9},
                                 .schedule = [](std::size_t epoch, double r) { return epoch ? r / 2 : r; }});
    CHECK(halved.column("learning_rate") == std::vector<double>{0.1, 0.05, 0.025});
    const auto reduced = nn::fit(
        net, train, valid,
        {.epochs = 4,
         .optimizer = nn::sgd{.learning_rate = 0.1},
         .reduce = nn::reduce_on_plateau{.monitor = "val_loss", .factor = 0.5, .patience = 1, .min_delta = 1e9}});
    CHECK(reduced.column("learning_rate") == std::vector<double>{0.1, 0.1, 0.05, 0.025});
}

TEST_CASE("bad training input is refused with a reason") {
    nn::unet<float> net(small, 1);
    auto data = squares(8, 1);
    CHECK_THROWS_AS(nn::fit(net, {}, {}, {}), argument_error);
    CHECK_THROWS_AS(nn::fit(net, data, {}, {.batch = 0}), argument_error);
    CHECK_THROWS_WITH(nn::fit(net, {data.x, slice(data.y, 0, 4)}, {}, {}),
                      Catch::Contains("train") && Catch::Contains("{4, 8, 8, 1}"));
    CHECK_THROWS_WITH(nn::fit(net, data, {}, {.stop = nn::early_stopping{.monitor = "val_auc"}}),
                      Catch::Contains("val_auc"));
    data.x(0, 0, 0, 0) = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_WITH(nn::fit(net, data, {}, {}), Catch::Contains("epoch 1"));
}
