// What the tests of losses share.
#pragma once

#include "catch.hpp"
#include "reference.hpp"
#include <diapir/autodiff/laws.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/core/simd.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

inline const auto& training_reference() {
    static const auto archive = reference("training");
    return archive;
}

template <class T, class F>
array<T> map2(const array<T>& a, const array<T>& b, const F& f) {
    array<T> out = make_array<T>(shape_of(a));
    for (std::size_t i = 0; i < a.size(); ++i) out.data()[i] = f(a.data()[i], b.data()[i]);
    return out;
}

/// Compares with an array of the reference, from element `first` on.
template <class T>
void check_elements(const std::string& name, const array<T>& ours, double relative, std::size_t first = 0) {
    const auto expected = training_reference().template get<double>(name);
    for (std::size_t i = first; i < ours.size(); ++i) {
        INFO(name << " element " << i);
        CHECK(static_cast<double>(ours.data()[i]) == Approx(expected.data()[i]).epsilon(relative).margin(relative));
    }
}

/// Compares the gradient of loss(z, gradient) with central differences, in all lanes.
template <class F>
void check_slopes(const F& loss, const tensor<double>& z) {
    auto gradient = z.like();
    loss(z, &gradient);
    constexpr double h = 1e-6;
    for (std::size_t i = 0; i < z.size(); ++i) {
        auto ahead = z, behind = z;
        ahead[i] += h;
        behind[i] -= h;
        tensor<double>* none = nullptr;
        INFO("element " << i);
        CHECK(gradient[i] == Approx((loss(ahead, none) - loss(behind, none)) / (2 * h)).margin(1e-8));
    }
}

/// Targets 0 and 1.
inline tensor<double> some_mask(const tensor<double>& like) {
    auto y = laws::random_like(like, 2);
    const std::size_t plane = y.rows() * y.cols() * y.lanes();
    for (std::size_t i = 0; i < y.size(); ++i)
        y[i] = y.channels() == 2 && i / plane % 2 == 1 ? 1 - y[i - plane] : y[i] > 0 ? 1 : 0;
    return y;
}

/// Compares the gradient for targets 0 and 1 with central differences.
template <class L>
void check_gradient(const L& loss) {
    const auto z = laws::random_like(tensor<double>::batch(9, 1, 3, 2), 1);
    INFO(loss.name());
    check_slopes([&, y = some_mask(z)](const auto& at, auto* slope) { return loss(at, y, slope); }, z);
}

/// Samples of several losses one by one, and pixels of one by one where `of_pixels`: the mean of weight times loss is
/// the loss with weights, whose gradient agrees with central differences.
template <class L>
void check_weighted(const L& loss, bool of_pixels = true) {
    const auto z = laws::random_like(tensor<double>::batch(9, 2, 3, 2), 1), y = some_mask(z);
    const auto single = [&](std::size_t sample, std::size_t pixel) {  // all pixels from 6 on
        const std::size_t rows = pixel < 6 ? 1 : 3, cols = pixel < 6 ? 1 : 2;
        auto one = tensor<double>::batch(1, 2, rows, cols), truth = one.like();
        for (std::size_t i = 0; i < one.size(); ++i) {
            const std::size_t from = (pixel < 6 ? 6 * i + pixel : i) * z.lanes() + sample;
            one[i] = z[from];
            truth[i] = y[from];
        }
        return loss(one, truth, static_cast<tensor<double>*>(nullptr));
    };
    for (const std::size_t rows : {1, 3})
        for (const std::size_t cols : {1, 2}) {
            if (rows * cols > 1 && !of_pixels) continue;
            auto w = laws::random_like(tensor<double>::batch(9, 1, rows, cols), 3);
            for (double& weight : w) weight = std::abs(weight);
            INFO(loss.name() << " with weights " << rows << " x " << cols);
            double expected = 0;
            for (std::size_t sample = 0; sample < 9; ++sample)
                for (std::size_t pixel = 0; pixel < 6; ++pixel) {
                    const std::size_t at = pixel / 2 % rows * cols + pixel % 2 % cols;
                    expected += w[at * w.lanes() + sample] * single(sample, of_pixels ? pixel : 6) / 54;
                }
            CHECK(loss(z, y, w, static_cast<tensor<double>*>(nullptr)) == Approx(expected).epsilon(1e-12));
            check_slopes([&](const auto& at, auto* slope) { return loss(at, y, w, slope); }, z);
        }
    for (const auto& bad : {tensor<double>::batch(8, 1, 1, 1), tensor<double>::batch(9, 2, 1, 1),
                            tensor<double>::batch(9, 1, 2, 1), tensor<double>::batch(9, 1, 3, 3)})
        CHECK_THROWS_WITH(loss(z, y, bad, static_cast<tensor<double>*>(nullptr)),
                          Catch::Contains(": expected weights of"));
}

/// Logits 2 sin(1 + k), k = 0, 1, ..., the samples first: what torch was given for the literals of the tests.
inline tensor<double> sines(std::size_t samples, std::size_t cols, std::size_t channels) {
    array<double> z = make_array<double>({samples, 1, cols, channels});
    for (std::size_t k = 0; k < z.size(); ++k) z.data()[k] = 2 * std::sin(1 + static_cast<double>(k));
    return pack(z);
}
inline tensor<double> targets(std::size_t samples, std::size_t cols, std::size_t channels,
                              const std::vector<double>& values) {
    array<double> y = make_array<double>({samples, 1, cols, channels});
    std::copy(values.begin(), values.end(), y.data());
    return pack(y);
}
/// Compares a loss, and the first elements of its gradient in the order of an array, with literals.
template <class L>
void check_literals(const L& loss, const tensor<double>& z, const tensor<double>& y, double value,
                    const std::vector<double>& slopes) {
    auto gradient = z.like();
    CHECK(loss(z, y, &gradient) == Approx(value).epsilon(1e-13));
    const auto ours = unpack(gradient);
    for (std::size_t i = 0; i < slopes.size(); ++i) {
        INFO(loss.name() << " element " << i);
        CHECK(ours.data()[i] == Approx(slopes[i]).epsilon(1e-12).margin(1e-15));
    }
}

/// The loss of one pixel and its slope, each the same in every lane of a register and in what is left over.
template <class T, class L>
std::pair<double, double> at_logit(const L& loss, double logit, double target) {
    const std::size_t count = simd::width<T> + 1;  // images of one pixel, so many elements
    std::pair<double, double> first;
    for (const std::size_t pixels : {std::size_t{1}, count}) {
        auto z = tensor<T>::batch(1, 1, 1, pixels), y = z.like(), slope = z.like();
        std::fill(z.begin(), z.end(), static_cast<T>(logit));
        std::fill(y.begin(), y.end(), static_cast<T>(target));
        const double value = loss(z, y, &slope);
        if (pixels == 1) first = {value, static_cast<double>(slope[0])};
        const double epsilon = std::is_same_v<T, float> ? 1e-5 : 1e-12, smallest = std::numeric_limits<T>::min();
        for (std::size_t i = 0; i < pixels; ++i) {
            INFO(loss.name() << " of a logit " << logit << " for " << target << ", element " << i << " of " << pixels);
            CHECK(value == Approx(first.first).epsilon(epsilon).margin(smallest));
            CHECK(static_cast<double>(pixels) * static_cast<double>(slope[i]) ==
                  Approx(first.second).epsilon(epsilon).margin(2 * smallest));
        }
    }
    return first;
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
