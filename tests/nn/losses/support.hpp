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

/// Compares the gradient with central differences, in all lanes.
template <class L>
void check_gradient(const L& loss) {
    const auto shape_like = tensor<double>::batch(9, 1, 3, 2);
    const auto z = laws::random_like(shape_like, 1);
    auto y = laws::random_like(shape_like, 2);
    for (auto& e : y) e = e > 0 ? 1 : 0;
    auto gradient = z.like();
    loss(z, y, &gradient);
    constexpr double h = 1e-6;
    for (std::size_t i = 0; i < z.size(); ++i) {
        auto ahead = z, behind = z;
        ahead[i] += h;
        behind[i] -= h;
        tensor<double>* none = nullptr;
        INFO(loss.name() << " element " << i);
        CHECK(gradient[i] == Approx((loss(ahead, y, none) - loss(behind, y, none)) / (2 * h)).margin(1e-8));
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
