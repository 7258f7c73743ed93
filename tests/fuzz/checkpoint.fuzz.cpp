// Interrupted trainings.
#include "fuzz/target.hpp"
#include <diapir/io/checkpoint.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/optimizers/optimizer.hpp>

namespace io = diapir::io;
namespace nn = diapir::nn;

namespace {

const nn::network<float>& small() {
    static const nn::network<float> one({3}, [](nn::value x) { return x | nn::dense{.units = 2}; });
    return one;
}
const fuzzing::changed_archive& archive() {
    static const fuzzing::changed_archive one(fuzzing::bytes_of(".npz", [](const auto& path) {
        auto state = nn::initial_state(small(), nn::optimizer(nn::adam{}));
        for (const auto& p : small().parameters()) state.weights.push_back(p.value);
        state.history.add({{"loss", 0.5}, {"val_auc", 0.25}});
        state.epoch = 1;
        io::save_checkpoint(path, state);
    }));
    return one;
}

}  // namespace

void fuzzing::fuzz(std::string_view bytes) {
    archive().with(bytes, [](const auto& path) { io::load_checkpoint(path, small(), nn::adam{}); });
}

std::vector<std::string> fuzzing::seeds() {
    return archive().seeds();
}
