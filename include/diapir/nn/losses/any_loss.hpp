// Losses as values: any loss function, or a weighted sum of some.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/nn/losses/loss_function.hpp>
#include <diapir/nn/losses/mean_loss.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Any loss function, or a weighted sum of some: 0.5 * binary_crossentropy{} + dice_loss{}.
class any_loss {
public:
    template <class L>
    requires(!std::same_as<L, any_loss> && loss_function<L>) any_loss(L loss)
        : terms_{{1.0, std::make_shared<model<L>>(std::move(loss))}} {}
    any_loss(const any_loss&) = default;  // and no moves, which would leave one behind that is 0
    any_loss& operator=(const any_loss&) = default;
    ~any_loss() = default;

    /// Throws argument_error as the losses do, where T does not hold a weight, and where the gradient is a tensor that
    /// is read too.
    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, tensor<T>* gradient) const {
        return evaluate(logits, targets, static_cast<const tensor<T>*>(nullptr), gradient);
    }
    /// With factors for samples or pixels, see weighted_loss. Throws argument_error where one of the losses takes none.
    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, const tensor<T>& weights,
                      tensor<T>* gradient) const {
        return evaluate(logits, targets, &weights, gradient);
    }
    /// The sums of each term over a batch; running_loss adds them up over the batches of a set. Weights may be null.
    /// Throws argument_error where one of the losses takes no weights.
    template <class T>
    std::vector<loss_sums> sums(const tensor<T>& logits, const tensor<T>& targets,
                                const tensor<T>* weights = nullptr) const {
        std::vector<loss_sums> all;
        for (const term& t : terms_) all.push_back(t.loss->sums(logits, targets, weights));
        return all;
    }
    double of_sums(const std::vector<loss_sums>& sums) const {
        double sum = 0;
        require(sums.size() == terms_.size(), "any_loss: expected sums of ", terms_.size(), " losses, got ",
                sums.size());
        for (std::size_t i = 0; i < terms_.size(); ++i) sum += terms_[i].weight * terms_[i].loss->of_sums(sums[i]);
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

    /// Throws argument_error where one of the losses is not for a network that ends so, see loss_of_endings.
    void check(const shape& output, activation end) const {
        for (const term& t : terms_) t.loss->check(output, end);
    }

    /// Throws argument_error unless the weight is finite, and its products with the weights that there are.
    friend any_loss operator*(double weight, any_loss loss) {
        require(std::isfinite(weight), "any_loss: expected a finite weight, got ", weight);
        for (term& t : loss.terms_) {
            const double product = t.weight * weight;
            require(std::isfinite(product), "any_loss: expected weights whose product is finite, got ", weight, " * ",
                    t.weight);
            t.weight = product;
        }
        return loss;
    }
    friend any_loss operator+(any_loss a, const any_loss& b) {
        a.terms_.insert(a.terms_.end(), b.terms_.begin(), b.terms_.end());
        return a;
    }

private:
    struct evaluator {
        virtual ~evaluator() = default;
        virtual double evaluate(const tensor<float>&, const tensor<float>&, const tensor<float>* weights,
                                tensor<float>*) const = 0;
        virtual double evaluate(const tensor<double>&, const tensor<double>&, const tensor<double>* weights,
                                tensor<double>*) const = 0;
        virtual loss_sums sums(const tensor<float>&, const tensor<float>&, const tensor<float>* weights) const = 0;
        virtual loss_sums sums(const tensor<double>&, const tensor<double>&, const tensor<double>* weights) const = 0;
        virtual double of_sums(const loss_sums&) const = 0;
        virtual std::string name() const = 0;
        virtual void check(const shape& output, activation end) const = 0;
    };
    template <class L>
    struct model final : evaluator {
        L loss;

        explicit model(L l) : loss(std::move(l)) {}
        double evaluate(const tensor<float>& z, const tensor<float>& y, const tensor<float>* w,
                        tensor<float>* g) const override {
            return value(z, y, w, g);
        }
        double evaluate(const tensor<double>& z, const tensor<double>& y, const tensor<double>* w,
                        tensor<double>* g) const override {
            return value(z, y, w, g);
        }
        loss_sums sums(const tensor<float>& z, const tensor<float>& y, const tensor<float>* w) const override {
            return sums_of(z, y, w);
        }
        loss_sums sums(const tensor<double>& z, const tensor<double>& y, const tensor<double>* w) const override {
            return sums_of(z, y, w);
        }
        double of_sums(const loss_sums& s) const override {
            if constexpr (loss_of_sums<L>) {
                return loss.of_sums(s);
            } else {
                return s[0] / s[1];
            }
        }
        std::string name() const override { return loss.name(); }
        void check(const shape& output, activation end) const override {
            if constexpr (loss_of_endings<L>) loss.check(output, end);
        }

        template <class T>
        double value(const tensor<T>& z, const tensor<T>& y, const tensor<T>* w, tensor<T>* g) const {
            if (!w) return loss(z, y, g);
            if constexpr (weighted_loss<L>) {
                return loss(z, y, *w, g);
            } else {
                throw argument_error(loss.name() + ": takes no sample weights");
            }
        }
        template <class T>
        loss_sums sums_of(const tensor<T>& z, const tensor<T>& y, const tensor<T>* w) const {
            if constexpr (loss_of_sums<L>) {
                require(!w, loss.name(), ": takes no sample weights");
                return loss.sums(z, y);
            } else {  // a mean over samples
                const auto samples = static_cast<double>(z.samples());
                return {value(z, y, w, static_cast<tensor<T>*>(nullptr)) * samples, samples};
            }
        }
    };
    struct term {
        double weight;
        std::shared_ptr<const evaluator> loss;
    };

    template <class T>
    double evaluate(const tensor<T>& logits, const tensor<T>& targets, const tensor<T>* weights,
                    tensor<T>* gradient) const {
        detail::check_apart("any_loss", logits, targets, gradient);
        require(!gradient || gradient != weights, "any_loss: expected a gradient that is another tensor than the ",
                "weights");
        for (const term& t : terms_) detail::check_held<T>("any_loss", "a weight", t.weight);
        if (terms_.size() == 1 && terms_[0].weight == 1)
            return terms_[0].loss->evaluate(logits, targets, weights, gradient);
        double sum = 0;
        if (gradient) std::fill(gradient->begin(), gradient->end(), T{0});
        tensor<T> part = gradient ? gradient->like() : tensor<T>();
        for (const term& t : terms_) {
            sum += t.weight * t.loss->evaluate(logits, targets, weights, gradient ? &part : nullptr);
            if (!gradient) continue;
            for (std::size_t i = 0; i < part.size(); ++i) (*gradient)[i] += static_cast<T>(t.weight) * part[i];
        }
        return sum;
    }

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

}  // namespace diapir::inline DIAPIR_TARGET::nn
