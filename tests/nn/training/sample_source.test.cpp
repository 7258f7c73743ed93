// A source of one's own, which is trained from as any other is.
#include "catch.hpp"
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/training/dataset.hpp>
#include <diapir/nn/training/fit.hpp>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace diapir;

namespace {

/// x and 3 x - 1.
struct line final : nn::sample_source<double> {
    std::size_t size() const override { return 64; }
    shape input() const override { return {1}; }
    shape target() const override { return {1}; }
    void read(std::span<const std::size_t> indexes, double* x, double* y, double*) const override {
        for (const std::size_t i : indexes) {
            *x = static_cast<double>(i) / 32 - 1;
            *y++ = 3 * *x++ - 1;
        }
    }
};

}  // namespace

TEST_CASE("a source of one's own has no weights and is always as it was, unless it says otherwise") {
    const std::unique_ptr<const nn::sample_source<double>> source = std::make_unique<line>();
    CHECK(source->weight().axes() == 0);
    CHECK_NOTHROW(source->check("test"));
}

TEST_CASE("a network is trained, validated and evaluated from a source of one's own") {
    nn::network<double> net({1}, nn::dense{.units = 1});
    const line source;
    const auto history =
        nn::fit(net, source, source,
                {.epochs = 40, .batch = 16, .optimizer = nn::sgd{.learning_rate = 0.3}, .task = nn::regression{}});
    CHECK(history.column("val_loss").back() < 1e-6);
    CHECK(net.parameters()[0].value[0] == Approx(3).margin(1e-3));
    CHECK(net.parameters()[1].value[0] == Approx(-1).margin(1e-3));
    // the same as of an array
    array<double> x = make_array<double>({64, 1}), y = x;
    std::vector<std::size_t> all(64);
    for (std::size_t i = 0; i < 64; ++i) all[i] = i;
    source.read(all, x.data(), y.data(), nullptr);
    const nn::dataset<double> data{x, y};
    CHECK(nn::evaluate(net, data, nn::regression{}, nn::mean_squared_error{}).numbers() ==
          nn::evaluate(net, source, nn::regression{}, nn::mean_squared_error{}).numbers());
    nn::network<double> again({1}, nn::dense{.units = 1});
    nn::fit(again, data, {},
            {.epochs = 40, .batch = 16, .optimizer = nn::sgd{.learning_rate = 0.3}, .task = nn::regression{}});
    CHECK(again.parameters()[0].value[0] == net.parameters()[0].value[0]);
}
