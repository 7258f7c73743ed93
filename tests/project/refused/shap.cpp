// Programs that do not compile, each with what the compiler must say of it: see refused.sh.
// clang-format off
#include <diapir/autodiff.hpp>
#include <diapir/ops.hpp>
#include <diapir/shap.hpp>

#include <complex>
#include <string>
#include <vector>

using namespace diapir;

array<double> background, x;
const auto model = [](const array<double>& batch) { return batch; };
tensor<float> single;
tensor<double> precise;
tensor<int> whole;

// A model that takes one input at a time.
void not_callable() {
    shap::exact([](double v) { return v; }, background);  // refused: shap: the model must be callable, while const, with one batch
}
// A model that returns no array.
void returns_a_vector() {
    shap::kernel([](const array<double>&) { return std::vector<double>(); }, background);  // refused: shap: the model must be callable
}
// A model that changes when it is called.
void not_const() {
    shap::permutation([calls = 0](const array<double>& b) mutable { return ++calls, b; }, background);  // refused: shap: the model must be callable, while const
}
// A background that is no array.
void background_of_vectors() {
    shap::sampling(model, std::vector<double>{1, 2});  // refused: shap: the background is an xtensor array {b, input...} or a shap::background
}
// A background of integers.
void background_of_integers() {
    shap::background<int> whole(array<int>{});  // refused: background: explanations are computed in float or double
}
// A background of complex numbers.
void complex_background() {
    shap::exact(model, array<std::complex<double>>());  // refused: shap: the background is an xtensor array {b, input...} or a shap::background
}
// A model without its background.
void no_background() {
    shap::exact(model);  // refused: shap: a model is explained against a background
}
// A game that does not say who plays.
struct half_a_game {
    shap::named_shape outputs() const { return {1}; }
    void evaluate(const shap::coalitions&, shap::value_sink) const {}
};
void no_players() {
    shap::exact(half_a_game{});  // refused: what is explained alone is a game, with players(), outputs() and
                                 // evaluate(const coalitions&, value_sink)
}
// A game of a function of something else.
void function_of_numbers() {
    shap::games::function(2, 1, [](double v) { return v; });  // refused: coalition_function
}
// A function where an operation of the library is needed.
void not_differentiable() {
    shap::deep(model, background);  // refused: shap: the model must be callable with a tensor and with a variable
}
// An array where options belong.
void array_for_options() {
    shap::exact(model, background, x);  // refused: shap::options
}
// An estimator of one's own without a name.
struct nameless {
    void operator()(shap::evaluator&, shap::estimation&, const shap::options&) const {}
};
shap::estimator<nameless> estimator;  // refused: estimate<nameless>

// Two element types in one operation.
void two_types() {
    add(single, precise);  // refused: an operation takes tensors and variables of one element type
}
// Elements that are integers.
void integers() {
    relu(whole);  // refused: an operation computes with elements of a floating type, float or double
}
// A derivative at a tensor, not at an anchor.
void no_anchor() {
    linearize(relu, precise);  // refused: varying_anchor
}
// An operation with a rule for points alone.
struct pointwise {
    tensor<double> operator()(const tensor<double>& v) const { return v; }
    template <class T>
    auto linearize(const point<T>&, const point<T>&) const {
        return std::tuple(identity_map{});
    }
};
void no_rule_for_chords() {
    const auto f = [](const auto& v) { return apply(pointwise{}, v); };
    linearize(f, chord<double>(precise, precise));  // refused: this operation has no rule for this kind of anchor
}
// A point and a chord in one operation.
void two_anchors(const variable<point<double>>& at, const variable<chord<double>>& between) {
    add(at, between);  // refused: an operation takes variables of one kind of anchor
}
// A tensor that is gone before it is used.
void no_tensor_to_refer_to() {
    refer_to(tensor<double>());  // refused: deleted
}
// Something that is no tensor.
void no_operand() {
    relu(3.0);  // refused: operand
}
