// A whole function as one linear map: gradients, directional derivatives and secants of anything written with
// operations.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/autodiff/tape.hpp>
#include <diapir/core/error.hpp>

#include <memory>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

/// f at an anchor, as a linear map that can be pushed and pulled any number of times. f is a callable that takes a
/// variable and returns one. Members throw argument_error where it was moved from.
template <varying_anchor A>
class linearization {
public:
    using value_type = typename A::value_type;

    template <class F>
    linearization(const F& f, A anchor)
        : tape_(std::make_unique<tape<A>>()), input_(tape_->input(std::move(anchor))), output_(f(input_)) {}

    /// f(x), and for a chord f(r).
    const A& value() const {
        own();
        return output_.anchor();
    }

    /// L v: the directional derivative along v, or what v contributes along the chord.
    tensor<value_type> push(tensor<value_type> v) const {
        const tape<A>& recorded = own();
        const std::size_t stack = stack_of(v, input_.value());
        kept_vector<typename tape<A>::seed> seeds;
        seeds.push_back({input_, std::move(v)});
        if (auto pushed = recorded.push(std::move(seeds), output_)) return std::move(*pushed);
        return tensor<value_type>(output_.value().shape().stacked(stack), value_type{0});
    }
    /// L^T w: the gradient of <w, f>, or its multipliers along the chord.
    tensor<value_type> pull(tensor<value_type> w) const {
        const tape<A>& recorded = own();
        const std::size_t stack = stack_of(w, output_.value());
        auto pulled = recorded.pull(output_, std::move(w), std::span(&input_, 1));
        if (pulled.front()) return std::move(*pulled.front());
        return tensor<value_type>(input_.value().shape().stacked(stack), value_type{0});
    }

private:
    const tape<A>& own() const {
        require(tape_ != nullptr, "linearization: expected a map, got what one was moved from");
        return *tape_;
    }
    /// How many tangents of a value follow one another in one.
    static std::size_t stack_of(const tensor<value_type>& tangent, const tensor<value_type>& value) {
        return tangent.is_batch() && value.is_batch() ? tangent.blocks() / value.blocks() : 1;
    }

    std::unique_ptr<tape<A>> tape_;
    variable<A> input_, output_;
};

/// The linear map of f at an anchor: point{x} for derivatives, chord{x, r} for secants.
template <class F, varying_anchor A>
linearization<A> linearize(const F& f, A anchor) {
    return {f, std::move(anchor)};
}

/// The gradient of a function with one number as its value, at x.
template <class F, class T>
tensor<T> gradient(const F& f, tensor<T> x) {
    const auto map = linearize(f, point<T>(std::move(x)));
    require(map.value().x->size() == 1, "gradient: the function's value must be a scalar, got ",
            map.value().x->shape());
    tensor<T> one = map.value().x->like();
    one[0] = T{1};
    return map.pull(std::move(one));
}

}  // namespace diapir::inline DIAPIR_TARGET
