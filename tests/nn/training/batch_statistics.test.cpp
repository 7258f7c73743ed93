#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/batch_normalization.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/sequential.hpp>
#include <diapir/nn/training/batch_feed.hpp>
#include <diapir/nn/training/batch_statistics.hpp>
#include <diapir/nn/training/dataset.hpp>

#include <algorithm>
#include <cmath>

using namespace diapir;
using testing::max_difference;
using testing::random_samples;
using testing::randomize;

namespace {

struct statistics {
    std::vector<double> mean, variance;
};
/// The mean and the unbiased variance of each channel.
statistics channel_statistics(const array<double>& x) {
    const std::size_t channels = shape_of(x).back();
    const double count = static_cast<double>(x.size() / channels);
    statistics m{std::vector<double>(channels), std::vector<double>(channels)};
    for (std::size_t i = 0; i < x.size(); ++i) m.mean[i % channels] += x.data()[i] / count;
    for (std::size_t i = 0; i < x.size(); ++i)
        m.variance[i % channels] += std::pow(x.data()[i] - m.mean[i % channels], 2) / (count - 1);
    return m;
}

}  // namespace

TEST_CASE("statistics are the means of those of all batches, each by its samples") {
    const nn::dataset<double> data{random_samples(22, {3, 2, 2}), make_array<double>({22, 3, 2, 1}, 0.0)};
    nn::network<double> net({3, 2, 2},
                            nn::sequential{nn::batch_normalization{}, nn::conv2d{.filters = 3}, nn::relu{},
                                           nn::batch_normalization{.momentum = 0.5}, nn::conv2d{.filters = 1}});
    randomize(net.parameters());
    const auto before = net.parameters();
    nn::recompute_batch_statistics(net, data, 8, 5);
    const auto& p = net.parameters();
    for (std::size_t i = 0; i < p.size(); ++i)
        CHECK((max_difference(p[i].value, before[i].value) == 0) == p[i].trainable);

    // the first normalization sees the samples, the second what the layers before it make of a batch in training
    nn::network<double> upper({3, 2, 2}, nn::sequential{nn::conv2d{.filters = 3}, nn::relu{}});
    upper.parameters()[0].value = before[4].value;
    upper.parameters()[1].value = before[5].value;
    statistics first{{0, 0}, {0, 0}}, second{{0, 0, 0}, {0, 0, 0}};
    nn::batch_feed<double> feed(data, {.batch = 8, .seed = 5});
    feed.start(0);
    for (std::size_t b = 0; b < 3; ++b) {
        array<double> x = unpack(feed.next().x);
        const double share = static_cast<double>(shape_of(x)[0]) / 22;
        const auto add = [&](const statistics& m, statistics& to) {
            for (std::size_t c = 0; c < m.mean.size(); ++c) {
                to.mean[c] += share * m.mean[c];
                to.variance[c] += share * m.variance[c];
            }
        };
        const statistics m = channel_statistics(x);
        add(m, first);
        const double pixels = static_cast<double>(x.size() / 2);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const std::size_t c = i % 2;
            x.data()[i] = before[0].value[c] * (x.data()[i] - m.mean[c]) /
                              std::sqrt(m.variance[c] * (pixels - 1) / pixels + 1e-3) +
                          before[1].value[c];
        }
        add(channel_statistics(upper(x)), second);
    }
    CHECK(max_difference(p[2].value, first.mean) < 1e-13);
    CHECK(max_difference(p[3].value, first.variance) < 1e-13);
    CHECK(max_difference(p[8].value, second.mean) < 1e-13);
    CHECK(max_difference(p[9].value, second.variance) < 1e-13);
}

TEST_CASE("a last sample alone is left out, but where all batches are of one sample") {
    const auto x = random_samples(33, {2});
    const nn::dataset<double> data{x, make_array<double>({33, 1}, 0.0)};
    for (const std::size_t batch : {32, 33, 1}) {
        nn::network<double> net({2}, nn::batch_normalization{});
        nn::recompute_batch_statistics(net, data, batch, 5);
        nn::batch_feed<double> feed(data, {.batch = batch, .seed = 5});
        feed.start(0);
        const auto first = batch == 1 ? x : unpack(feed.next().x);
        const statistics expected = channel_statistics(first);
        CHECK(max_difference(net.parameters()[2].value, expected.mean) < 1e-14);
        if (batch > 1) CHECK(max_difference(net.parameters()[3].value, expected.variance) < 1e-14);
    }
}

TEST_CASE("networks whose layers keep nothing stay as they are, and no samples are refused") {
    nn::network<double> plain({3, 2, 2}, nn::conv2d{.filters = 1});
    const auto before = plain.parameters();
    nn::recompute_batch_statistics(plain, nn::dataset<double>(), 8);
    for (std::size_t i = 0; i < before.size(); ++i)
        CHECK(max_difference(plain.parameters()[i].value, before[i].value) == 0);
    nn::network<double> normalizing({3, 2, 2}, nn::batch_normalization{});
    CHECK_THROWS_WITH(
        nn::recompute_batch_statistics(normalizing, nn::dataset<double>(), 8),
        Catch::Contains(
            "recompute_batch_statistics: expected samples in batches of at least 1, got 0 in batches of 8"));
    const nn::dataset<double> wide{random_samples(4, {3, 2, 3}), make_array<double>({4, 3, 2, 1}, 0.0)};
    CHECK_THROWS_WITH(nn::recompute_batch_statistics(normalizing, wide, 8),
                      Catch::Contains("expected a batch of 2 channels"));
}
