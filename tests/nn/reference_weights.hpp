// Weights of the reference archives, in Keras order: PREFIXwNN_LAYER_kernel, PREFIXwNN_LAYER_bias.
#pragma once

#include <diapir/core/batch.hpp>
#include <diapir/io/npz.hpp>
#include <diapir/nn/parameter.hpp>

#include <algorithm>
#include <string>

namespace diapir::inline DIAPIR_TARGET::testing {

template <class T>
void load_reference_weights(const io::npz_archive& archive, const std::string& prefix, nn::parameters<T>& parameters) {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        std::string name = parameters[i].name;
        std::replace(name.begin(), name.end(), '/', '_');
        const std::string number = (i < 10 ? "0" : "") + std::to_string(i);
        parameters[i].value = to_tensor(archive.get<T>(prefix + "w" + number + "_" + name));
    }
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
