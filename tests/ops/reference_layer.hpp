// The layers of layers.npz (TensorFlow.js, Keras semantics): outputs, and the gradients of sum(g * out).
#pragma once

#include "catch.hpp"
#include "reference.hpp"
#include <diapir/autodiff/tape.hpp>
#include <diapir/core/batch.hpp>

#include <functional>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

inline const io::npz_archive& layers() {
    static const auto archive = reference("layers");
    return archive;
}

/// Records f on the inputs and weights of a layer, in double or float, and compares the output and all gradients.
template <class T>
void check_layer(const std::string& name,
                 const std::function<variable<point<T>>(const std::vector<variable<point<T>>>&)>& f) {
    const auto get = [&](const std::string& what) { return layers().get<T>(name + "_" + what); };
    const auto compare = [&](const std::string& what, const array<T>& ours) {
        const auto expected = get(what);
        INFO(name << " " << what);
        CHECK(max_difference(ours, expected) <= 1e-5 * max_magnitude(expected));
    };
    tape<point<T>> t;
    std::vector<variable<point<T>>> arguments;
    std::size_t inputs = 0;
    for (; layers().contains(name + "_x" + std::to_string(inputs)); ++inputs)
        arguments.push_back(t.input(point<T>(pack(get("x" + std::to_string(inputs))))));
    for (std::size_t i = 0; layers().contains(name + "_w" + std::to_string(i)); ++i)
        arguments.push_back(t.input(point<T>(to_tensor(get("w" + std::to_string(i))))));
    REQUIRE(inputs > 0);
    const auto y = f(arguments);
    compare("out", unpack(y.value()));
    const auto gradients = t.pull(y, pack(get("g")), arguments);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        REQUIRE(gradients[i]);
        if (i < inputs) {
            compare("gin" + std::to_string(i), unpack(*gradients[i]));
        } else {
            compare("gw" + std::to_string(i - inputs), to_array(*gradients[i]));
        }
    }
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
