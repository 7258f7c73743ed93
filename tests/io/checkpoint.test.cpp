#include "catch.hpp"
#include "io/support.hpp"
#include <diapir/io/checkpoint.hpp>
#include <diapir/nn/networks/unet.hpp>
#include <diapir/nn/training/fit.hpp>
#include <diapir/nn/training/trainer.hpp>

#include <cmath>
#include <limits>

using namespace diapir;

namespace {

const nn::unet_options small{.channels = 2, .filters = 2, .levels = 1, .bottleneck = 3, .kernel = 3, .dropout = 0.25};

template <class T>
std::vector<T> flattened(const nn::parameters<T>& parameters) {
    std::vector<T> all;
    for (const auto& p : parameters) all.insert(all.end(), p.value.begin(), p.value.end());
    return all;
}

nn::dataset<float> noise() {
    random_stream random(3);
    nn::dataset<float> d{make_array<float>({12, 8, 8, 2}), make_array<float>({12, 8, 8, 1})};
    for (float& e : d.x) e = static_cast<float>(random.normal());
    for (float& e : d.y) e = random.uniform() > 0.5 ? 1.f : 0.f;
    return d;
}

template <class T, class U>
bool same(const std::vector<tensor<T>>& a, const std::vector<tensor<U>>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const tensor<T>& p, const tensor<U>& q) {
        return shape(p.shape()) == shape(q.shape()) && std::equal(p.begin(), p.end(), q.begin());
    });
}

/// A state in which no two numbers are the same.
nn::training_state<float> some_state(nn::unet<float>& net, const nn::optimizer& o) {
    auto state = nn::initial_state(net, o);
    state.epoch = 3;
    state.step = 17;
    state.learning_rate = 0.0625;
    state.stop = {.best = 0.75, .wait = 2};
    state.reduce = {.best = 0.5, .wait = 1};
    for (const auto& p : net.parameters()) state.weights.push_back(p.value);
    state.best_weights = state.weights;
    float next = 1;
    for (auto* some : {&state.best_weights, &state.slots})
        for (auto& t : *some)
            for (float& e : t) e = next++;
    state.history.loss = "dice_loss";
    state.history.add({{"loss", 0.5}, {"val_auc", 0.625}});
    state.history.add({{"loss", std::nan("")}, {"val_auc", std::numeric_limits<double>::infinity()}});
    state.history.add({{"loss", 0.125}, {"val_auc", 0.75}});
    state.history.best_epoch = 2;
    state.history.stopped_early = true;
    state.history.warnings = {"odd"};
    return state;
}

}  // namespace

TEMPLATE_TEST_CASE("a training state is read back as it was, in either precision", "", float, double) {
    const testing::temporary_folder folder;
    nn::unet<float> net(small, 1);
    nn::unet<TestType> other(small, 2);
    const auto state = some_state(net, nn::adam{});
    io::save_checkpoint(folder / "c.npz", state);

    const auto again = io::load_checkpoint(folder / "c.npz", other, nn::adam{});
    CHECK(again.epoch == 3);
    CHECK(again.step == 17);
    CHECK(again.learning_rate == 0.0625);
    CHECK(again.optimizer == "adam");
    CHECK(again.stop.best == 0.75);
    CHECK(again.stop.wait == 2);
    CHECK(again.reduce.best == 0.5);
    CHECK(again.reduce.wait == 1);
    CHECK(same(state.weights, again.weights));
    CHECK(same(state.best_weights, again.best_weights));
    CHECK(same(state.slots, again.slots));
    CHECK(again.history.metrics.names() == std::vector<std::string>{"loss", "val_auc"});
    REQUIRE(again.history.epochs() == 3);
    CHECK(again.history.metrics.row(0) == std::vector<double>{0.5, 0.625});
    CHECK(std::isnan(again.history.column("loss")[1]));
    CHECK(std::isinf(again.history.column("val_auc")[1]));
    CHECK(again.history.metrics.row(2) == std::vector<double>{0.125, 0.75});
    CHECK(again.history.loss == "dice_loss");
    CHECK(again.history.best_epoch == 2);
    CHECK(again.history.stopped_early);
    CHECK(again.history.warnings == std::vector<std::string>{"odd"});
}

TEST_CASE("the state of a training that has not begun is read back too") {
    const testing::temporary_folder folder;
    nn::unet<float> net(small, 1);
    io::save_checkpoint(folder / "c.npz", nn::initial_state(net, nn::sgd{}));
    const auto again = io::load_checkpoint(folder / "c.npz", net, nn::sgd{});
    CHECK(again.epoch == 0);
    CHECK(std::isnan(again.stop.best));
    CHECK(again.weights.empty());
    CHECK(again.history.epochs() == 0);
    CHECK_FALSE(again.history.stopped_early);
}

TEST_CASE("checkpoints of other networks and optimizers are refused by name") {
    const testing::temporary_folder folder;
    nn::unet<float> net(small, 1), other({.channels = 2, .filters = 3, .levels = 1, .bottleneck = 3, .kernel = 3}),
        deeper({.channels = 2, .filters = 2, .levels = 2, .kernel = 3});
    const nn::optimizer adam = nn::adam{}, sgd = nn::sgd{};
    const auto message = [&](const nn::training_state<float>& state, nn::unet<float>& into, const nn::optimizer& o) {
        io::save_checkpoint(folder / "c.npz", state);
        return testing::message_of<file_error>([&] { io::load_checkpoint(folder / "c.npz", into, o); });
    };
    const auto state = some_state(net, adam);
    CHECK(testing::mentions(message(state, net, sgd), "c.npz", "adam", "sgd"));
    CHECK(testing::mentions(message(state, other, adam), "c.npz", "conv2d/kernel", "{3, 3, 2, 3}"));
    CHECK(testing::mentions(message(state, deeper, adam), "c.npz", "tensors of optimizer state"));
    auto bad = state;
    bad.slots[1] = tensor<float>(shape{4}, 0.f);
    CHECK(testing::mentions(message(bad, net, adam), "c.npz", "an optimizer state {4}", "conv2d/kernel"));
    bad = state;
    bad.best_weights.pop_back();
    CHECK(testing::mentions(message(bad, net, adam), "c.npz", "weights"));
    bad = state;
    bad.epoch = 4;
    CHECK(testing::mentions(message(bad, net, adam), "c.npz", "each of 4 epochs, got 3"));
    bad = state;
    bad.history.best_epoch = 3;
    CHECK(testing::mentions(message(bad, net, adam), "c.npz", "best_epoch 3"));
}

TEST_CASE("training goes on from a checkpoint as if it had not stopped") {
    const testing::temporary_folder folder;
    const auto data = noise();
    const nn::fit_options options{.epochs = 5, .batch = 4, .stop = nn::early_stopping{.monitor = "val_auc"}};
    nn::unet<float> whole(small, 1), first(small, 1), second(small, 2);
    const auto history = nn::fit(whole, data, data, options);
    nn::trainer before(first, data, data, options);
    before.run_epoch();
    before.run_epoch();
    io::save_checkpoint(folder / "checkpoint.npz", before.state());
    nn::trainer after(second, data, data, options);
    after.restore(io::load_checkpoint(folder / "checkpoint.npz", second, options.optimizer));
    while (after.run_epoch()) {
    }
    CHECK(flattened(second.parameters()) == flattened(whole.parameters()));
    for (const std::string& name : history.metrics.names()) CHECK(after.history().column(name) == history.column(name));
    CHECK(after.history().best_epoch == history.best_epoch);
    nn::unet<float> other({.channels = 2, .filters = 3, .levels = 1, .bottleneck = 3, .kernel = 3});
    nn::trainer wrong(other, data, data, options);
    CHECK_THROWS_AS(wrong.restore(before.state()), argument_error);
}

TEST_CASE("files that are no checkpoint are named") {
    const testing::temporary_folder folder;
    io::save_npz(folder / "x.npz", {{"x", array<float>{1, 2}}});
    io::save_npz(folder / "y.npz", {{"state.json", std::string("{\"epoch\": \"three\"}")}});
    io::save_npz(folder / "z.npz", {{"state.json", std::string("{\"epoch\": 3")}});
    nn::unet<float> net(small, 1);
    const auto message = [&](const char* name) {
        return testing::message_of<file_error>([&] { io::load_checkpoint(folder / name, net, nn::adam{}); });
    };
    CHECK(testing::mentions(message("x.npz"), "x.npz", "state.json"));
    CHECK(testing::mentions(message("y.npz"), "y.npz", "state.json"));
    CHECK(testing::mentions(message("z.npz"), "z.npz", "state.json"));
    CHECK(testing::mentions(message("none.npz"), "none.npz"));
}
