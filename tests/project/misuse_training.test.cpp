// What losses, optimizers, schedules, training and its measures refuse.
#include "project/misuse.hpp"
#include <diapir/nn.hpp>

#include <cstddef>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

using namespace diapir;
using namespace diapir::testing;

namespace {

/// The value of a loss for two images of 4 x 4 pixels, all of whose logits are 0.
template <class L>
double loss_of(const L& loss, double target, std::size_t channels = 1) {
    return loss(batch(2, 4, 4, channels), pack(filled({2, 4, 4, channels}, target)),
                static_cast<tensor<double>*>(nullptr));
}
/// The same with weights of a shape.
template <class L>
double weighted(const L& loss, const tensor<double>& weights) {
    const auto z = batch(2, 4, 4, 1);
    return loss(z, z, weights, static_cast<tensor<double>*>(nullptr));
}
/// The gradient is asked for in a tensor of another shape.
template <class L>
void slope_of(const L& loss, std::size_t channels = 1) {
    tensor<double> gradient = plain({3});
    const auto z = batch(2, 4, 4, channels);
    loss(z, z, &gradient);
}

/// The gradient is asked for in the tensor of the logits, or of the targets.
template <class L>
void slope_in_logits(const L& loss, std::size_t channels = 1) {
    auto z = batch(2, 4, 4, channels);
    loss(z, pack(filled({2, 4, 4, channels}, 1.0 / static_cast<double>(channels))), &z);
}
template <class L>
void slope_in_targets(const L& loss) {
    auto y = batch(2, 4, 4, 1);
    loss(batch(2, 4, 4, 1), y, &y);
}
/// The value of a loss in float.
double in_float(const nn::any_loss& loss) {
    const auto z = tensor<float>::batch(1, 1, 1, 1);
    return loss(z, z, static_cast<tensor<float>*>(nullptr));
}

const misuse of_losses[] = {
    {"logits and targets of two shapes",
     [] { nn::binary_crossentropy{}(batch(2, 4, 4, 1), batch(2, 4, 3, 1), static_cast<tensor<double>*>(nullptr)); },
     "binary_crossentropy: expected predictions and targets of one shape, got 2 x {1, 4, 4} and 2 x {1, 4, 3}"},
    {"plain logits", [] { nn::mean_squared_error{}(plain({4}), plain({4}), static_cast<tensor<double>*>(nullptr)); },
     "mean_squared_error: expected predictions and targets of one shape, got {4} and {4}"},
    {"targets that are no shares", [] { loss_of(nn::binary_crossentropy{}, 2); }, "binary_crossentropy: expected"},
    {"targets that are NaN", [] { loss_of(nn::dice_loss{}, not_a_number); }, "got nan in sample 0"},
    {"infinite targets", [] { loss_of(nn::mean_squared_error{}, infinite); }, "got inf in sample 0"},
    {"smoothing beyond 1", [] { loss_of(nn::binary_crossentropy{.label_smoothing = 1.5}, 1); },
     "binary_crossentropy: expected label_smoothing in 0 ... 1, got 1.5"},
    {"a negative weight of positives", [] { loss_of(nn::binary_crossentropy{.positive_weight = -1}, 1); },
     "binary_crossentropy: expected positive_weight at least 0, got -1"},
    {"a gamma that is NaN", [] { loss_of(nn::binary_focal_crossentropy{.gamma = not_a_number}, 1); },
     "binary_focal_crossentropy: expected gamma at least 0, got nan"},
    {"a negative smooth of Dice", [] { loss_of(nn::dice_loss{.smooth = -1}, 1); },
     "dice_loss: expected smooth at least 0, got -1"},
    {"an infinite price of Tversky", [] { loss_of(nn::tversky_loss{.alpha = infinite}, 1); },
     "tversky_loss: expected alpha, beta and smooth at least 0, got inf"},
    {"a delta of 0", [] { loss_of(nn::huber{.delta = 0}, 1); }, "huber: expected delta above 0, got 0"},
    {"two weights for three classes",
     [] {
         loss_of(nn::categorical_crossentropy{.class_weights = {1, 1}}, 1, 3);
     },
     "categorical_crossentropy: expected a weight for each of 3 classes, got 2"},
    {"a weight of a class that is NaN",
     [] {
         loss_of(nn::categorical_crossentropy{.class_weights = {1, not_a_number}}, 1, 2);
     },
     "categorical_crossentropy: expected class_weights at least 0, got nan"},
    {"classes of which there is one", [] { loss_of(nn::categorical_crossentropy{}, 1); },
     "categorical_crossentropy: expected at least two classes, got logits 2 x {1, 4, 4}"},
    {"smoothing of classes below 0", [] { loss_of(nn::categorical_crossentropy{.label_smoothing = -1}, 1, 2); },
     "categorical_crossentropy: expected label_smoothing in 0 ... 1, got -1"},
    {"weights of other samples", [] { weighted(nn::binary_crossentropy{}, batch(3, 1, 1, 1)); },
     "binary_crossentropy: expected weights of one channel, of samples or of their pixels, for predictions 2 x {1, 4, "
     "4}, "
     "got 3 x {1, 1, 1}"},
    {"weights of two channels", [] { weighted(nn::huber{}, batch(2, 1, 1, 2)); },
     "huber: expected weights of one channel"},
    {"negative weights",
     [] {
         weighted(nn::mean_absolute_error{}, pack(filled({2, 1, 1, 1}, -1)));
     },
     "mean_absolute_error: expected weights at least 0, got -1 in sample 0"},
    {"weights of pixels for a loss of images", [] { weighted(nn::lovasz_hinge{}, batch(2, 4, 4, 1)); },
     "lovasz_hinge: expected weights of images, each of which has a loss"},
    {"weights for a loss that takes none", [] { weighted(nn::any_loss(nn::dice_loss{}), batch(2, 1, 1, 1)); },
     "dice_loss: takes no sample weights"},
    {"a gradient of another shape: binary_crossentropy", [] { slope_of(nn::binary_crossentropy{}); },
     "binary_crossentropy: expected a gradient 2 x {1, 4, 4}, got {3}"},
    {"a gradient of another shape: binary_focal_crossentropy", [] { slope_of(nn::binary_focal_crossentropy{}); },
     "binary_focal_crossentropy: expected a gradient 2 x {1, 4, 4}, got {3}"},
    {"a gradient of another shape: categorical_crossentropy", [] { slope_of(nn::categorical_crossentropy{}, 2); },
     "categorical_crossentropy: expected a gradient 2 x {2, 4, 4}, got {3}"},
    {"a gradient of another shape: dice_loss", [] { slope_of(nn::dice_loss{}); }, "dice_loss: expected a gradient"},
    {"a gradient of another shape: tversky_loss", [] { slope_of(nn::tversky_loss{}); },
     "tversky_loss: expected a gradient"},
    {"a gradient of another shape: lovasz_hinge", [] { slope_of(nn::lovasz_hinge{}); },
     "lovasz_hinge: expected a gradient"},
    {"a gradient of another shape: a sum", [] { slope_of(nn::huber{} + nn::dice_loss{}); },
     "huber: expected a gradient"},
    {"a gradient that is the predictions: binary_crossentropy", [] { slope_in_logits(nn::binary_crossentropy{}); },
     "binary_crossentropy: expected a gradient that is another tensor than the predictions"},
    {"a gradient that is the predictions: binary_focal_crossentropy",
     [] { slope_in_logits(nn::binary_focal_crossentropy{}); },
     "binary_focal_crossentropy: expected a gradient that is another tensor than the predictions"},
    {"a gradient that is the predictions: mean_absolute_error", [] { slope_in_logits(nn::mean_absolute_error{}); },
     "mean_absolute_error: expected a gradient that is another tensor than the predictions"},
    {"a gradient that is the predictions: mean_squared_error", [] { slope_in_logits(nn::mean_squared_error{}); },
     "mean_squared_error: expected a gradient that is another tensor than the predictions"},
    {"a gradient that is the predictions: huber", [] { slope_in_logits(nn::huber{}); },
     "huber: expected a gradient that is another tensor than the predictions"},
    {"a gradient that is the predictions: dice_loss", [] { slope_in_logits(nn::dice_loss{}); },
     "dice_loss: expected a gradient that is another tensor than the predictions"},
    {"a gradient that is the predictions: tversky_loss", [] { slope_in_logits(nn::tversky_loss{}); },
     "tversky_loss: expected a gradient that is another tensor than the predictions"},
    {"a gradient that is the predictions: lovasz_hinge", [] { slope_in_logits(nn::lovasz_hinge{}); },
     "lovasz_hinge: expected a gradient that is another tensor than the predictions"},
    {"a gradient that is the predictions: categorical_crossentropy",
     [] { slope_in_logits(nn::categorical_crossentropy{}, 2); },
     "categorical_crossentropy: expected a gradient that is another tensor than the predictions"},
    {"a gradient that is the predictions: a sum", [] { slope_in_logits(nn::huber{} + nn::dice_loss{}); },
     "any_loss: expected a gradient that is another tensor than the predictions"},
    {"a gradient that is the targets: a sum", [] { slope_in_targets(nn::huber{} + nn::dice_loss{}); },
     "any_loss: expected a gradient that is another tensor than the targets"},
    {"a gradient that is the targets: dice_loss", [] { slope_in_targets(nn::dice_loss{}); },
     "dice_loss: expected a gradient that is another tensor than the targets"},
    {"a gradient that is the targets: tversky_loss", [] { slope_in_targets(nn::tversky_loss{}); },
     "tversky_loss: expected a gradient that is another tensor than the targets"},
    {"a gradient that is the weights: a sum",
     [] {
         const auto z = batch(2, 1, 1, 1);
         auto weights = batch(2, 1, 1, 1);
         (nn::huber{} + nn::mean_squared_error{})(z, z, weights, &weights);
     },
     "any_loss: expected a gradient that is another tensor than the weights"},
    {"weights of a loss whose product is infinite", [] { 1e200 * (1e200 * nn::huber{}); },
     "any_loss: expected weights whose product is finite, got 1e+200 * 1e+200"},
    {"a weight of a loss that float holds as infinite", [] { in_float(1e300 * nn::huber{}); },
     "any_loss: expected a weight that the predictions' type holds, got 1e+300"},
    {"a weight of a loss that float holds as 0", [] { in_float(nn::dice_loss{} + 1e-60 * nn::huber{}); },
     "any_loss: expected a weight that the predictions' type holds, got 1e-60"},
    {"a weight of an auxiliary loss that float holds as infinite",
     [] {
         nn::network<float> net({4, 4, 1}, [](const nn::value& x) {
             return nn::train_beside(x | nn::conv2d{.filters = 1}, 1e300) | nn::conv2d{.filters = 1};
         });
         nn::training_state<float> state(net.parameters(), nn::sgd{});
         const auto x = tensor<float>::batch(1, 1, 4, 4);
         nn::train_on_batch(net, x, x, {.loss = nn::huber{}, .optimizer = nn::sgd{}}, state);
     },
     "train_on_batch: expected a weight of what is trained beside the output that the predictions' type holds, got "
     "1e+300"},
    {"a loss times NaN", [] { not_a_number* nn::huber{}; }, "any_loss: expected a finite weight, got nan"},
    {"sums of fewer losses than there are",
     [] { (nn::huber{} + nn::dice_loss{}).of_sums(std::vector<nn::loss_sums>(1)); },
     "any_loss: expected sums of 2 losses, got 1"},
    {"the loss of no samples", [] { nn::running_loss(nn::huber{}).value(); }, "running_loss: no samples were added"},
};

/// One step of an optimizer for a parameter {2}, with as many tensors of state.
void step(const nn::optimizer& o, std::size_t number, double rate, const shape& gradient, std::size_t slots,
          const shape& state = {2}) {
    tensor<double> w = plain({2});
    std::vector<tensor<double>> kept(slots, tensor<double>(state, 0.0));
    nn::update<double>(o, number, rate, w, plain(gradient), kept);
}
std::vector<tensor<double>> gradients() {
    return {plain({2})};
}

const misuse of_optimizers[] = {
    {"adam with a beta_1 of 1", [] { nn::optimizer(nn::adam{.beta_1 = 1}); }, "adam: expected beta_1 in [0, 1), got 1"},
    {"adam with a beta_2 that is NaN", [] { nn::optimizer(nn::adam{.beta_2 = not_a_number}); },
     "adam: expected beta_2 in [0, 1), got nan"},
    {"adam without an epsilon", [] { nn::optimizer(nn::adam{.epsilon = 0}); }, "adam: expected epsilon above 0, got 0"},
    {"adam with a negative rate", [] { nn::optimizer(nn::adam{.learning_rate = -1}); },
     "adam: expected learning_rate at least 0, got -1"},
    {"adamw with a negative decay", [] { nn::optimizer(nn::adamw{.weight_decay = -1}); },
     "adamw: expected weight_decay at least 0, got -1"},
    {"sgd with a momentum of 2", [] { nn::optimizer(nn::sgd{.momentum = 2}); },
     "sgd: expected momentum in [0, 1), got 2"},
    {"sgd with Nesterov's momentum of 0", [] { nn::optimizer(nn::sgd{.nesterov = true}); },
     "sgd: expected momentum above 0 for Nesterov's, got 0"},
    {"sgd with an infinite rate", [] { nn::optimizer(nn::sgd{.learning_rate = infinite}); },
     "sgd: expected learning_rate at least 0, got inf"},
    {"rmsprop with a negative rho", [] { nn::optimizer(nn::rmsprop{.rho = -1}); },
     "rmsprop: expected rho in [0, 1), got -1"},
    {"rmsprop with a negative epsilon", [] { nn::optimizer(nn::rmsprop{.epsilon = -1}); },
     "rmsprop: expected epsilon above 0, got -1"},
    {"step 0", [] { step(nn::adam{}, 0, 0.1, {2}, 2); }, "adam: steps count from 1, got 0"},
    {"a rate that is NaN", [] { step(nn::sgd{}, 1, not_a_number, {2}, 1); },
     "sgd: expected a rate of at least 0, got nan"},
    {"a gradient of another shape", [] { step(nn::adam{}, 1, 0.1, {3}, 2); }, "adam: expected a gradient {2}, got {3}"},
    {"too few tensors of state", [] { step(nn::adam{}, 1, 0.1, {2}, 1); }, "adam: expected 2 tensors of state, got 1"},
    {"a state of another shape", [] { step(nn::sgd{}, 1, 0.1, {2}, 1, {4}); }, "sgd: expected a state {2}, got {4}"},
    {"a norm clipped to 0", [] { nn::clip_by_norm(gradients(), 0); }, "clip_by_norm: expected a limit above 0, got 0"},
    {"values clipped to NaN", [] { nn::clip_by_value(gradients(), not_a_number); },
     "clip_by_value: expected a limit above 0, got nan"},
    {"a global norm clipped below 0", [] { nn::clip_by_global_norm(gradients(), -1); },
     "clip_by_global_norm: expected a limit above 0, got -1"},
    {"a clip with a negative limit", [] { nn::gradient_clip{.value = -1}(gradients()); },
     "gradient_clip: expected limits above 0, or 0 for none, got -1"},
    {"step_decay of no epochs", [] { nn::step_decay{.epochs = 0}({}); },
     "step_decay: expected epochs at least 1, got 0"},
    {"step_decay that grows", [] { nn::step_decay{.factor = 2}({}); }, "step_decay: expected factor in 0 ... 1, got 2"},
    {"exponential_decay of no epochs", [] { nn::exponential_decay{.epochs = 0}({}); },
     "exponential_decay: expected epochs above 0, got 0"},
    {"exponential_decay by NaN", [] { nn::exponential_decay{.factor = not_a_number}({}); },
     "exponential_decay: expected factor in 0 ... 1, got nan"},
    {"polynomial_decay without a power", [] { nn::polynomial_decay{.power = 0}({}); },
     "polynomial_decay: expected power above 0, got 0"},
    {"polynomial_decay to below 0", [] { nn::polynomial_decay{.floor = -1}({}); },
     "polynomial_decay: expected floor in 0 ... 1, got -1"},
    {"cosine of no cycles", [] { nn::cosine{.cycles = 0}({}); }, "cosine: expected cycles at least 1, got 0"},
    {"warm_up all the time", [] { nn::warm_up{.share = 1}({}); }, "warm_up: expected share between 0 and 1, got 1"},
    {"one_cycle with its peak at the end", [] { nn::one_cycle{.peak = 1}({}); },
     "one_cycle: expected peak between 0 and 1, got 1"},
    {"an average that keeps everything", [] { nn::exponential_average{.decay = 1}(3); },
     "exponential_average: expected decay in 0 ... 1, less than 1, got 1"},
    {"an average without a function", [] { nn::weight_average<double>(std::function<double(std::size_t)>()); },
     "weight_average: expected a function of the share that is kept, got none"},
    {"an average of two shapes",
     [] {
         nn::weight_average<double> average;
         average.update(std::vector{plain({2})});
         average.update(std::vector{plain({3})});
     },
     "weight_average: expected weights {2}, got {3}"},
};

nn::network<double> network() {
    return {{4, 4, 1}, nn::conv2d{.filters = 1, .activation = nn::activation::sigmoid}};
}
nn::dataset<double> samples(const shape& x = {3, 4, 4, 1}, const shape& y = {3, 4, 4, 1}) {
    return {filled(x), filled(y)};
}
/// Trains for an epoch with other options.
void fit(const nn::fit_options& options, const nn::dataset<double>& train = samples()) {
    auto net = network();
    nn::fit(net, train, {}, options);
}
void train_on(const tensor<double>& x, std::optional<double> rate) {
    auto net = network();
    nn::training_state<double> state(net.parameters(), nn::sgd{});
    nn::train_on_batch(net, x, batch(2, 4, 4, 1),
                       {.loss = nn::binary_crossentropy{}, .optimizer = nn::sgd{}, .rate = rate}, state);
}

/// A layer that asks for what there is in training only.
struct draws_always {
    std::string type() const { return "DrawsAlways"; }
    shape output(const shape& x) const { return x; }
    template <class Context, class X>
    X operator()(Context& context, const X& x) const {
        context.next_key();
        return x;
    }
};
/// A layer that remembers, in training, a tensor of that shape as its first parameter.
struct remembers {
    shape kept;
    std::size_t parameter = 0;

    std::string type() const { return "Remembers"; }
    shape output(const shape& x) const { return x; }
    nn::parameter_descriptions parameters(const shape&) const {
        return {{"memory", {2}, nn::initializer::zeros, false}};
    }
    template <class Context, class X>
    X operator()(Context& context, const X& x) const {
        if (context.training()) context.remember(parameter, tensor<typename Context::T>(kept, 1));
        return x;
    }
};
void fit_with(const remembers& layer) {
    nn::network<double> net({4, 4, 1}, nn::sequential{layer, nn::conv2d{.filters = 1}, nn::sigmoid{}});
    nn::fit(net, samples(), {}, {});
}
nn::dataset<double> of_fewer_targets() {
    auto set = samples();
    set.y = filled({1, 4, 4, 1});
    return set;
}

/// Says that it has samples of shapes that no memory holds, or so many of them; nobody may get as far as to read them.
struct promised : nn::sample_source<double> {
    std::size_t count = 1;
    shape x{4, 4, 1}, y{4, 4, 1}, w{};

    std::size_t size() const override { return count; }
    shape input() const override { return x; }
    shape target() const override { return y; }
    shape weight() const override { return w; }
    void read(std::span<const std::size_t>, double*, double*, double*) const override {
        throw argument_error("samples were read to where there is no room");
    }
};
constexpr std::size_t half = std::size_t{1} << 32;  // whose square wraps to 0
void read_promised(const shape& x, const shape& y, const shape& w) {
    promised source;
    source.x = x;
    source.y = y;
    source.w = w;
    nn::read_batch(source, std::vector<std::size_t>{0});
}
/// Takes a batch of two samples, of which others are read than there are.
void share(std::size_t first, std::size_t end) {
    const auto set = samples();
    nn::batch_feed<double> feed(set, {.batch = 2, .share = [=](std::size_t) { return std::pair(first, end); }});
    feed.start(0);
    feed.next();
}
/// A rank that is not among those that there are.
struct lost_rank {
    std::size_t rank() const { return 2; }
    std::size_t size() const { return 2; }
    void all_gather(std::span<std::byte>, std::span<const std::size_t>) {}
    void exchange(std::span<const std::byte>, std::span<const std::size_t>, std::span<std::byte>,
                  std::span<const std::size_t>) {}
};

const misuse of_training[] = {
    {"samples that no memory holds",
     [] {
         read_promised({half, half, 1}, {1}, {});
     },
     "shape: expected at most 288230376151711744 elements, got {1, 4294967296, 4294967296, 1}"},
    {"targets that no memory holds",
     [] {
         read_promised({1}, {half, half, 1}, {});
     },
     "shape: expected at most 288230376151711744 elements, got {1, 4294967296, 4294967296, 1}"},
    {"weights that no memory holds",
     [] {
         read_promised({1}, {1}, {half, half, 1});
     },
     "shape: expected at most 288230376151711744 elements, got {1, 4294967296, 4294967296, 1}"},
    {"an evaluation with weights that no memory holds",
     [] {
         promised source;
         source.w = {half, half, 1};
         nn::evaluate(network(), source, nn::binary_segmentation{}, nn::binary_crossentropy{});
     },
     "shape: expected at most 288230376151711744 elements, got {1, 4294967296, 4294967296, 1}"},
    {"a feed of minus one samples",
     [] {
         promised source;
         source.count = minus_one;
         nn::batch_feed<double>(source, {}).start(0);
     },
     "shape: expected at most 288230376151711744 elements, got {18446744073709551615}"},
    {"a batch of a sample that is not there",
     [] {
         nn::read_batch(samples(), std::vector<std::size_t>{1, 3});
     },
     "read_batch: index 3 is outside a source of 3 samples"},
    {"a sample that is not in a set",
     [] {
         std::vector<double> x(32), y(32);
         samples().read(std::vector<std::size_t>{0, 3}, x.data(), y.data(), nullptr);
     },
     "dataset: index 3 is outside an axis of 3 entries"},
    {"a share that ends beyond its batch", [] { share(1, 3); },
     "batch_feed: expected a share within 2 samples, got 1 to 3"},
    {"a share that ends before it begins", [] { share(2, 1); },
     "batch_feed: expected a share within 2 samples, got 2 to 1"},
    {"a rank beyond the last",
     [] {
         lost_rank lost;
         nn::training_ranks{lost};
     },
     "training_ranks: expected a rank below their number, 2, got 2"},
    {"a layer that draws random numbers outside training",
     [] {
         nn::network<double>({4, 4, 1}, draws_always{})(filled({1, 4, 4, 1}));
     },
     "a layer asks outside training for what there is in training only"},
    {"a layer that remembers a parameter that it has not",
     [] {
         fit_with({{2}, 1});
     },
     "a layer asks for its parameter number 1, but has said that it has 1"},
    {"a layer that remembers another shape", [] { fit_with({{3}}); },
     "a layer remembers a parameter: expected two tensors of one shape, got {3} and {2}"},
    {"statistics of fewer targets than samples",
     [] {
         nn::network<double> net({4, 4, 1}, nn::batch_normalization{});
         nn::recompute_batch_statistics(net, of_fewer_targets());
     },
     "batch_feed: expected samples {n, rows, cols, channels} or {n, features} and as many targets"},
    {"statistics of batches of nothing",
     [] {
         nn::network<double> net({4, 4, 1}, nn::batch_normalization{});
         nn::recompute_batch_statistics(net, samples(), 0);
     },
     "recompute_batch_statistics: expected samples in batches of at least 1, got 3 in batches of 0"},
    {"targets that a callback takes away",
     [] {
         auto net = network();
         auto train = samples();
         const auto take = [&](const nn::training_report&) { return train = of_fewer_targets(), true; };
         nn::fit(net, train, {}, {.epochs = 2, .callbacks = {{.on_epoch = take}}});
     },
     "batch_feed: expected samples {n, rows, cols, channels} or {n, features} and as many targets"},
    {"a batch of an epoch that was not started",
     [] {
         const auto set = samples();
         nn::batch_feed<double>(set, {}).next();
     },
     "batch_feed: expected an epoch that was started and has more than 0 batches"},
    {"a batch beyond the last of an epoch",
     [] {
         const auto set = samples();
         nn::batch_feed<double> feed(set, {});
         feed.start(0);
         feed.next();
         feed.next();
     },
     "batch_feed: expected an epoch that was started and has more than 1 batches"},
    {"what metrics were moved from",
     [] {
         nn::any_metrics metrics = nn::regression_metrics();
         const nn::any_metrics moved = std::move(metrics);
         metrics.result();
     },
     "any_metrics: expected metrics, got what they were moved from"},
    {"a batch of nothing", [] { fit({.batch = 0}); }, "fit: the batch size must be at least 1, got 0"},
    {"no samples", [] { fit({}, {}); }, "fit: the training set is empty"},
    {"samples of other channels",
     [] {
         fit({}, samples({3, 4, 4, 2}));
     },
     "fit: train: expected samples of 1 channels as the network takes, got {4, 4, 2}"},
    {"targets of other channels",
     [] {
         fit({}, samples({3, 4, 4, 1}, {3, 4, 4, 2}));
     },
     "fit: train: expected targets {4, 4, 1} as the network gives for samples {4, 4, 1}, got {4, 4, 2}"},
    {"no time", [] { fit({.time = 0.0}); }, "fit: expected a time above 0 s, got 0"},
    {"a task that the network cannot do", [] { fit({.task = nn::regression{}}); },
     "regression: expected a network that ends in Linear, got Sigmoid"},
    {"a metric that nobody reports", [] { fit({.stop = nn::early_stopping{.monitor = "val_iou"}}); },
     "fit: early_stopping monitors val_iou, expected one of loss"},
    {"an improvement below 0", [] { fit({.stop = nn::early_stopping{.monitor = "loss", .min_delta = -1}}); },
     "fit: early_stopping expects min_delta at least 0, got -1"},
    {"a plateau that raises the rate", [] { fit({.reduce = nn::reduce_on_plateau{.monitor = "loss", .factor = 2}}); },
     "fit: reduce_on_plateau expects a factor between 0 and 1, got 2"},
    {"an average from the end on", [] { fit({.average = nn::averaging{.from = 1}}); },
     "fit: averaging from must be in [0, 1), got 1"},
    {"a schedule that gives NaN", [] { fit({.schedule = [](const nn::training_position&) { return not_a_number; }}); },
     "train_on_batch: expected a learning rate of at least 0, got nan"},
    {"gradients clipped below 0", [] { fit({.clip = {.norm = -1}}); }, "gradient_clip: expected limits above 0"},
    {"fewer targets than samples",
     [] {
         samples({3, 4, 4, 1}, {2, 4, 4, 1});
     },
     "dataset: expected samples {n, rows, cols, channels} or {n, features} and as many targets"},
    {"targets of other sides",
     [] {
         samples({3, 4, 4, 1}, {3, 4, 5, 1});
     },
     "got {3, 4, 4, 1} and {3, 4, 5, 1}"},
    {"samples of three axes",
     [] {
         samples({3, 4, 4}, {3, 4, 4, 1});
     },
     "got {3, 4, 4} and {3, 4, 4, 1}"},
    {"fewer weights than samples",
     [] {
         nn::dataset<double>(filled({3, 2}), filled({3, 1}), filled({2}));
     },
     "dataset: expected weights {3} or {3, rows, cols, 1} for samples {3, 2}, got {2}"},
    {"no generated samples", [] { nn::generated_samples<double>(0, {2}, {1}, {}); },
     "generated_samples: expected at least one sample, got 0 of {2} with targets {1}"},
    {"samples that nobody generates", [] { nn::generated_samples<double>(4, {2}, {1}, {}); },
     "generated_samples: expected a function that makes a sample, got none"},
    {"a step on a plain tensor", [] { train_on(plain({4}), 0.1); },
     "train_on_batch: expected a batch of samples, got a plain tensor {4}"},
    {"a step with a rate that is NaN", [] { train_on(batch(2, 4, 4, 1), not_a_number); },
     "train_on_batch: expected a learning rate of at least 0, got nan"},
    {"rates that fall",
     [] {
         auto net = network();
         nn::find_learning_rate(net, samples(), {}, {.from = 1, .to = 0.1});
     },
     "find_learning_rate: expected at least two steps and rates that grow, got 100 steps from 1 to 0.1"},
    {"the evaluation of nothing", [] { nn::evaluate(network(), nn::dataset<double>(), nn::binary_crossentropy{}); },
     "evaluate: expected samples"},
    {"truth of another shape",
     [] {
         nn::evaluate<double>({filled({2, 4, 4, 1}), filled({2, 4, 4, 1})}, filled({3, 4, 4, 1}),
                              nn::binary_crossentropy{});
     },
     "evaluate: expected logits, probabilities and truth of one shape"},
};

using span = std::span<const double>;
const std::vector<double> three{0, 1, 1}, two{0, 1};

constexpr std::size_t many = std::size_t{1} << 62;

/// Arrays of many images without a pixel.
array<double> no_pixels() {
    return filled({std::size_t{1} << 40, 0});
}

const misuse of_measures[] = {
    {"classes of which there are none in a segmentation",
     [] { nn::multiclass_segmentation_metrics().update<double>(two, two, 1, 0); },
     "multiclass_segmentation_metrics: expected truth and prediction of 1 images of 0 classes, got 2 and 2 numbers"},
    {"images and classes whose product wraps to 0",
     [] { nn::multiclass_segmentation_metrics().update<double>(two, two, 2 * many, 2); },
     "expected truth and prediction of 9223372036854775808 images of 2 classes, got 2 and 2 numbers"},
    {"images and classes whose product wraps to 4",
     [] {
         const std::vector<double> four(4, 1.0);
         nn::multiclass_segmentation_metrics().update<double>(four, four, many + 1, 4);
     },
     "expected truth and prediction of 4611686018427387905 images of 4 classes, got 4 and 4 numbers"},
    {"classes of no pixels", [] { nn::multiclass_segmentation_metrics().update<double>(span(), span(), 1, 2); },
     "expected truth and prediction of 1 images of 2 classes, got 0 and 0 numbers"},
    {"a segmentation of no pixels", [] { nn::segmentation_metrics().update<double>(span(), span(), many); },
     "segmentation_metrics: expected truth and prediction of 4611686018427387904 images, got 0 and 0 pixels"},
    {"each of many images without pixels", [] { nn::per_image_metrics(no_pixels(), no_pixels()); },
     "per_image_metrics: expected images of a pixel or more, got {1099511627776, 0}"},
    {"scores of images without pixels", [] { nn::threshold_scores(no_pixels(), no_pixels(), two); },
     "with an image or more of a pixel or more, got {1099511627776, 0} and {1099511627776, 0}"},
    {"the precision beyond the last threshold", [] { nn::ranking_curve_of<double>(two, two).precision(2); },
     "ranking_curve: there is no threshold 2 of 2"},
    {"the recall at a threshold without counts",
     [] {
         nn::ranking_curve{{0.5, 0.25}, {1}, {1}, 1, 1}.recall(1);
     },
     "ranking_curve: there is no threshold 1 of 1"},
    {"the fall-out of no curve", [] { nn::ranking_curve().fall_out(0); },
     "ranking_curve: there is no threshold 0 of 0"},
    {"an AUC of one threshold", [] { nn::auc(1); }, "auc: expected 2 to 16777216 thresholds, got 1"},
    {"an AUC of minus one thresholds", [] { nn::auc{minus_one}; }, "thresholds, got 18446744073709551615"},
    {"an AUC of fewer truths", [] { nn::auc().update<double>(two, three); },
     "auc: expected a truth for each of 3 predictions, got 2"},
    {"an exact AUC of fewer truths", [] { nn::auc_exact().update<double>(two, three); },
     "auc_exact: expected a truth for each of 3 predictions, got 2"},
    {"decisions of fewer truths", [] { nn::confusion_of<double>(two, three); },
     "confusion: expected a truth for each of 3 predictions, got 2"},
    {"a class beyond the last", [] { nn::confusion_matrix(2).add(2, 0); },
     "confusion_matrix: expected classes below 2, got 2 and 0"},
    {"a matrix of 2^32 classes", [] { nn::confusion_matrix(std::size_t{1} << 32); },
     "confusion_matrix: expected at most 32768 classes, got 4294967296"},
    {"segmentations of fewer truths", [] { nn::segmentation_metrics().update<double>(two, three, 1, {}); },
     "segmentation_metrics: expected truth and prediction of 1 images, got 2 and 3 pixels"},
    {"segmentations of two shapes",
     [] {
         nn::segmentation_metrics().update(filled({2, 4, 4, 1}), filled({2, 4, 5, 1}));
     },
     "segmentation_metrics: expected truth and prediction of one shape, got {2, 4, 4, 1} and {2, 4, 5, 1}"},
    {"regressions of two shapes",
     [] {
         nn::regression_metrics().update(filled({2, 1}), filled({3, 1}));
     },
     "regression_metrics: expected truth and prediction of one shape, got {2, 1} and {3, 1}"},
    {"classes of two shapes",
     [] {
         nn::classification_metrics().update(filled({2, 3}), filled({2, 4}));
     },
     "expected truth and prediction of one shape"},
    {"images of two shapes",
     [] {
         nn::per_image_metrics(filled({2, 4, 4, 1}), filled({3, 4, 4, 1}));
     },
     "per_image_metrics: expected truth and prediction of one shape, got {2, 4, 4, 1} and {3, 4, 4, 1}"},
    {"fewer losses than images",
     [] {
         nn::per_image_metrics(filled({2, 4, 4, 1}), filled({2, 4, 4, 1}), three);
     },
     "per_image_metrics: expected a loss for each of 2 images or none, got 3"},
    {"scores of two shapes",
     [] {
         nn::threshold_scores(filled({2, 4}), filled({2, 5}), two);
     },
     "threshold_scores: expected truth and prediction of one shape"},
    {"scores at a threshold that is NaN",
     [] {
         nn::threshold_scores(filled({2, 4}), filled({2, 4}), std::vector{not_a_number});
     },
     "threshold_scores: expected numbers as thresholds, got NaN"},
    {"a calibration without bins", [] { nn::calibration_of<double>(two, two, 0); },
     "calibration: expected 1 to 1048576 bins, got 0"},
    {"a calibration of minus one bins", [] { nn::calibration_of<double>(two, two, minus_one); },
     "calibration: expected 1 to 1048576 bins, got 18446744073709551615"},
    {"a calibration of no probabilities",
     [] {
         nn::calibration_of<double>(two, std::vector{0.5, 1.5});
     },
     "calibration: expected probabilities, got 1.5 as prediction 1"},
    {"a calibration of nothing", [] { nn::calibration_of<double>(span(), span()); }, "calibration: expected a truth"},
    {"a curve of fewer truths", [] { nn::ranking_curve_of<double>(two, three); },
     "ranking_curve: expected a truth for each of 3 predictions, got 2"},
    {"a curve of predictions that are NaN",
     [] {
         nn::ranking_curve_of<double>(two, std::vector{0.5, not_a_number});
     },
     "ranking_curve: expected numbers, got NaN as prediction 1"},
    {"a curve of one point", [] { nn::ranking_curve_of<double>(two, two).thinned(1); },
     "ranking_curve: thinned: expected 2 points or more, got 1"},
    {"bins without edges", [] { nn::binned_confusion<double, double>(two, two, two, span()); },
     "binned_confusion: expected two edges or more that go up, got 0"},
    {"bins that go down",
     [] {
         nn::binned_confusion<double, double>(two, two, two, std::vector{1.0, 0.0});
     },
     "binned_confusion: expected two edges or more that go up, got 0 after 1"},
    {"bins that are NaN",
     [] {
         nn::binned_confusion<double, double>(two, two, two, std::vector{not_a_number, 1.0});
     },
     "binned_confusion: expected two edges or more that go up, got 1 after nan"},
    {"bins for a threshold that is NaN", [] { nn::binned_confusion<double, double>(two, two, two, two, not_a_number); },
     "binned_confusion: expected a threshold that is a number, got NaN"},
    {"bins of fewer quantities", [] { nn::binned_confusion<double, double>(two, two, three, two); },
     "binned_confusion: expected truth, prediction and quantity of one size, got 2, 2 and 3"},
    {"quantiles without bins", [] { nn::quantile_edges<double>(two, 0); },
     "quantile_edges: expected 1 to 1048576 bins, got 0"},
    {"quantiles of minus one bins", [] { nn::quantile_edges<double>(two, minus_one); },
     "bins, got 18446744073709551615"},
    {"quantiles of equal values",
     [] {
         nn::quantile_edges<double>(std::vector{1.0, 1.0}, 2);
     },
     "quantile_edges: expected two different values or more, got 1"},
    {"a bootstrap of nothing", [] { nn::bootstrap_mean(span()); }, "bootstrap: expected one sample or more, got 0"},
    {"a bootstrap of one resample", [] { nn::bootstrap_mean(two, {.resamples = 1}); },
     "bootstrap: expected 2 to 16777216 resamples, got 1"},
    {"a bootstrap of minus one resamples", [] { nn::bootstrap_mean(two, {.resamples = minus_one}); },
     "resamples, got 18446744073709551615"},
    {"a bootstrap that is certain", [] { nn::bootstrap_mean(two, {.confidence = 1}); },
     "bootstrap: expected a confidence between 0 and 1, got 1"},
    {"ratios of fewer denominators", [] { nn::bootstrap_ratio(three, two); },
     "bootstrap_ratio: expected as many denominators as numerators, 3, got 2"},
    {"differences of fewer numbers", [] { nn::paired_difference(three, two); },
     "paired_difference: expected two numbers of each sample, got 3 and 2"},
};

}  // namespace

TEST_CASE("misuse of losses is refused") {
    check_refused(of_losses);
}
TEST_CASE("misuse of optimizers and schedules is refused") {
    check_refused(of_optimizers);
}
TEST_CASE("misuse of training is refused") {
    check_refused(of_training);
}
TEST_CASE("misuse of metrics and evaluations is refused") {
    check_refused(of_measures);
}
