// What fit promises of averages of weights.
#include "nn/training/support.hpp"
#include "reference.hpp"
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/batch_normalization.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/sequential.hpp>
#include <diapir/nn/training/averaging.hpp>
#include <diapir/nn/training/batch_statistics.hpp>
#include <diapir/nn/training/evaluate.hpp>
#include <diapir/nn/training/fit.hpp>

#include <utility>
#include <vector>

using namespace diapir;
using testing::flattened;
using testing::max_difference;
using testing::small;
using testing::squares;

namespace {

/// The weights before a training, and after each of its steps or epochs without averaging.
struct course {
    std::vector<nn::parameters<float>> steps, epochs;
};
template <class Net>
course course_of(Net net, const nn::dataset<float>& train, nn::fit_options options) {
    course all;
    options.average = {};
    options.callbacks = {{[&](const nn::training_report&) { return all.steps.push_back(net.parameters()), true; },
                          [&](const nn::training_report&) { return all.epochs.push_back(net.parameters()), true; }}};
    nn::fit(net, train, {}, options);
    return all;
}
/// An average of the last `count` of some weights.
nn::parameters<float> average_of(const std::vector<nn::parameters<float>>& weights, std::size_t count,
                                 const nn::weight_average<float>& empty) {
    auto average = empty;
    for (std::size_t i = weights.size() - count; i < weights.size(); ++i) average.update(weights[i]);
    auto result = weights.back();
    average.exchange(result);
    return result;
}
nn::network<float> normalizing(std::uint64_t seed) {
    return {{8, 8, 1},
            nn::sequential{nn::conv2d{.filters = 3}, nn::batch_normalization{}, nn::relu{}, nn::conv2d{.filters = 1},
                           nn::sigmoid{}},
            seed};
}

}  // namespace

TEST_CASE("an average of every step, or of every epoch, is what the network ends with") {
    const auto train = squares(40, 1);
    nn::fit_options options{.epochs = 4, .batch = 10};
    const nn::unet<float> start(small, 1);
    const auto weights = course_of(start, train, options);
    REQUIRE(weights.steps.size() == 16);
    const auto check = [&](const nn::averaging& how, const auto& of, std::size_t count) {
        auto net = start;
        options.average = how;
        nn::fit(net, train, {}, options);
        CHECK(flattened(net.parameters()) == flattened(average_of(of, count, nn::weight_average<float>(how.kept))));
    };
    const nn::exponential_average moving{.decay = 0.8, .warm_up = false};
    check({.kept = moving}, weights.steps, 16);
    check({}, weights.steps, 16);
    check({.kept = nn::equal_average{}}, weights.steps, 16);
    check({.kept = moving, .every_step = false}, weights.epochs, 4);
    check({.kept = nn::equal_average{}, .every_step = false}, weights.epochs, 4);
    // from a share of the training on: steps 9 to 16, epochs 3 and 4
    check({.kept = nn::equal_average{}, .from = 0.5}, weights.steps, 8);
    check({.kept = nn::equal_average{}, .every_step = false, .from = 0.5}, weights.epochs, 2);
    check({.kept = nn::equal_average{}, .from = 0.9}, weights.steps, 1);
}

TEST_CASE("the average is what is validated, and training goes on without it") {
    const auto train = squares(40, 1), valid = squares(20, 2);
    nn::unet<float> net(small, 1);
    std::vector<nn::parameters<float>> steps;
    std::vector<double> expected;
    const nn::averaging how{.kept = nn::equal_average{}};
    const nn::training_callback watch{
        [&](const nn::training_report&) { return steps.push_back(net.parameters()), true; },
        [&](const nn::training_report&) {
            nn::unet<float> averaged = net;
            averaged.parameters() = average_of(steps, steps.size(), nn::weight_average<float>(how.kept));
            expected.push_back(nn::evaluate(averaged, valid, nn::binary_crossentropy{})["loss"]);
            return true;
        }};
    const auto h = nn::fit(net, train, valid, {.epochs = 3, .batch = 10, .average = how, .callbacks = {watch}});
    CHECK(h.column("val_loss") == expected);
    const auto plain = course_of(nn::unet<float>(small, 1), train, {.epochs = 3, .batch = 10});
    for (std::size_t i = 0; i < steps.size(); ++i) CHECK(flattened(steps[i]) == flattened(plain.steps[i]));
    CHECK(nn::evaluate(net, valid, nn::binary_crossentropy{})["loss"] == expected.back());
}

TEST_CASE("the best weights of early stopping are averages where there are some") {
    const auto train = squares(40, 1), valid = squares(20, 2);
    nn::unet<float> net(small, 1);
    const auto h = nn::fit(net, train, valid,
                           {.epochs = 6,
                            .batch = 10,
                            .optimizer = nn::adam{.learning_rate = 0.05},
                            .stop = nn::early_stopping{.patience = 2},
                            .average = nn::averaging{.kept = nn::exponential_average{.decay = 0.7}}});
    CHECK(nn::evaluate(net, valid, nn::binary_crossentropy{})["loss"] == h.column("val_loss")[h.best_epoch]);
}

TEST_CASE("running means are computed anew for averaged weights where that is asked for") {
    const auto train = squares(40, 1);
    nn::averaging how{.kept = nn::equal_average{}, .every_step = false};
    auto plain = normalizing(1), anew = normalizing(1);
    nn::fit(plain, train, {}, {.epochs = 3, .batch = 10, .average = how});
    how.recompute_statistics = true;
    nn::fit(anew, train, {}, {.epochs = 3, .batch = 10, .average = how});
    CHECK(max_difference(flattened(plain.parameters()), flattened(anew.parameters())) > 1e-4);
    nn::recompute_batch_statistics(plain, train, 10, 42);
    CHECK(flattened(plain.parameters()) == flattened(anew.parameters()));
}

TEST_CASE("an average is resumed, and goes on from a finished training, to the same bits") {
    const auto train = squares(40, 1);
    for (const bool every_step : {true, false}) {
        const nn::averaging how{.kept = nn::exponential_average{.decay = 0.9}, .every_step = every_step};
        nn::unet<float> whole(small, 1), first(small, 1), second(small, 9);
        nn::fit_options options{.epochs = 5, .batch = 10, .average = how};
        nn::fit(whole, train, {}, options);
        options.epochs = 2;
        const nn::dataset<float> none;
        nn::trainer before(first, train, none, options);
        while (before.run_epoch()) {
        }
        const auto state = before.state();
        options.epochs = 5;
        nn::trainer after(second, train, none, options);
        after.restore(state);
        while (after.run_epoch()) {
        }
        CHECK(flattened(whole.parameters()) == flattened(second.parameters()));
    }
}
