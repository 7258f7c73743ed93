#include "nn/training/support.hpp"
#include "reference.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/losses/dice_loss.hpp>
#include <diapir/nn/training/fit.hpp>
#include <diapir/nn/training/progress_line.hpp>
#include <diapir/nn/training/trainer.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

using namespace diapir;
using testing::flattened;
using testing::small;
using testing::squares;

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
    for (const std::string& name : history.metrics.names()) CHECK(after.history().column(name) == history.column(name));
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
                                 .schedule = nn::step_decay{.epochs = 1, .factor = 0.5}});
    CHECK(halved.column("learning_rate") == std::vector<double>{0.1, 0.05, 0.025});
    const auto reduced = nn::fit(
        net, train, valid,
        {.epochs = 4,
         .optimizer = nn::sgd{.learning_rate = 0.1},
         .reduce = nn::reduce_on_plateau{.monitor = "val_loss", .factor = 0.5, .patience = 1, .min_delta = 1e9}});
    CHECK(reduced.column("learning_rate") == std::vector<double>{0.1, 0.1, 0.05, 0.025});
}

TEST_CASE("a schedule is told where every step stands in the whole training") {
    const auto train = squares(40, 1);
    nn::unet<float> net(small, 1);
    std::vector<nn::training_position> seen;
    nn::fit_options options{.epochs = 2, .batch = 16, .optimizer = nn::sgd{.learning_rate = 0.25}};
    options.schedule = [&](const nn::training_position& at) {
        seen.push_back(at);
        return 1e-3;
    };
    nn::fit(net, train, {}, options);
    REQUIRE(seen.size() == 6);
    for (std::size_t i = 0; i < seen.size(); ++i) {
        CHECK(seen[i].epoch == i / 3);
        CHECK(seen[i].epochs == 2);
        CHECK(seen[i].step == i);
        CHECK(seen[i].steps_per_epoch == 3);
        CHECK(seen[i].progress == Approx(static_cast<double>(i) / 6));
        CHECK(seen[i].rate == 0.25);
    }
}

TEST_CASE("epochs without number are no progress, and a batch of all samples is one step") {
    const auto train = squares(40, 1);
    nn::unet<float> net(small, 1);
    const std::size_t most = std::numeric_limits<std::size_t>::max();
    std::vector<nn::training_position> seen;
    nn::fit_options options{.epochs = most, .batch = 16};
    options.schedule = [&](const nn::training_position& at) {
        seen.push_back(at);
        return 1e-3;
    };
    options.callbacks = {{.on_epoch = [](const nn::training_report& r) { return r.epoch < 2; }}};
    nn::fit(net, train, {}, options);
    REQUIRE(seen.size() == 6);
    for (const nn::training_position& at : seen) CHECK(at.progress < 1e-18);
    const auto before = flattened(net.parameters());
    const auto history = nn::fit(net, train, train, {.epochs = 1, .batch = most});
    CHECK(history.column("loss").front() > 0);
    CHECK(flattened(net.parameters()) != before);
}

TEST_CASE("a last step that overflows is told") {
    const auto train = squares(8, 1);
    nn::unet<float> net(small, 1);
    CHECK_THROWS_WITH(nn::fit(net, train, {}, {.batch = 8, .optimizer = nn::sgd{.learning_rate = 1e300}}),
                      Catch::Contains("fit: conv2d/kernel is no longer finite in epoch 1, step 1"));
}

TEST_CASE("a mean of squares that overflows is told") {
    // the slope of 1e22 fits in float, and its square does not
    const nn::dataset<float> train{make_array<float>({8, 1}, 1e10f), make_array<float>({8, 1}, 1e12f)};
    for (const nn::optimizer& o :
         {nn::optimizer(nn::adam{}), nn::optimizer(nn::adamw{}), nn::optimizer(nn::rmsprop{})}) {
        nn::network<float> net({1}, nn::dense{.units = 1});
        INFO(nn::name(o));
        CHECK_THROWS_WITH(
            nn::fit(net, train, {}, {.batch = 8, .optimizer = o, .task = nn::regression{}}),
            Catch::Contains("fit: the optimizer's state of dense/kernel is no longer finite in epoch 1, step 1"));
    }
}

TEST_CASE("bad training input is refused with a reason") {
    nn::unet<float> net(small, 1);
    auto data = squares(8, 1);
    CHECK_THROWS_AS(nn::fit(net, {}, {}, {}), argument_error);
    CHECK_THROWS_AS(nn::fit(net, data, {}, {.batch = 0}), argument_error);
    CHECK_THROWS_WITH(nn::fit(net, {data.x, slice(data.y, 0, 4)}, {}, {}),
                      Catch::Contains("dataset") && Catch::Contains("{4, 8, 8, 1}"));
    auto cut = data;
    cut.y = slice(cut.y, 0, 4);
    CHECK_THROWS_WITH(nn::fit(net, cut, {}, {}), Catch::Contains("train") && Catch::Contains("{4, 8, 8, 1}"));
    CHECK_THROWS_WITH(nn::fit(net, data, cut, {}), Catch::Contains("valid") && Catch::Contains("{4, 8, 8, 1}"));
    const nn::dataset<float> wide{make_array<float>({8, 8, 8, 2}, 0.f), data.y};
    CHECK_THROWS_WITH(nn::fit(net, data, wide, {}),
                      Catch::Contains("valid: expected samples of 1 channels") && Catch::Contains("{8, 8, 2}"));
    for (const double factor : {0.0, 1.0, std::nan("")})
        CHECK_THROWS_WITH(nn::fit(net, data, data, {.reduce = nn::reduce_on_plateau{.factor = factor}}),
                          Catch::Contains("factor"));
    CHECK_THROWS_WITH(nn::fit(net, data, data, {.stop = nn::early_stopping{.min_delta = -1}}),
                      Catch::Contains("min_delta"));
    CHECK_THROWS_WITH(nn::fit(net, data, {}, {.stop = nn::early_stopping{.monitor = "val_auc"}}),
                      Catch::Contains("val_auc"));
    data.x(0, 0, 0, 0) = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_WITH(nn::fit(net, data, {}, {}), Catch::Contains("epoch 1"));
}

TEST_CASE("a monitored metric that there will not be is noticed before the first step") {
    nn::unet<float> net(small, 1);
    const auto before = flattened(net.parameters());
    const auto data = squares(8, 1);
    CHECK_THROWS_WITH(nn::fit(net, data, data, {.stop = nn::early_stopping{.monitor = "val_acu"}}),
                      Catch::Contains("early_stopping monitors val_acu") && Catch::Contains(" val_auc"));
    CHECK_THROWS_WITH(nn::fit(net, data, data, {.reduce = nn::reduce_on_plateau{.monitor = "val-loss"}}),
                      Catch::Contains("reduce_on_plateau monitors val-loss"));
    CHECK_THROWS_WITH(nn::fit(net, data, {}, {.stop = nn::early_stopping{}}),
                      Catch::Contains("val_loss") && Catch::Contains("no validation set"));
    CHECK(flattened(net.parameters()) == before);
    // what an epoch reports can be monitored
    const auto names = nn::fit(net, data, data, {}).metrics.names();
    for (const std::string& name : names)
        CHECK_NOTHROW(nn::trainer(net, data, data, {.stop = nn::early_stopping{.monitor = name}}));
}

TEST_CASE("an image that is not a number has its place in the history, and monitoring it is told") {
    const auto train = squares(32, 1);
    auto valid = squares(8, 2);
    nn::unet<float> net(small, 1);
    std::vector<std::string> told;
    std::size_t epoch = 0;
    const float good = valid.x.data()[5];
    const nn::training_callback spoil{{}, [&](const nn::training_report&) {
                                          valid.x.data()[5] = ++epoch == 2 ? std::nanf("") : good;
                                          return true;
                                      }};
    const auto h = nn::fit(net, train, valid,
                           {.epochs = 4,
                            .stop = nn::early_stopping{.patience = 3},
                            .callbacks = {spoil},
                            .warn = [&](const std::string& text) { told.push_back(text); }});
    REQUIRE(h.epochs() == 4);
    const auto loss = h.column("val_loss");
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(std::isnan(loss[i]) == (i == 2));
        CHECK(h.column("learning_rate")[i] == 1e-3);
        CHECK(h.column("val_tp")[i] + h.column("val_fp")[i] + h.column("val_tn")[i] + h.column("val_fn")[i] == 512);
    }
    CHECK(!std::isnan(loss[h.best_epoch]));
    REQUIRE(told.size() == 1);
    CHECK_THAT(told[0], Catch::Contains("early_stopping monitors val_loss") && Catch::Contains("NaN in epoch 3"));
    CHECK(h.warnings == told);
}

TEST_CASE("an area under the curve of one class ends no training") {
    const auto train = squares(32, 1);
    nn::dataset<float> valid = squares(8, 2);
    std::fill(valid.y.begin(), valid.y.end(), 1.f);
    nn::unet<float> net(small, 1);
    std::size_t told = 0;
    const auto h = nn::fit(net, train, valid,
                           {.epochs = 4,
                            .stop = nn::early_stopping{.monitor = "val_auc", .patience = 1},
                            .warn = [&](const std::string&) { ++told; }});
    CHECK(h.epochs() == 4);
    CHECK_FALSE(h.stopped_early);
    CHECK(h.best_epoch == 3);  // whose weights the network has
    CHECK(told == 1);
    for (const double auc : h.column("val_auc")) CHECK(std::isnan(auc));
}

TEST_CASE("the loss that is reported is the one that was trained with, under its name") {
    const auto train = squares(40, 1);
    auto valid = squares(70, 2);
    for (std::size_t i = valid.y.size() / 2; i < valid.y.size(); ++i) valid.y.data()[i] = 0;  // last: no truth at all
    nn::unet<float> net(small, 1);
    const auto h = nn::fit(net, train, valid, {.loss = nn::dice_loss{}});
    CHECK(h.loss == "dice_loss");
    const auto logits = nn::predict(net, valid.x).logits;
    CHECK(h.column("val_loss")[0] ==
          Approx(nn::dice_loss{}(pack(logits), pack(valid.y), static_cast<tensor<float>*>(nullptr))).epsilon(1e-6));
    CHECK(h.best_epoch == 0);
}

TEST_CASE("states of another network, optimizer or loss are refused, and nothing is changed") {
    const auto data = squares(16, 1);
    nn::unet<float> net(small, 1), wide({.channels = 1, .filters = 5, .levels = 1, .bottleneck = 8, .kernel = 3});
    nn::trainer source(net, data, data, {.epochs = 2});
    source.run_epoch();
    const auto state = source.state();
    const auto refused = [&](const nn::training_state<float>& saved, nn::unet<float>& into, nn::fit_options options) {
        const auto before = flattened(into.parameters());
        nn::trainer target(into, data, data, std::move(options));
        std::string message;
        try {
            target.restore(saved);
        } catch (const argument_error& e) {
            message = e.what();
        }
        CHECK(flattened(into.parameters()) == before);
        CHECK(target.history().epochs() == 0);
        return message;
    };
    nn::unet<float> other(small, 2);
    CHECK_THAT(refused(state, wide, {}), Catch::Contains("conv2d/kernel"));
    CHECK_THAT(refused(state, other, {.optimizer = nn::sgd{}}), Catch::Contains("adam") && Catch::Contains("sgd"));
    CHECK_THAT(refused(state, other, {.loss = nn::dice_loss{}}), Catch::Contains("binary_crossentropy"));
    CHECK_THAT(refused(nn::initial_state(net, nn::adam{}), other, {}), Catch::Contains("no weights"));
    nn::trainer target(other, data, data, {});
    CHECK_NOTHROW(target.restore(state));
    CHECK(flattened(other.parameters()) == flattened(net.parameters()));
}

namespace {

/// A network of residual blocks with everything that training has to remember.
const nn::unet_options everything{.channels = 1,
                                  .filters = 4,
                                  .levels = 1,
                                  .bottleneck = 8,
                                  .kernel = 3,
                                  .dropout = 0.2,
                                  .residual = true,
                                  .normalization = nn::normalization::batch,
                                  .squeeze_excitation = true};
nn::fit_options every_option() {
    return {.epochs = 6,
            .batch = 16,
            .optimizer = nn::adamw{.learning_rate = 0.02},
            .loss = nn::binary_crossentropy{} + 0.5 * nn::dice_loss{},
            .stop = nn::early_stopping{.monitor = "val_loss", .patience = 4},
            .reduce = nn::reduce_on_plateau{.monitor = "loss", .factor = 0.5, .patience = 1, .min_delta = 0.05},
            .schedule = nn::step_decay{.epochs = 2, .factor = 0.7},
            .clip = {.global_norm = 0.5},
            .average = nn::averaging{.kept = nn::exponential_average{.decay = 0.8}},
            .change =
                [](auto image, auto target, random_stream& random) {
                    if (random.uniform() < 0.5) std::swap(image.at(0, 0, 0), image.at(7, 7, 0));
                    for (std::size_t i = 0; i < image.size(); ++i)
                        image.data[i] +=
                            static_cast<std::remove_reference_t<decltype(*image.data)>>(0.1 * random.normal());
                    target.at(0, 0, 0) = 0;
                },
            .seed = 9};
}
template <class State>
std::vector<float> all_tensors(const State& s) {
    std::vector<float> all;
    for (const auto* some : {&s.slots, &s.weights, &s.best_weights, &s.average})
        for (const auto& t : *some) all.insert(all.end(), t.begin(), t.end());
    return all;
}

}  // namespace

TEST_CASE("with every option on, an interrupted training is resumed to the same bits") {
    const auto train = squares(50, 1), valid = squares(20, 2);
    nn::unet<float> net(everything, 1);
    nn::trainer whole(net, train, valid, every_option());
    while (whole.run_epoch()) {
    }
    const auto expected = whole.state();
    REQUIRE(whole.history().epochs() > 3);
    const auto rates = whole.history().column("learning_rate");
    CHECK(rates[2] <= 0.7 * rates[0]);
    CHECK(expected.learning_rate < 0.02);  // a plateau has lowered it
    for (std::size_t stop = 1; stop < whole.history().epochs(); ++stop) {
        INFO("interrupted after " << stop << " epochs");
        nn::unet<float> first(everything, 1), second(everything, 77);
        nn::trainer before(first, train, valid, every_option());
        for (std::size_t i = 0; i < stop; ++i) before.run_epoch();
        nn::trainer after(second, train, valid, every_option());
        after.restore(before.state());
        while (after.run_epoch()) {
        }
        CHECK(flattened(net.parameters()) == flattened(second.parameters()));
        CHECK(all_tensors(after.state()) == all_tensors(expected));
        CHECK(after.state().averaged == expected.averaged);
        CHECK(after.state().learning_rate == expected.learning_rate);
        for (const std::string& name : whole.history().metrics.names())
            CHECK(after.history().column(name) == whole.history().column(name));
    }
}

TEST_CASE("with every option on, training is the same for any number of threads") {
    const auto train = squares(50, 1), valid = squares(20, 2);
    nn::unet<float> one(everything, 1), three(everything, 1);
    {
        const thread_limit limit(1);
        nn::fit(one, train, valid, every_option());
    }
    const thread_limit limit(3);
    nn::fit(three, train, valid, every_option());
    CHECK(flattened(one.parameters()) == flattened(three.parameters()));
}

TEST_CASE("a training that has finished goes on as if it had not") {
    const auto train = squares(50, 1), valid = squares(20, 2);
    auto options = every_option();
    options.stop = {};
    nn::unet<float> whole(everything, 1), first(everything, 1), second(everything, 2);
    nn::fit(whole, train, valid, options);
    options.epochs = 3;
    nn::trainer before(first, train, valid, options);
    while (before.run_epoch()) {
    }
    const auto state = before.state();
    const auto given = flattened(first.parameters());
    options.epochs = 6;
    nn::trainer after(second, train, valid, options);
    after.restore(state);
    CHECK(flattened(second.parameters()) != given);  // not from the average
    while (after.run_epoch()) {
    }
    CHECK(flattened(second.parameters()) == flattened(whole.parameters()));
}

TEST_CASE("a callback in the middle of a step sees the gradients after clipping, and the batch") {
    const auto train = squares(20, 1);
    nn::unet<float> net(small, 1);
    std::vector<float> next;  // the parameters after the step
    std::size_t steps = 0;
    const auto watch = [&](const nn::training_step& s) {
        ++steps;
        CHECK(s.epoch == (steps + 1) / 2);
        CHECK(s.step == steps);
        CHECK(s.learning_rate == 0.1);
        CHECK(std::get<const tensor<float>*>(s.x)->samples() == 10);
        CHECK(std::get<const tensor<float>*>(s.y)->channels() == 1);
        REQUIRE(s.gradients.size() == net.parameters().size());
        next = flattened(net.parameters());
        double squared = 0;
        auto at = next.begin();
        for (std::size_t i = 0; i < s.gradients.size(); ++i) {
            CHECK(s.gradients[i].parameter == net.parameters()[i].name);
            for (const float g : *std::get<const tensor<float>*>(s.gradients[i].value)) {
                *at++ -= 0.1f * g;
                squared += static_cast<double>(g) * static_cast<double>(g);
            }
        }
        CHECK(std::sqrt(squared) == Approx(std::min(s.gradient_norm, 0.05)).epsilon(1e-5));
        return true;
    };
    const auto compare = [&](const nn::training_report&) {
        CHECK(testing::max_difference(flattened(net.parameters()), next) < 1e-7);
        return true;
    };
    nn::fit(net, train, {},
            {.epochs = 2,
             .batch = 10,
             .optimizer = nn::sgd{.learning_rate = 0.1},
             .clip = {.global_norm = 0.05},
             .callbacks = {{.on_batch = compare, .on_step = watch}}});
    CHECK(steps == 4);
}

TEST_CASE("a callback in the middle of a step ends training before the parameters change") {
    const auto train = squares(20, 1);
    nn::unet<float> net(small, 1);
    std::vector<float> seen;
    std::size_t steps = 0;
    const nn::training_callback third{.on_step = [&](const nn::training_step&) {
        seen = flattened(net.parameters());
        return ++steps < 3;
    }};
    const auto h = nn::fit(net, train, {}, {.epochs = 5, .batch = 10, .callbacks = {third}});
    CHECK(steps == 3);
    CHECK(h.epochs() == 1);
    CHECK(flattened(net.parameters()) == seen);
}

TEST_CASE("a time budget ends training in the middle of an epoch, with the schedule at its end") {
    const auto train = squares(200, 1);
    nn::unet<float> net(small, 1);
    std::vector<double> rates;
    const nn::training_callback watch{
        .on_step = [&](const nn::training_step& s) { return rates.push_back(s.learning_rate), true; }};
    const auto h = nn::fit(net, train, {},
                           {.epochs = 1000000,
                            .batch = 4,
                            .optimizer = nn::sgd{.learning_rate = 0.1},
                            .schedule = nn::cosine{},
                            .time = 0.6,
                            .callbacks = {watch}});
    CHECK(h.epochs() >= 1);
    CHECK(h.epochs() < 100000);
    REQUIRE(rates.size() > 4);
    CHECK(rates.front() > 0.08);
    CHECK(rates.back() < 0.03);
    CHECK(std::is_sorted(rates.rbegin(), rates.rend()));
    CHECK(h.column("learning_rate").back() == rates.back());
}

TEST_CASE("weights of samples count in training and validation") {
    auto train = squares(40, 1), valid = squares(20, 2);
    nn::unet<float> plain(small, 1), ones(small, 1), half(small, 1);
    const nn::fit_options options{.epochs = 2, .batch = 10, .optimizer = nn::sgd{.learning_rate = 0.1}};
    const auto unweighted = nn::fit(plain, train, valid, options);
    train.weights = make_array<float>({40}, 1.f);
    valid.weights = make_array<float>({20, 8, 8, 1}, 1.f);
    const auto same = nn::fit(ones, train, valid, options);
    for (std::size_t i = 0; i < flattened(plain.parameters()).size(); ++i)
        CHECK(flattened(plain.parameters())[i] == Approx(flattened(ones.parameters())[i]).margin(1e-6));
    CHECK(same.column("val_loss").back() == Approx(unweighted.column("val_loss").back()).epsilon(1e-5));
    // samples of weight 0 are as if they were not there, but that the mean is taken over them too
    std::fill_n(valid.weights.data(), valid.weights.size() / 2, 0.f);
    const double weighted = nn::evaluate(ones, valid, nn::binary_crossentropy{})["loss"];
    const nn::dataset<float> rest{slice(valid.x, 10, 20), slice(valid.y, 10, 20)};
    CHECK(weighted == Approx(nn::evaluate(ones, rest, nn::binary_crossentropy{})["loss"] / 2).epsilon(1e-5));
    CHECK_THROWS_WITH(nn::fit(half, train, valid, {.loss = nn::dice_loss{}}),
                      Catch::Contains("takes no sample weights"));
}
