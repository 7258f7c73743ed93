// Pooling and its linear maps against plain loops.
#include "catch.hpp"
#include "kernels/naive.hpp"
#include <diapir/kernels/pool.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

using namespace diapir;
using diapir::testing::at;
using diapir::testing::naive_axis;

namespace {

/// A batch that several others have as one of `count` parts along the blocks.
template <class T>
tensor<T> stacked(const tensor<T>& like, std::size_t count, std::uint64_t seed) {
    auto t = tensor<T>::batch_of_blocks(count * like.blocks(), like.channels(), like.rows(), like.cols(), like.lanes(),
                                        count * like.samples());
    testing::fill_normal(t, seed);
    return t;
}

template <class F>
void for_each_window(const F& f) {
    for (const auto border : {padding::same, padding::valid})
        for (const std::size_t size : {1, 2, 3})
            for (const std::size_t stride : {1, 2, 3})
                f(naive_axis{5, size, stride, border}, naive_axis{4, 2, 4 - stride, border});
}

/// Calls f(place in the small batch, place in the large batch, number among the cells of the window that lie inside the
/// large image) for all that meet in one block.
template <class T, class F>
void for_each_cell(const tensor<T>& small, const tensor<T>& large, const naive_axis& rows, const naive_axis& cols,
                   const F& f) {
    std::vector<std::size_t> cells(small.size(), 0);
    testing::for_each_meeting(rows, cols, [&](auto r, auto c, auto, auto, auto large_r, auto large_c) {
        for (std::size_t block = 0; block < small.blocks(); ++block)
            for (std::size_t channel = 0; channel < small.channels(); ++channel)
                for (std::size_t l = 0; l < small.lanes(); ++l) {
                    const auto to = static_cast<std::size_t>(&at(small, block, channel, r, c, l) - small.data());
                    f(to, static_cast<std::size_t>(&at(large, block, channel, large_r, large_c, l) - large.data()),
                      cells[to]++);
                }
    });
}

}  // namespace

TEMPLATE_TEST_CASE("max pooling takes the largest cell of a window, the first where several are", "[dispatched]", float,
                   double) {
    using T = TestType;
    for_each_window([](const naive_axis& rows, const naive_axis& cols) {
        for (const std::size_t samples : {1, 5, 16, 40}) {
            auto x = testing::normal_batch<T>(1, samples, 3, rows.large, cols.large);
            for (T& e : x) e = std::round(2 * e);  // many are equal
            auto y = x.batch_like(3, rows.small(), cols.small()), alone = y.like(), winner = y.like();
            kernels::max_pool(x, rows.axis(), cols.axis(), y, &winner);
            kernels::max_pool(x, rows.axis(), cols.axis(), alone);
            tensor<double> best(y.shape(), -1e9), first(y.shape(), -1.0);
            for_each_cell(y, x, rows, cols, [&](std::size_t to, std::size_t from, std::size_t cell) {
                if (x[from] <= best[to]) return;
                best[to] = x[from];
                first[to] = kernels::cell_number<T>(cell);
            });
            CHECK(testing::relative_difference(y, best) == 0);
            CHECK(testing::relative_difference(alone, best) == 0);
            CHECK(testing::relative_difference(winner, first) == 0);
        }
    });
}

TEMPLATE_TEST_CASE("a NaN wins its window", "[dispatched]", float, double) {
    using T = TestType;
    const naive_axis two{2, 2, 2, padding::valid};
    auto x = tensor<T>::batch(16, 1, 2, 2);
    std::fill(x.begin(), x.end(), -std::numeric_limits<T>::infinity());
    for (std::size_t sample = 0; sample < 4; ++sample) {
        for (std::size_t cell = 0; cell < 4; ++cell) at(x, 0, 0, cell / 2, cell % 2, sample) = T(cell);
        at(x, 0, 0, sample / 2, sample % 2, sample) = std::numeric_limits<T>::quiet_NaN();
    }
    auto y = x.batch_like(1, 1, 1), winner = y.like();
    kernels::max_pool(x, two.axis(), two.axis(), y, &winner);
    for (std::size_t sample = 0; sample < 4; ++sample) {
        CHECK(std::isnan(y[sample]));
        CHECK(winner[sample] == kernels::cell_number<T>(sample));
    }
}

TEMPLATE_TEST_CASE("winners are gathered and scattered with their weights, for stacked tangents too", "[dispatched]",
                   float, double) {
    using T = TestType;
    for_each_window([](const naive_axis& rows, const naive_axis& cols) {
        for (const auto& [samples, count] : {std::pair<std::size_t, std::size_t>{40, 1}, {40, 3}, {5, 3}}) {
            const auto x = testing::normal_batch<T>(1, samples, 2, rows.large, cols.large);
            auto y = x.batch_like(2, rows.small(), cols.small()), winner = y.like();
            kernels::max_pool(x, rows.axis(), cols.axis(), y, &winner);
            const auto weight = stacked(y, 1, 2);
            const auto v = stacked(x, count, 3), w = stacked(y, count, 4);
            for (const tensor<T>* scale : {&weight, static_cast<const tensor<T>*>(nullptr)}) {
                auto gathered = stacked(y, count, 5), scattered = stacked(x, count, 6);
                tensor<double> push(gathered.shape()), pull(scattered.shape());
                std::copy(gathered.begin(), gathered.end(), push.begin());  // results are added
                std::copy(scattered.begin(), scattered.end(), pull.begin());
                kernels::gather_winner(v, winner, scale, rows.axis(), cols.axis(), gathered);
                kernels::scatter_winner(w, winner, scale, rows.axis(), cols.axis(), scattered);
                for_each_cell(w, v, rows, cols, [&](std::size_t to, std::size_t from, std::size_t cell) {
                    const std::size_t anchor = to % winner.size();
                    if (winner[anchor] != kernels::cell_number<T>(cell)) return;
                    const double factor = scale ? static_cast<double>((*scale)[anchor]) : 1;
                    push[to] += factor * static_cast<double>(v[from]);
                    pull[from] += factor * static_cast<double>(w[to]);
                });
                CHECK(testing::relative_difference(gathered, push) < testing::tolerance<T>);
                CHECK(testing::relative_difference(scattered, pull) < testing::tolerance<T>);
            }
        }
    });
}

TEST_CASE("the mean of a large window keeps its digits, and of large numbers its size") {
    const kernels::window_axis axis = naive_axis{512, 512, 512, padding::valid}.axis();
    auto x = tensor<float>::batch(1, 1, 512, 512), y = x.batch_like(1, 1, 1);
    for (const float value : {0.1F, 3e38F}) {
        std::fill(x.begin(), x.end(), value);
        kernels::average_pool(x, axis, axis, y);
        CHECK(y[0] == value);
    }
}

TEMPLATE_TEST_CASE("average pooling is the mean of the cells inside the image, and its adjoint shares out", "", float,
                   double) {
    using T = TestType;
    for_each_window([](const naive_axis& rows, const naive_axis& cols) {
        for (const std::size_t samples : {1, 5, 16, 40}) {
            const auto x = testing::normal_batch<T>(1, samples, 3, rows.large, cols.large);
            auto y = x.batch_like(3, rows.small(), cols.small());
            const auto w = stacked(y, 1, 2);
            auto shared = stacked(x, 1, 3);
            tensor<double> cells(y.shape(), 0.0), mean(y.shape(), 0.0), adjoint(x.shape());
            std::copy(shared.begin(), shared.end(), adjoint.begin());  // results are added
            std::fill(y.begin(), y.end(), T(1e9));
            kernels::average_pool(x, rows.axis(), cols.axis(), y);
            kernels::average_pool_adjoint(w, rows.axis(), cols.axis(), shared);
            for_each_cell(y, x, rows, cols, [&](std::size_t to, std::size_t, std::size_t) { ++cells[to]; });
            for_each_cell(y, x, rows, cols, [&](std::size_t to, std::size_t from, std::size_t) {
                mean[to] += static_cast<double>(x[from]) / cells[to];
                adjoint[from] += static_cast<double>(w[to]) / cells[to];
            });
            CHECK(testing::relative_difference(y, mean) < testing::tolerance<T>);
            CHECK(testing::relative_difference(shared, adjoint) < testing::tolerance<T>);
        }
    });
}

TEMPLATE_TEST_CASE("no two cells of a window have one number", "", float, double) {
    using T = TestType;
    const std::size_t last = std::min(kernels::most_cells<T>, std::size_t{1} << 40) - 1;
    for (const std::size_t cell : {std::size_t{0}, (std::size_t{1} << 24) - 1, std::size_t{1} << 24, last - 1}) {
        CHECK(std::isnormal(kernels::cell_number<T>(cell)));
        CHECK(kernels::cell_number<T>(cell) < kernels::cell_number<T>(cell + 1));
    }
    CHECK(std::isfinite(kernels::cell_number<T>(last)));
}
