// Programs that do not compile, each with what the compiler must say of it: see refused.sh.
// clang-format off
#include <diapir/distributed.hpp>
#include <diapir/nn.hpp>

#include <iostream>
#include <string>

using namespace diapir;

// A network of integers.
void network_of_integers() {
    nn::network<int> net({4}, nn::relu{});  // refused: nn: a network computes in float or double
}
// A network of another precision.
void network_of_long_doubles() {
    nn::network<long double> net({4}, nn::relu{});  // refused: nn: a network computes in float or double
}
// The names of metrics where a terminal is asked for.
void names_for_a_terminal() {
    nn::progress_line(std::cout, "loss");  // refused: integral
}
// A layer without a shape for its output.
struct shapeless {
    std::string type() const { return "Shapeless"; }
};
void no_output(const nn::value& x) {
    x | shapeless{};  // refused: nn: a value goes through a layer, which has type() and shape output(const shape&)
                      // const
}
// A number where a layer belongs.
void number_for_a_layer(const nn::value& x) {
    x | 3;  // refused: or through a function from nn::value to nn::value
}
// A layer that computes nothing.
struct idle {
    std::string type() const { return "Idle"; }
    shape output(const shape& x) const { return x; }
};
void no_value(const nn::value& x) {
    x | idle{};  // refused: nn: a layer computes its value as template <class Context, class X> X operator()(Context&,
                 // const X&) const
}
// A layer whose parameters are of other inputs.
struct strange_parameters {
    std::string type() const { return "Strange"; }
    shape output(const shape& x) const { return x; }
    nn::parameter_descriptions parameters(int) const { return {}; }
    template <class Context, class X>
    X operator()(Context&, const X& x) const {
        return x;
    }
};
void other_parameters(const nn::value& x) {
    x | strange_parameters{};  // refused: nn: a layer's parameters take the shapes that its output takes
}
// A loss that knows only float.
struct single_loss {
    std::string name() const { return "single"; }
    double operator()(const tensor<float>&, const tensor<float>&, tensor<float>*) const { return 0; }
};
void half_a_loss() {
    nn::any_loss loss(single_loss{});  // refused: loss_function
}
// A rule without a rate.
struct rateless {
    static constexpr std::size_t slots = 0;
    std::string name() const { return "rateless"; }
};
void half_an_optimizer() {
    nn::optimizer optimizer(rateless{});  // refused: optimizer_rule
}
// A schedule of the wrong argument.
void schedule_of_text() {
    nn::schedule schedule = [](const std::string&) { return 0.1; };  // refused: training_position
}
// A callback of the wrong argument.
void callback_of_an_epoch() {
    nn::training_callback callback{.on_epoch = [](const std::string&) { return true; }};  // refused: training_report
}
// A change of samples that sees an image alone.
void change_of_an_image() {
    nn::sample_change change([](image_view<float>) {});  // refused: nn: a change of samples is called as f(image_view<T> image, image_view<T> target, random_stream&)
}
// A task that has no metrics.
struct aimless {
    std::string name() const { return "aimless"; }
};
void half_a_task() {
    nn::any_task task(aimless{});  // refused: task<aimless>
}
// Metrics that are never told.
void half_a_metric() {
    nn::any_metrics metrics(aimless{});  // refused: metric_accumulator
}
// Ranks that cannot be reached.
void half_a_rank() {
    distributed::any_communicator ranks(aimless{});  // refused: communicator<aimless>
}
