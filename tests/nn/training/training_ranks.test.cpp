// Ranks that train together give the bits of one.
#include "catch.hpp"
#include "distributed/thread_ranks.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>
#include <diapir/nn/losses/dice_loss.hpp>
#include <diapir/nn/networks/unet.hpp>
#include <diapir/nn/training/fit.hpp>
#include <diapir/nn/training/training_ranks.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace diapir;
using testing::run_ranks;

namespace {

nn::dataset<float> noise(std::size_t samples, std::size_t side, std::uint64_t seed) {
    array<float> x = make_array<float>({samples, side, side, 2}), y = make_array<float>({samples, side, side, 1});
    random_stream random(seed, 1);
    for (float& v : x) v = static_cast<float>(random.normal());
    for (float& v : y) v = random.normal() > 0 ? 1.0f : 0.0f;
    return {x, y};
}

/// What a training leaves behind.
struct trained {
    std::vector<std::vector<float>> weights;
    std::vector<std::vector<double>> history;

    bool operator==(const trained&) const = default;
};

trained train(const nn::unet_options& network, nn::fit_options options) {
    const thread_limit one(1);
    const auto train = noise(22, 8, 1), valid = noise(41, 8, 2);
    nn::unet<float> net(network, 3);
    options.warn = nullptr;
    const auto history = nn::fit(net, train, valid, options);
    trained t;
    for (const auto& p : net.parameters()) t.weights.emplace_back(p.value.begin(), p.value.end());
    for (std::size_t i = 0; i < history.epochs(); ++i) t.history.push_back(history.metrics.row(i));
    return t;
}
/// The same on so many ranks, of which the last one is returned where all agree.
std::optional<trained> train_on(std::size_t size, const nn::unet_options& network, const nn::fit_options& options) {
    std::vector<trained> all(size);
    run_ranks(size, [&](auto& ranks) {
        auto own = options;
        own.ranks = ranks;
        all[ranks.rank()] = train(network, own);
    });
    for (const auto& t : all)
        if (t != all[0]) return {};
    return all.back();
}

const nn::unet_options plain{.channels = 2, .filters = 2, .levels = 1, .bottleneck = 4, .kernel = 3};

}  // namespace

TEST_CASE("shares are consecutive and as equal as can be") {
    run_ranks(3, [](auto& ranks) {
        const nn::training_ranks r = ranks;
        if (r.size() != 3 || !r.several() || r.rank() != ranks.rank()) throw error("ranks");
        std::vector<std::size_t> begins;
        for (std::size_t i = 0; i <= 3; ++i) begins.push_back(r.begin(i, 8));
        if (begins != std::vector<std::size_t>{0, 2, 5, 8}) throw error("shares");
        const auto values = nn::values_of_ranks(r, 2 * r.rank());
        if (values != std::vector<std::size_t>{0, 2, 4}) throw error("values");
        std::vector<int> all(8, static_cast<int>(r.rank()));
        nn::share_elements(r, std::span(all), begins);
        if (all != std::vector<int>{0, 0, 1, 1, 1, 2, 2, 2}) throw error("elements");
    });
    const nn::training_ranks alone;
    CHECK_FALSE(alone.several());
    CHECK(alone.begin(1, 8) == 8);
    CHECK(nn::values_of_ranks(alone, 7) == std::vector<int>{7});
}

TEST_CASE("ranks give the bits of one, however many there are") {
    // A batch of 16 in four parts, one of 6 in two; five ranks: some have nothing to do.
    const nn::fit_options options{.epochs = 2, .batch = 16, .part = 4};
    auto supervised = plain;
    supervised.levels = 2;
    supervised.supervision = 0.5;
    auto normalized = plain;
    normalized.residual = true;
    normalized.normalization = nn::normalization::batch;
    const std::map<std::string, nn::unet_options> networks{
        {"plain, with dropout", plain}, {"with supervision", supervised}, {"with batch normalization", normalized}};
    for (const auto& [name, network] : networks) {
        const auto one = train(network, options);
        for (const std::size_t size : {2, 3, 4, 5}) {
            INFO(name << ", " << size << " ranks");
            const auto all = train_on(size, network, options);
            REQUIRE(all);
            CHECK(*all == one);
        }
    }
}

TEST_CASE("ranks give the bits of one with every option of fit") {
    const nn::fit_options options{
        .epochs = 2,
        .batch = 16,
        .optimizer = nn::adamw{},
        .loss = 0.5 * nn::binary_crossentropy{} + nn::dice_loss{},
        .stop = nn::early_stopping{.monitor = "val_loss", .patience = 5},
        .clip = {.global_norm = 0.1},
        .average = nn::averaging{.kept = nn::exponential_average{.decay = 0.9}},
        .change = [](auto x, auto, random_stream& random) { x.data[0] += random.normal() > 0 ? 1 : -1; },
        .part = 4};
    const auto all = train_on(3, plain, options);
    REQUIRE(all);
    CHECK(*all == train(plain, options));
}

TEST_CASE("a network that looks at all samples of a batch does so on ranks too") {
    auto normalized = plain;
    normalized.residual = true;
    normalized.normalization = nn::normalization::batch;
    const nn::fit_options options{.epochs = 1, .batch = 16};
    const auto all = train_on(2, normalized, options);
    REQUIRE(all);
    CHECK(*all == train(normalized, options));
    auto in_parts = options;
    in_parts.part = 4;
    CHECK(*all != train(normalized, in_parts));
}

TEST_CASE("a callback of any rank ends training on all") {
    std::vector<std::size_t> steps(3);
    run_ranks(3, [&](auto& ranks) {
        auto& count = steps[ranks.rank()];
        nn::fit_options options{.epochs = 9, .batch = 4, .part = 2, .ranks = ranks};
        if (ranks.rank() == 2)
            options.callbacks = {{.on_batch = [&](const nn::training_report&) { return ++count < 5; }}};
        if (ranks.rank() == 1)
            options.callbacks = {{.on_step = [&](const nn::training_step&) { return ++count < 100; }}};
        train(plain, options);
    });
    CHECK(steps == std::vector<std::size_t>{0, 5, 5});
}

TEST_CASE("time is that of the first rank") {
    std::vector<trained> both(2);
    run_ranks(2, [&](auto& ranks) {
        const nn::fit_options options{.epochs = 1000000,
                                      .batch = 4,
                                      .schedule = nn::cosine{},  // over the time
                                      .time = 0.2,
                                      .part = 2,
                                      .ranks = ranks};
        if (ranks.rank() == 1) std::this_thread::sleep_for(std::chrono::milliseconds(30));
        both[ranks.rank()] = train(plain, options);
    });
    CHECK(!both[0].history.empty());
    CHECK(both[0] == both[1]);
}

TEST_CASE("ranks that do not begin alike are told") {
    CHECK_THROWS_WITH(run_ranks(2,
                                [&](auto& ranks) {
                                    const auto data = noise(4, 8, 1);
                                    const nn::dataset<float> none;
                                    nn::unet<float> net(plain, ranks.rank());
                                    nn::fit(net, data, none, {.epochs = 1, .ranks = ranks});
                                }),
                      Catch::Contains("expected all ranks to begin alike, rank 1 has other weights or samples"));
}

TEST_CASE("of ranks that have nothing to do the first one tells") {
    std::vector<std::string> told(3);
    run_ranks(3, [&](auto& ranks) {
        const auto data = noise(8, 8, 1);
        const nn::dataset<float> none;
        nn::unet<float> net(plain, 1);
        nn::fit(net, data, none, {.epochs = 1, .batch = 8, .ranks = ranks, .warn = [&](const std::string& text) {
                                      told[ranks.rank()] += text;
                                  }});
    });
    CHECK(told[0].find("a batch of 8 goes through the network in 1 part, and 2 of 3 ranks have nothing to do") !=
          std::string::npos);
    CHECK((told[1] + told[2]).empty());
}
