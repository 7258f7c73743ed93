#include "catch.hpp"
#include "io/support.hpp"
#include <diapir/io/checkpoint.hpp>
#include <diapir/nn/networks/unet.hpp>

#include <cmath>

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

/// Vectors of tensors with elements first, first + 1, ...
std::vector<tensor<float>> tensors(std::initializer_list<shape> shapes, float first) {
    std::vector<tensor<float>> all;
    for (const shape& s : shapes) {
        all.emplace_back(s);
        for (float& e : all.back()) e = first++;
    }
    return all;
}

template <class T>
bool same(const std::vector<tensor<float>>& a, const std::vector<tensor<T>>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const tensor<float>& p, const tensor<T>& q) {
        return p.shape() == q.shape() && std::equal(p.begin(), p.end(), q.begin());
    });
}

}  // namespace

TEMPLATE_TEST_CASE("a training state is read back as it was, in either precision", "", float, double) {
    const testing::temporary_folder folder;
    nn::training_state<float> state;
    state.epoch = 3;
    state.step = 17;
    state.learning_rate = 0.0625;
    state.stop = {.best = 0.75, .wait = 2};
    state.reduce = {.best = 0.5, .wait = 1};
    state.weights = tensors({{3, 3, 2, 4}, {4}}, 1);
    state.best_weights = tensors({{3, 3, 2, 4}, {4}}, 100);
    state.slots = tensors({{3, 3, 2, 4}, {3, 3, 2, 4}, {4}, {4}}, 1000);
    state.history.names = {"loss", "val_auc"};
    state.history.rows = {{0.5, 0.625}, {0.25, std::nan("")}, {0.125, 0.75}};
    state.history.best_epoch = 2;
    state.history.stopped_early = true;
    io::save_checkpoint(folder / "c.npz", state);

    const auto again = io::load_checkpoint<TestType>(folder / "c.npz");
    CHECK(again.epoch == 3);
    CHECK(again.step == 17);
    CHECK(again.learning_rate == 0.0625);
    CHECK(again.stop.best == 0.75);
    CHECK(again.stop.wait == 2);
    CHECK(again.reduce.best == 0.5);
    CHECK(again.reduce.wait == 1);
    CHECK(same(state.weights, again.weights));
    CHECK(same(state.best_weights, again.best_weights));
    CHECK(same(state.slots, again.slots));
    CHECK(again.history.names == state.history.names);
    REQUIRE(again.history.rows.size() == 3);
    CHECK(again.history.rows[0] == state.history.rows[0]);
    CHECK(std::isnan(again.history.rows[1][1]));
    CHECK(again.history.rows[2] == state.history.rows[2]);
    CHECK(again.history.best_epoch == 2);
    CHECK(again.history.stopped_early);
}

TEST_CASE("the state of a training that has not begun is read back too") {
    const testing::temporary_folder folder;
    io::save_checkpoint(folder / "c.npz", nn::training_state<float>{});
    const auto again = io::load_checkpoint<float>(folder / "c.npz");
    CHECK(again.epoch == 0);
    CHECK(std::isnan(again.stop.best));
    CHECK(again.weights.empty());
    CHECK(again.history.rows.empty());
    CHECK_FALSE(again.history.stopped_early);
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
    after.restore(io::load_checkpoint<float>(folder / "checkpoint.npz"));
    while (after.run_epoch()) {
    }
    CHECK(flattened(second.parameters()) == flattened(whole.parameters()));
    CHECK(after.history().rows == history.rows);
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
    const auto message = [&](const char* name) {
        return testing::message_of<file_error>([&] { io::load_checkpoint<float>(folder / name); });
    };
    CHECK(testing::mentions(message("x.npz"), "x.npz", "state.json"));
    CHECK(testing::mentions(message("y.npz"), "y.npz", "state.json"));
    CHECK(testing::mentions(message("z.npz"), "z.npz", "state.json"));
    CHECK(testing::mentions(message("none.npz"), "none.npz"));
}
