// A change that training makes to every sample anew in every epoch, as a value.
#pragma once

#include <diapir/core/image_view.hpp>
#include <diapir/core/random.hpp>

#include <functional>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Any function f(image_view<T> image, image_view<T> target, random_stream&), for float and double, that changes a
/// sample {rows, cols, channels} and its target in place, such as data::augmentation. By default none. Calls come from
/// several threads.
class sample_change {
public:
    sample_change() = default;
    template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, sample_change>) sample_change(F f)
        : single_(checked(f)), double_(std::move(f)) {}

    explicit operator bool() const { return bool(single_); }
    void operator()(image_view<float> image, image_view<float> target, random_stream& random) const {
        single_(image, target, random);
    }
    void operator()(image_view<double> image, image_view<double> target, random_stream& random) const {
        double_(image, target, random);
    }

private:
    template <class F>
    static const F& checked(const F& f) {
        static_assert(std::is_invocable_v<F&, image_view<float>, image_view<float>, random_stream&> &&
                          std::is_invocable_v<F&, image_view<double>, image_view<double>, random_stream&>,
                      "nn: a change of samples is called as f(image_view<T> image, image_view<T> target, "
                      "random_stream&), for T of float and of double");
        return f;
    }

    std::function<void(image_view<float>, image_view<float>, random_stream&)> single_;
    std::function<void(image_view<double>, image_view<double>, random_stream&)> double_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
