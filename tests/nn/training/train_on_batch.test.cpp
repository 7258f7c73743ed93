// Single training steps, and that nothing is allocated once they, or predictions, have found their memory.
#include "catch.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/core/random.hpp>
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/batch_normalization.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/sequential.hpp>
#include <diapir/nn/losses/binary_focal_crossentropy.hpp>
#include <diapir/nn/losses/dice_loss.hpp>
#include <diapir/nn/networks/unet.hpp>
#include <diapir/nn/training/batch_statistics.hpp>
#include <diapir/nn/training/fit.hpp>
#include <diapir/nn/training/train_on_batch.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <new>

namespace {

std::atomic<std::size_t> allocations = 0;  // of the whole program

void* allocated(std::size_t size, std::size_t alignment) {
    ++allocations;
    void* block =
        std::aligned_alloc(alignment, std::max<std::size_t>((size + alignment - 1) / alignment, 1) * alignment);
    if (!block) throw std::bad_alloc();
    return block;
}

}  // namespace

#ifdef __GNUC__
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"  // of inlined halves of the pairs below
#endif

void* operator new(std::size_t size) {
    return allocated(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    return allocated(size, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {  // of sanitizers, another one than above
    try {
        return ::operator new(size);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}
void operator delete(void* block) noexcept {
    std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
    std::free(block);
}
void operator delete(void* block, std::align_val_t) noexcept {
    std::free(block);
}
void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
    std::free(block);
}

using namespace diapir;

namespace {

template <class T>
tensor<T> noise(std::size_t samples, std::size_t channels, std::size_t side, std::uint64_t seed) {
    auto x = tensor<T>::batch(samples, channels, side, side);
    random_stream random(seed, 1);
    for (T& e : x) e = static_cast<T>(random.normal());
    return x;
}
template <class T>
tensor<T> mask(std::size_t samples, std::size_t side) {
    auto y = noise<T>(samples, 1, side, 9);
    for (T& e : y) e = e > 0 ? T{1} : T{0};
    return y;
}

/// The allocations of the tenth call, the first nine having found their memory.
template <class F>
std::size_t allocations_of(const F& f) {
    for (int warm = 0; warm < 9; ++warm) f();
    const std::size_t before = allocations;
    f();
    return allocations - before;
}

}  // namespace

TEMPLATE_TEST_CASE("a steady training step allocates nothing", "", float, double) {
    for (const std::size_t samples : {5, 16, 32, 40})
        for (const std::size_t side : {8, 10}) {  // 10 is padded
            nn::unet<TestType> net({.filters = 4, .bottleneck = 8, .kernel = 3});
            const auto x = noise<TestType>(samples, 4, side, 1), y = mask<TestType>(samples, side);
            for (const nn::any_loss& loss :
                 {nn::any_loss(nn::binary_focal_crossentropy{}), nn::binary_crossentropy{} + nn::dice_loss{}})
                for (const nn::optimizer& o : {nn::optimizer(nn::adam{}), nn::optimizer(nn::sgd{})}) {
                    auto state = nn::initial_state(net, o);
                    // Which thread takes which of several parts is not the same in every call.
                    const thread_limit limit(samples > 24 ? 1 : threads());
                    INFO(samples << " samples of " << side << " x " << side << ", " << loss.name() << ", "
                                 << nn::name(o));
                    const nn::step_options how{loss, o};
                    CHECK(allocations_of([&] { nn::train_on_batch(net, x, y, how, state); }) == 0);
                }
        }
}

TEMPLATE_TEST_CASE("a steady prediction allocates nothing", "", float, double) {
    const nn::unet<TestType> net({.filters = 4, .bottleneck = 8, .kernel = 3});
    for (const std::size_t samples : {1, 5, 32, 40})
        for (const std::size_t side : {8, 10}) {
            const auto x = noise<TestType>(samples, 4, side, 1);
            INFO(samples << " samples of " << side << " x " << side);
            // Which thread takes which of several blocks is not the same in every call.
            const thread_limit limit(samples > 24 ? 1 : threads());
            CHECK(allocations_of([&] { (void)net(x); }) == 0);
        }
}

TEST_CASE("steps by hand are those of fit") {
    const nn::unet_options options{.channels = 2, .filters = 2, .levels = 1, .bottleneck = 4, .kernel = 3};
    nn::unet<double> by_hand(options, 3), fitted(options, 3);
    const auto x = noise<double>(4, 2, 4, 1), y = mask<double>(4, 4);
    auto state = nn::initial_state(by_hand, nn::adam{});
    double loss = 0;
    for (int step = 0; step < 3; ++step)
        loss = nn::train_on_batch(by_hand, x, y, {nn::binary_crossentropy{}, nn::adam{}}, state).loss;
    CHECK(state.step == 3);
    const nn::dataset<double> data{unpack(x), unpack(y)};
    const nn::dataset<double> none;
    const auto history = nn::fit(fitted, data, none, {.epochs = 3, .batch = 4, .shuffle = false, .seed = 42});
    CHECK(history.column("loss").back() == Approx(loss));
    for (std::size_t i = 0; i < fitted.parameters().size(); ++i)
        for (std::size_t e = 0; e < fitted.parameters()[i].value.size(); ++e)
            CHECK(fitted.parameters()[i].value[e] == by_hand.parameters()[i].value[e]);
}

TEST_CASE("a loss that is not finite leaves the parameters as they are") {
    nn::unet<float> net({.channels = 1, .filters = 2, .levels = 1, .bottleneck = 2, .kernel = 3});
    auto x = noise<float>(2, 1, 4, 1);
    x[0] = std::numeric_limits<float>::quiet_NaN();
    const auto before = net.parameters();
    auto state = nn::initial_state(net, nn::adam{});
    const auto result = nn::train_on_batch(net, x, mask<float>(2, 4), {nn::binary_crossentropy{}, nn::adam{}}, state);
    CHECK(std::isnan(result.loss));
    CHECK(state.step == 1);
    for (std::size_t i = 0; i < before.size(); ++i)
        CHECK(std::equal(before[i].value.begin(), before[i].value.end(), net.parameters()[i].value.begin()));
}

TEST_CASE("a step that throws does not count") {
    nn::unet<double> net({.channels = 1, .filters = 2, .levels = 1, .bottleneck = 2, .kernel = 3});
    const auto x = noise<double>(2, 1, 4, 1), y = mask<double>(2, 4);
    auto state = nn::initial_state(net, nn::adam{});
    const auto step = [&](const tensor<double>& to, nn::gradient_clip clip, const nn::step_watcher<double>& watch) {
        nn::train_on_batch(net, x, to, {nn::binary_crossentropy{}, nn::adam{}, clip}, state, nullptr, watch);
    };
    CHECK_THROWS_AS(step(mask<double>(2, 5), {}, {}), argument_error);
    CHECK(state.step == 0);
    CHECK_THROWS_AS(step(y, {.norm = -1}, {}), argument_error);
    CHECK(state.step == 0);
    CHECK_THROWS_AS(step(y, {}, [](const auto&, double, const auto&) -> bool { throw error("watched"); }), error);
    CHECK(state.step == 0);
    std::size_t seen = 0;
    step(y, {}, [&](const auto&, double, const auto&) { return seen = state.step, true; });
    CHECK(seen == 1);
    CHECK(state.step == 1);
}

namespace {

const nn::unet_options three_levels{
    .channels = 1, .filters = 2, .levels = 3, .bottleneck = 4, .kernel = 3, .dropout = 0, .supervision = 0.6};

using gradients = kept_vector<std::optional<tensor<double>>>;

/// The gradients of a step, and what else it found, with the parameters left as they are.
struct watched_step {
    double loss, norm = 0;
    gradients found{};
};
watched_step watch_step(nn::network<double>& net, const tensor<double>& x, const tensor<double>& y,
                        nn::gradient_clip clip = {}, const tensor<double>* weights = nullptr) {
    auto state = nn::initial_state(net, nn::sgd{});
    watched_step seen{};
    seen.loss = nn::train_on_batch(net, x, y, {nn::binary_crossentropy{}, nn::sgd{}, clip}, state, weights,
                                   [&](const nn::batch_result<double>&, double norm, const gradients& g) {
                                       seen.norm = norm;
                                       seen.found = g;
                                       return false;
                                   })
                    .loss;
    return seen;
}
void check_equal(const gradients& a, const gradients& b, double tolerance) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        REQUIRE(a[i]);
        REQUIRE(b[i]);
        for (std::size_t e = 0; e < a[i]->size(); ++e)
            CHECK((*a[i])[e] == Approx((*b[i])[e]).epsilon(tolerance).margin(tolerance));
    }
}

}  // namespace

TEST_CASE("the gradient with supervision is the sum of the gradients of all losses") {
    nn::unet<double> net(three_levels, 3);
    for (const std::size_t samples : {5, 40}) {  // as a whole, and in parts
        const auto x = noise<double>(samples, 1, 8, 1), y = mask<double>(samples, 8);
        const auto seen = watch_step(net, x, y);
        tape<point<double>> t;
        std::vector<variable<point<double>>> weights;
        for (const auto& p : net.parameters()) weights.push_back(t.input(point<double>(refer_to(p.value))));
        nn::training_pass<double> pass{{42, 1}};
        const auto outputs = net.record(x, weights, pass);
        REQUIRE(outputs.size() == 3);
        double loss = 0;
        gradients sum(weights.size());
        for (std::size_t i = 0; i < 3; ++i) {
            const double share = i == 0 ? 1 : 0.3;
            auto slope = outputs[i].value().like();
            loss += share * nn::binary_crossentropy{}(outputs[i].value(), y, &slope);
            const auto part = t.pull(outputs[i], std::move(slope), weights);
            for (std::size_t p = 0; p < weights.size(); ++p) {
                if (!sum[p]) sum[p] = tensor<double>(net.parameters()[p].value.shape(), 0.0);
                if (part[p])
                    for (std::size_t e = 0; e < sum[p]->size(); ++e) (*sum[p])[e] += share * (*part[p])[e];
            }
        }
        CHECK(seen.loss == Approx(loss).epsilon(1e-12));
        check_equal(seen.found, sum, 1e-11);
    }
}

TEST_CASE("weights of samples are factors of their losses, of which Keras takes the mean over all samples") {
    nn::unet<double> net({.channels = 1, .filters = 2, .levels = 1, .bottleneck = 4, .kernel = 3, .dropout = 0}, 3);
    const auto x = noise<double>(4, 1, 8, 1), y = mask<double>(4, 8);
    const std::vector<double> factors{2, 0, 1, 0.5};
    array<double> w = make_array<double>({4, 1, 1, 1});
    std::copy(factors.begin(), factors.end(), w.data());
    const auto packed = pack(w);
    const auto seen = watch_step(net, x, y, {}, &packed);
    double loss = 0;
    gradients sum(net.parameters().size());
    for (std::size_t i = 0; i < 4; ++i) {
        const auto one = watch_step(net, nn::samples_of(x, i, i + 1), nn::samples_of(y, i, i + 1));
        loss += factors[i] * one.loss / 4;
        for (std::size_t p = 0; p < sum.size(); ++p) {
            if (!sum[p]) sum[p] = tensor<double>(one.found[p]->shape(), 0.0);
            for (std::size_t e = 0; e < sum[p]->size(); ++e) (*sum[p])[e] += factors[i] * (*one.found[p])[e] / 4;
        }
    }
    CHECK(seen.loss == Approx(loss).epsilon(1e-12));
    check_equal(seen.found, sum, 1e-12);
}

TEST_CASE("gradients are clipped before the step, and their norm is told as it was") {
    nn::unet<double> net(three_levels, 3);
    const auto x = noise<double>(5, 1, 8, 1), y = mask<double>(5, 8);
    auto plain = watch_step(net, x, y);
    const double norm = nn::global_norm(plain.found);
    CHECK(plain.norm == Approx(norm).epsilon(1e-14));
    auto clipped = watch_step(net, x, y, {.global_norm = norm / 4});
    CHECK(clipped.norm == Approx(norm).epsilon(1e-14));
    CHECK(nn::global_norm(clipped.found) == Approx(norm / 4).epsilon(1e-12));
    check_equal(watch_step(net, x, y, {.global_norm = 2 * norm}).found, plain.found, 0);
    for (const nn::gradient_clip& bad : {nn::gradient_clip{.global_norm = -1}, {.norm = -1}, {.value = -1}}) {
        auto state = nn::initial_state(net, nn::sgd{});
        CHECK_THROWS_WITH(nn::train_on_batch(net, x, y, {nn::binary_crossentropy{}, nn::sgd{}, bad}, state),
                          Catch::Contains("gradient_clip: expected limits above 0"));
    }
    // the step is made with what is left
    const auto before = net.parameters();
    auto state = nn::initial_state(net, nn::sgd{});
    nn::train_on_batch(net, x, y, {nn::binary_crossentropy{}, nn::sgd{}, {.global_norm = norm / 4}, 42, 0.5}, state);
    for (std::size_t p = 0; p < before.size(); ++p)
        for (std::size_t e = 0; e < before[p].value.size(); ++e)
            CHECK(net.parameters()[p].value[e] ==
                  Approx(before[p].value[e] - 0.5 * (*clipped.found[p])[e]).epsilon(1e-14));
}

TEST_CASE("a watcher that says no leaves parameters, states and running means as they are") {
    nn::unet<double> net({.channels = 1,
                          .filters = 2,
                          .levels = 1,
                          .bottleneck = 4,
                          .kernel = 3,
                          .residual = true,
                          .normalization = nn::normalization::batch},
                         3);
    const auto x = noise<double>(5, 1, 8, 1), y = mask<double>(5, 8);
    const auto before = net.parameters();
    const auto seen = watch_step(net, x, y);
    for (std::size_t p = 0; p < before.size(); ++p) {
        CHECK(std::equal(before[p].value.begin(), before[p].value.end(), net.parameters()[p].value.begin()));
        CHECK(bool(seen.found[p]) == before[p].trainable);
    }
    auto state = nn::initial_state(net, nn::sgd{});
    nn::train_on_batch(net, x, y, {nn::binary_crossentropy{}, nn::sgd{}}, state);
    for (std::size_t p = 0; p < before.size(); ++p)  // all of them change, running means too
        CHECK_FALSE(std::equal(before[p].value.begin(), before[p].value.end(), net.parameters()[p].value.begin()));
}

TEST_CASE("a frozen batch normalization does in training what it does after it, and keeps its running means") {
    const auto make = [] {
        return nn::network<double>({8, 8, 1}, nn::sequential{nn::conv2d{.filters = 3}, nn::batch_normalization{},
                                                             nn::conv2d{.filters = 1}, nn::sigmoid{}});
    };
    const auto x = noise<double>(5, 1, 8, 1), y = mask<double>(5, 8);
    for (const std::size_t part : {0, 2}) {
        auto net = make();
        for (auto& p : net.parameters())
            if (p.name == "batch_normalization/gamma" || p.name == "batch_normalization/beta") p.trainable = false;
        net.parameters()[4].value[1] = 0.5;  // a running mean
        const auto before = net.parameters();
        const auto expected = net(x);
        auto state = nn::initial_state(net, nn::sgd{});
        const auto result = nn::train_on_batch(
            net, x, y, {.loss = nn::binary_crossentropy{}, .optimizer = nn::sgd{}, .part = part}, state);
        for (std::size_t i = 0; i < expected.size(); ++i)
            CHECK(result.probabilities[i] == Approx(expected[i]).epsilon(1e-12));
        for (std::size_t p = 0; p < before.size(); ++p) {
            INFO(before[p].name);
            CHECK(std::equal(before[p].value.begin(), before[p].value.end(), net.parameters()[p].value.begin()) ==
                  (p >= 2 && p < 6));
        }
        nn::recompute_batch_statistics(net, nn::dataset<double>{unpack(x), unpack(y)}, 5);
        CHECK(net.parameters()[4].value[1] == 0.5);
        net.parameters()[2].trainable = true;  // gamma: no longer frozen
        nn::train_on_batch(net, x, y, {.loss = nn::binary_crossentropy{}, .optimizer = nn::sgd{}, .part = part}, state,
                           nullptr);
        CHECK(net.parameters()[4].value[1] != 0.5);
    }
}
