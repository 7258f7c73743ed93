// What the tests of layers share: the laws that every layer keeps, whatever it computes.
#pragma once

#include "catch.hpp"
#include "reference.hpp"
#include <diapir/autodiff/linearize.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>
#include <diapir/nn/networks/frozen_network.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/networks/summary.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

using written_network = std::function<nn::value(nn::value)>;

/// {n, sample...} of standard normal numbers, which float holds as well.
template <class T = double>
array<T> random_samples(std::size_t n, const shape& sample, std::uint64_t seed = 1) {
    array<T> x = make_array<T>(shape{n}.then(sample));
    random_stream random(seed, n);
    for (T& e : x) e = static_cast<T>(static_cast<float>(random.normal()));
    return x;
}

/// Gives every parameter numbers that float holds as well, none of them 0 or 1; variances are positive.
template <class T>
void randomize(nn::parameters<T>& parameters, std::uint64_t seed = 7) {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        random_stream random(seed, i);
        const bool variance = parameters[i].name.find("variance") != std::string::npos;
        for (T& e : parameters[i].value)
            e = static_cast<T>(static_cast<float>(variance ? random.uniform(0.5, 2) : 0.5 * random.normal()));
    }
}
template <class T>
nn::network<T> randomized(const shape& input, const written_network& written) {
    nn::network<T> net(input, written);
    randomize(net.parameters());
    return net;
}

inline double inner(const array<double>& a, const array<double>& b) {
    REQUIRE(a.size() == b.size());
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a.data()[i] * b.data()[i];
    return sum;
}
inline array<double> difference(const array<double>& a, const array<double>& b) {
    return a - b;
}

/// A network on a tape, as a step of training or as a call, and the gradients of <w, logits>.
class recorded_network {
public:
    recorded_network(const nn::network<double>& net, const array<double>& samples, bool training)
        : x_(tape_.input(point<double>(pack(samples)))) {
        for (const auto& p : net.parameters()) arguments_.push_back(tape_.input(point<double>(refer_to(p.value))));
        const nn::graph_plan plan(net.graph(), training);
        auto values =
            nn::run_graph<nn::tangents<double>>(net.graph(), plan, x_, arguments_, training ? &pass : nullptr);
        logits_ = std::move(values[net.graph().output()]);
        arguments_.insert(arguments_.begin(), x_);
    }

    array<double> logits() const { return unpack(logits_->value()); }
    /// By the samples and then by the parameters; none where the logits do not depend on one.
    auto gradients(const array<double>& w) const { return tape_.pull(*logits_, pack(w), arguments_); }

    nn::training_pass<double> pass{{3, 5}};

private:
    tape<point<double>> tape_;
    variable<point<double>> x_;
    kept_vector<variable<point<double>>> arguments_;
    std::optional<variable<point<double>>> logits_;
};

/// The gradients by the samples and by every trainable parameter against central differences along random directions.
inline void check_gradients(const nn::network<double>& given, array<double> x, bool training, double tolerance = 1e-7) {
    nn::network<double> net = given;  // whose weights change here
    INFO((training ? "in training" : "after training"));
    const double h = 1e-6;
    const recorded_network recorded(net, x, training);
    const array<double> w = random_samples(1, shape_of(recorded.logits()), 11);
    const auto value = [&] { return inner(w, recorded_network(net, x, training).logits()); };
    const double rounding = 1e-15 * inner(xt::abs(w), xt::abs(recorded.logits())) / h;
    const auto gradients = recorded.gradients(xt::view(w, 0));
    const auto check = [&](double* at, std::size_t size, const std::vector<double>& gradient) {
        REQUIRE(gradient.size() == size);
        std::vector<double> before(at, at + size), along(size);
        random_stream random(13, size);
        double expected = 0, scale = 0;
        for (std::size_t i = 0; i < size; ++i) {
            along[i] = random.normal();
            expected += along[i] * gradient[i];
            scale += std::abs(along[i] * gradient[i]);
        }
        for (std::size_t i = 0; i < size; ++i) at[i] = before[i] + h * along[i];
        const double ahead = value();
        for (std::size_t i = 0; i < size; ++i) at[i] = before[i] - h * along[i];
        const double slope = (ahead - value()) / (2 * h);
        std::copy(before.begin(), before.end(), at);
        CHECK(std::abs(slope - expected) <= tolerance * (scale + 1) + rounding);
    };
    {
        INFO("by the input");
        REQUIRE(gradients[0]);
        const array<double> by_x = unpack(*gradients[0]);
        check(x.data(), x.size(), {by_x.begin(), by_x.end()});
    }
    for (std::size_t i = 0; i < net.parameters().size(); ++i) {
        auto& p = net.parameters()[i];
        INFO("by " << p.name);
        if (!p.trainable) continue;
        std::vector<double> gradient(p.value.size());  // of what the logits do not depend on, 0
        if (gradients[i + 1]) {
            CHECK(gradients[i + 1]->shape() == p.value.shape());
            gradient.assign(gradients[i + 1]->begin(), gradients[i + 1]->end());
        }
        check(p.value.data(), p.value.size(), gradient);
    }
}

/// A step of training as network<T>::record makes it has the gradients of the parameters.
inline void check_record(const nn::network<double>& net, const array<double>& x) {
    if (net.parameters().empty()) return;
    const recorded_network recorded(net, x, true);
    tape<point<double>> own;
    std::vector<variable<point<double>>> weights;
    for (const auto& p : net.parameters()) weights.push_back(own.input(point<double>(refer_to(p.value))));
    nn::training_pass<double> pass{recorded.pass.key};
    const auto batch = pack(x);
    const auto logits = net.record(batch, weights, pass).front();
    const array<double> w = random_samples(1, shape_of(recorded.logits()), 11);
    const auto expected = recorded.gradients(xt::view(w, 0));
    const auto found = own.pull(logits, pack<double>(xt::view(w, 0)), weights);
    for (std::size_t i = 0; i < found.size(); ++i) {
        REQUIRE(bool(found[i]) == bool(expected[i + 1]));
        if (found[i]) CHECK(max_difference(*found[i], *expected[i + 1]) == 0);
    }
}

/// Along the chord from r to x contributions, pushed and pulled, add up to f(x) - f(r), as DeepSHAP's values do.
inline void check_chord(const nn::network<double>& net, std::size_t samples, const shape& input) {
    const array<double> x = random_samples(samples, input, 21), r = random_samples(samples, input, 22);
    const auto map = linearize([&](const auto& v) { return net(v); }, chord<double>(pack(x), pack(r)));
    const array<double> expected = difference(unpack(net(pack(x))), unpack(net(pack(r))));
    const array<double> step = difference(x, r), pushed = unpack(map.push(pack(step)));
    CHECK(max_difference(pushed, expected) <= 1e-10 * (1 + max_magnitude(expected)));
    const array<double> w = random_samples(1, shape_of(expected), 23);
    const array<double> multipliers = unpack(map.pull(pack<double>(xt::view(w, 0))));
    CHECK(inner(multipliers, step) == Approx(inner(w, expected)).epsilon(1e-9).margin(1e-9));
}

/// What a network gives for samples does not depend on how it is called, nor on what comes with them.
inline void check_calls(const nn::network<double>& net, const nn::network<float>& single, const shape& input) {
    const array<double> x = random_samples(40, input, 31);
    const array<double> all = net(x);
    const double scale = 1 + max_magnitude(all);
    CHECK(shape_of(all) == shape{40}.then(net.graph().outputs(input)[net.graph().output()]));
    CHECK(max_difference(all, nn::freeze(net)(x)) == 0);
    CHECK(max_difference(all, single(x)) <= 2e-5 * scale);
    {
        const thread_limit one(1);
        CHECK(max_difference(all, net(x)) == 0);
    }
    for (const std::size_t count : {1, 5, 20, 40}) {
        INFO("a batch of " << count);
        const array<double> some = slice(x, 0, count);
        CHECK(max_difference(unpack(net(pack(some))), slice(all, 0, count)) <= 1e-13 * scale);
        for (std::size_t i = 0; i < count; i += 7)
            CHECK(max_difference(net(slice(x, i, i + 1)), slice(all, i, i + 1)) <= 1e-13 * scale);
    }
}

/// All laws of a layer, or of any function of values, for samples of that shape and, where there is one, of another.
template <class L>
void check_layer(const shape& input, const L& l, const shape& other = {}) {
    const written_network written = [&](const nn::value& x) { return x | l; };
    const auto net = randomized<double>(input, written);
    const auto single = randomized<float>(input, written);
    INFO(nn::summary(net));
    for (const std::size_t samples : {5, 20}) {
        const array<double> x = random_samples(samples, input);
        check_gradients(net, x, false);
        check_gradients(net, x, true);
    }
    check_record(net, random_samples(20, input));
    check_chord(net, 5, input);
    check_chord(net, 40, input);
    check_calls(net, single, input);
    if (other.axes()) {
        check_calls(net, single, other);
        check_chord(net, 5, other);
    }
}

/// What the layer says where it is the second or later of its kind in a network for inputs of that shape and refuses
/// them.
template <class L>
std::string refusal(const shape& input, const L& l) {
    try {
        const nn::network<double> net(input, l);
    } catch (const argument_error& e) {
        return e.what();
    }
    return "accepted";
}

/// "name Type {shape} <- inputs" of the last layers of a network, as a summary lists them.
template <class T>
std::string listed(const nn::network<T>& net) {
    std::string all;
    for (const nn::layer_description& l : net.layers()) {
        all += diapir::detail::concat(l.name, ' ', l.type, ' ', l.output);
        for (const nn::parameter_description& p : l.parameters)
            all += diapir::detail::concat(' ', p.name, p.shape, p.trainable ? "" : "!");
        for (const std::string& from : l.inputs) all += " <- " + from;
        all += '\n';
    }
    return all;
}
template <class L>
std::string listed(const shape& input, const L& l) {
    return listed(nn::network<double>(input, l));
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
