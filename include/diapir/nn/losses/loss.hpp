// Losses for binary segmentation with the semantics of Keras 2.8. A loss maps logits and targets to one number, the
// mean over samples and pixels, and gives its gradient with respect to the logits.
//
// Keras evaluates cross-entropies of a sigmoid's output from the logits, which is what happens here; the form for bare
// probabilities, clipped as Keras clips them, is there by name.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/ops/elementwise.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace diapir::nn {

/// logits and targets are batches of one shape; where `gradient` is not null it receives d loss / d logits, zero in
/// empty lanes.
template <class L>
concept loss_function = requires(const L& l, const tensor<float>& f, tensor<float>* df, const tensor<double>& d,
                                 tensor<double>* dd) {
    { l(f, f, df) } -> std::convertible_to<double>;
    { l(d, d, dd) } -> std::convertible_to<double>;
    { l.name() } -> std::convertible_to<std::string>;
};

namespace detail {

template <class T>
void check_targets(const char* name, const tensor<T>& logits, const tensor<T>& targets) {
    require(logits.is_batch() && targets.is_batch() && logits.shape() == targets.shape(), name,
            ": expected predictions and targets of one shape, got ", logits.shape(), " and ", targets.shape());
}

/// The number of elements of a batch that belong to samples.
template <class T>
double element_count(const tensor<T>& t) {
    return static_cast<double>(t.samples() * t.channels() * t.rows() * t.cols());
}

/// Calls f(offset, lanes that hold samples) for the lanes of every pixel.
template <class T, class F>
void for_each_pixel(const tensor<T>& t, const F& f) {
    for (std::size_t block = 0; block < t.blocks(); ++block) {
        const std::size_t filled = std::min(t.lanes(), t.samples() - block * t.lanes());
        for (std::size_t i = 0; i < t.block_size(); i += t.lanes()) f(block * t.block_size() + i, filled);
    }
}

/// The mean of value(z, y) over all elements, and its gradient from slope(z, y); both on registers and scalars.
template <class T, class Value, class Slope>
double mean_loss(const tensor<T>& z, const tensor<T>& y, tensor<T>* gradient, const Value& value, const Slope& slope) {
    const double share = 1 / element_count(z);
    tensor<T> values = z.like();
    ops::transform(z.size(), values.data(), value, z.data(), y.data());
    if (gradient) {
        const auto scaled = [&, factor = static_cast<T>(share)](auto zs, auto ys) {
            using V = decltype(zs);
            return V(slope(zs, ys) * V(factor));
        };
        ops::transform(z.size(), gradient->data(), scaled, z.data(), y.data());
    }
    double sum = 0;
    for_each_pixel(z, [&](std::size_t at, std::size_t filled) {
        for (std::size_t i = at; i < at + filled; ++i) sum += static_cast<double>(values[i]);
        if (gradient) std::fill(gradient->data() + at + filled, gradient->data() + at + z.lanes(), T{0});
    });
    return sum * share;
}

/// 1 / (1 + exp(-z)) without overflow, given e = exp(-|z|).
template <class V>
V stable_sigmoid(const V& z, const V& e) {
    return simd::select(z >= V(0), V(V(1) / (V(1) + e)), V(e / (V(1) + e)));
}

/// Keras' epsilon, with which probabilities are clipped and logarithms are kept finite.
inline constexpr double epsilon = 1e-7;

}  // namespace detail

/// -(y log p + (1 - y) log(1 - p)) with p = sigmoid(logit).
struct binary_crossentropy {
    std::string name() const { return "binary_crossentropy"; }

    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, tensor<T>* gradient) const {
        detail::check_targets("binary_crossentropy", logits, targets);
        return detail::mean_loss(
            logits, targets, gradient, [&](auto z, auto y) { return value(z, y); },
            [&](auto z, auto y) { return slope(z, y); });
    }

    /// Of one element, from its logit z.
    template <class V>
    V value(const V& z, const V& y) const {
        return simd::max(z, V(0)) - z * y + simd::log1p(simd::exp(V(-simd::abs(z))));
    }
    template <class V>
    V slope(const V& z, const V& y) const {
        return detail::stable_sigmoid(z, simd::exp(V(-simd::abs(z)))) - y;
    }

    /// Of one element, from its probability p, which is clipped to [1e-7, 1 - 1e-7]; no gradient passes where it is
    /// clipped.
    template <class T>
    T value_of_probability(T p, T y) const {
        const T e = static_cast<T>(detail::epsilon), q = std::min(std::max(p, e), T{1} - e);
        return -(y * std::log(q + e) + (1 - y) * std::log(1 - q + e));
    }
    template <class T>
    T slope_of_probability(T p, T y) const {
        const T e = static_cast<T>(detail::epsilon);
        return p < e || p > T{1} - e ? T{0} : (1 - y) / (1 - p + e) - y / (p + e);
    }
};

/// (1 - p_t)^gamma times the cross-entropy, p_t = y p + (1 - y)(1 - p), without class weights (Lin et al. 2017;
/// Keras 2.8).
struct binary_focal_crossentropy {
    double gamma = 2;

    std::string name() const { return "binary_focal_crossentropy"; }

    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, tensor<T>* gradient) const {
        detail::check_targets("binary_focal_crossentropy", logits, targets);
        return detail::mean_loss(
            logits, targets, gradient, [&](auto z, auto y) { return value(z, y); },
            [&](auto z, auto y) { return slope(z, y); });
    }

    template <class V>
    V value(const V& z, const V& y) const {
        const V p = detail::stable_sigmoid(z, simd::exp(V(-simd::abs(z))));
        return power(miss(p, y), gamma) * binary_crossentropy{}.value(z, y);
    }
    template <class V>
    V slope(const V& z, const V& y) const {
        const V p = detail::stable_sigmoid(z, simd::exp(V(-simd::abs(z)))), m = miss(p, y);
        const V miss_slope = (V(1) - V(2) * y) * p * (V(1) - p);
        return V(static_cast<scalar<V>>(gamma)) * power(m, gamma - 1) * miss_slope * binary_crossentropy{}.value(z, y) +
               power(m, gamma) * (p - y);
    }

    /// From probabilities: the cross-entropy's are clipped, those of p_t are not.
    template <class T>
    T value_of_probability(T p, T y) const {
        return power(miss(p, y), gamma) * binary_crossentropy{}.value_of_probability(p, y);
    }
    template <class T>
    T slope_of_probability(T p, T y) const {
        const T m = miss(p, y);
        return static_cast<T>(gamma) * power(m, gamma - 1) * (1 - 2 * y) *
                   binary_crossentropy{}.value_of_probability(p, y) +
               power(m, gamma) * binary_crossentropy{}.slope_of_probability(p, y);
    }

private:
    template <class V>
    struct scalar_of {
        using type = V;
    };
    template <class V>
    requires simd::is_pack<V>
    struct scalar_of<V> {
        using type = typename V::value_type;
    };
    template <class V>
    using scalar = typename scalar_of<V>::type;

    /// 1 - p_t
    template <class V>
    static V miss(const V& p, const V& y) {
        return y * (V(1) - p) + (V(1) - y) * p;
    }
    template <class V>
    static V power(const V& base, double exponent) {
        if (exponent == 2) return base * base;
        if (exponent == 1) return base;
        if (exponent == 0) return V(1);
        return simd::pow(base, V(static_cast<scalar<V>>(exponent)));
    }
};

/// 1 - (2 sum(p y) + smooth) / (sum(p) + sum(y) + smooth), over all pixels of a batch (Milletari et al. 2016).
struct dice_loss {
    double smooth = 1;

    std::string name() const { return "dice_loss"; }

    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, tensor<T>* gradient) const {
        detail::check_targets("dice_loss", logits, targets);
        const auto probability = [](double z) { return detail::stable_sigmoid(z, std::exp(-std::abs(z))); };
        double both = 0, total = 0;
        detail::for_each_pixel(logits, [&](std::size_t at, std::size_t filled) {
            for (std::size_t i = at; i < at + filled; ++i) {
                const double p = probability(static_cast<double>(logits[i])), y = static_cast<double>(targets[i]);
                both += p * y;
                total += p + y;
            }
        });
        const double top = 2 * both + smooth, bottom = total + smooth;
        if (gradient) {
            std::fill(gradient->begin(), gradient->end(), T{0});
            detail::for_each_pixel(logits, [&](std::size_t at, std::size_t filled) {
                for (std::size_t i = at; i < at + filled; ++i) {
                    const double p = probability(static_cast<double>(logits[i])), y = static_cast<double>(targets[i]);
                    (*gradient)[i] = static_cast<T>((top / bottom - 2 * y) / bottom * p * (1 - p));
                }
            });
        }
        return 1 - top / bottom;
    }
};

/// Any loss function, or a weighted sum of some: 0.5 * binary_crossentropy{} + dice_loss{}.
class any_loss {
public:
    template <class L>
    requires(!std::same_as<L, any_loss> && loss_function<L>) any_loss(L loss)
        : terms_{{1.0, std::make_shared<model<L>>(std::move(loss))}} {}

    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, tensor<T>* gradient) const {
        if (terms_.size() == 1 && terms_[0].weight == 1) return terms_[0].loss->evaluate(logits, targets, gradient);
        double sum = 0;
        if (gradient) std::fill(gradient->begin(), gradient->end(), T{0});
        tensor<T> part = gradient ? gradient->like() : tensor<T>();
        for (const term& t : terms_) {
            sum += t.weight * t.loss->evaluate(logits, targets, gradient ? &part : nullptr);
            if (!gradient) continue;
            for (std::size_t i = 0; i < part.size(); ++i) (*gradient)[i] += static_cast<T>(t.weight) * part[i];
        }
        return sum;
    }
    std::string name() const {
        std::string all;
        for (const term& t : terms_) {
            if (!all.empty()) all += " + ";
            if (t.weight != 1) all += diapir::detail::concat(t.weight, " * ");
            all += t.loss->name();
        }
        return all;
    }

    friend any_loss operator*(double weight, any_loss loss) {
        for (term& t : loss.terms_) t.weight *= weight;
        return loss;
    }
    friend any_loss operator+(any_loss a, const any_loss& b) {
        a.terms_.insert(a.terms_.end(), b.terms_.begin(), b.terms_.end());
        return a;
    }

private:
    struct evaluator {
        virtual ~evaluator() = default;
        virtual double evaluate(const tensor<float>&, const tensor<float>&, tensor<float>*) const = 0;
        virtual double evaluate(const tensor<double>&, const tensor<double>&, tensor<double>*) const = 0;
        virtual std::string name() const = 0;
    };
    template <class L>
    struct model final : evaluator {
        L loss;

        explicit model(L l) : loss(std::move(l)) {}
        double evaluate(const tensor<float>& z, const tensor<float>& y, tensor<float>* g) const override {
            return loss(z, y, g);
        }
        double evaluate(const tensor<double>& z, const tensor<double>& y, tensor<double>* g) const override {
            return loss(z, y, g);
        }
        std::string name() const override { return loss.name(); }
    };
    struct term {
        double weight;
        std::shared_ptr<const evaluator> loss;
    };

    std::vector<term> terms_;
};

/// Weighted sums of losses.
template <class L>
requires(!std::same_as<L, any_loss> && loss_function<L>) any_loss operator*(double weight, const L& loss) {
    return weight * any_loss(loss);
}
template <loss_function A, loss_function B>
requires(!(std::same_as<A, any_loss> && std::same_as<B, any_loss>)) any_loss operator+(const A& a, const B& b) {
    return any_loss(a) + any_loss(b);
}

}  // namespace diapir::nn
