// Concatenation of batches along their channels, as Keras' Concatenate(axis=-1).
#pragma once

#include <diapir/core/parallel.hpp>
#include <diapir/ops/function.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

/// One argument of a concatenation: its channels are `channels` of `total`, from `first` on.
template <class T>
struct channel_slot_map {
    std::size_t first, channels, total;

    tensor<T> push(const tensor<T>& v) const {
        tensor<T> y = v.batch_like(total, v.rows(), v.cols());
        parallel_fill(y.data(), y.size(), T{0});
        copy_in(v, y);
        return y;
    }
    tensor<T> pull(const tensor<T>& w) const {
        tensor<T> x = w.batch_like(channels, w.rows(), w.cols());
        const std::size_t plane = w.rows() * w.cols() * w.lanes();
        for (std::size_t block = 0; block < w.blocks(); ++block)
            parallel_copy(w.data() + (block * total + first) * plane, channels * plane,
                          x.data() + block * channels * plane);
        return x;
    }
    void copy_in(const tensor<T>& v, tensor<T>& y) const {
        const std::size_t plane = v.rows() * v.cols() * v.lanes();
        for (std::size_t block = 0; block < v.blocks(); ++block)
            parallel_copy(v.data() + block * channels * plane, channels * plane,
                          y.data() + (block * total + first) * plane);
    }
};

struct concatenate_operation {
    static constexpr bool treats_samples_alike = true;

    template <class T, class... Rest>
    tensor<T> operator()(const tensor<T>& x, const Rest&... rest) const {
        const auto check = [&](const tensor<T>& other) {
            require(x.is_batch() && other.is_batch() && other.samples() == x.samples() && other.rows() == x.rows() &&
                        other.cols() == x.cols() && other.lanes() == x.lanes(),
                    "concatenate: expected batches that differ in their channels only, got ", x.shape(), " and ",
                    other.shape(), " (samples x {channels, rows, cols})");
        };
        check(x);
        (check(rest), ...);
        const auto maps = slots<T>(x, rest...);
        tensor<T> y = x.batch_like((x.channels() + ... + rest.channels()), x.rows(), x.cols());
        std::size_t next = 0;
        maps[next++].copy_in(x, y);
        ((maps[next++].copy_in(rest, y)), ...);
        return y;
    }

    template <class Y, class... X>
    auto linearize(const Y&, const X&... x) const {
        const auto maps = slots<typename Y::value_type>(*x.x...);
        return std::apply([](const auto&... map) { return std::tuple(map...); }, maps);
    }

private:
    template <class T, class... X>
    static std::array<channel_slot_map<T>, sizeof...(X)> slots(const X&... x) {
        const std::size_t total = (x.channels() + ...);
        std::size_t first = 0;
        return {channel_slot_map<T>{std::exchange(first, first + x.channels()), x.channels(), total}...};
    }
};

}  // namespace ops

/// {n, rows, cols, a}, {n, rows, cols, b}, ... -> {n, rows, cols, a + b + ...}. Throws argument_error unless the
/// arguments differ in their channels only.
inline constexpr ops::function<ops::concatenate_operation> concatenate{};

}  // namespace diapir::inline DIAPIR_TARGET
