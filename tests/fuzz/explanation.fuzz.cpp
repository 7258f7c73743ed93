// Saved explanations.
#include "fuzz/target.hpp"
#include <diapir/io/explanation.hpp>
#include <diapir/shap/exact/exact.hpp>

namespace io = diapir::io;
namespace shap = diapir::shap;

namespace {

const fuzzing::changed_archive& archive() {
    static const fuzzing::changed_archive one(fuzzing::bytes_of(".npz", [](const auto& path) {
        const auto sum = [](const diapir::array<double>& x) {
            auto y = diapir::make_array<double>({x.shape()[0], 1});
            for (std::size_t i = 0; i < y.size(); ++i) y.data()[i] = x.data()[2 * i] * x.data()[2 * i + 1];
            return y;
        };
        auto references = diapir::make_array<double>({2, 2}), inputs = diapir::make_array<double>({3, 2});
        for (std::size_t i = 0; i < 4; ++i) references.data()[i] = static_cast<double>(i);
        for (std::size_t i = 0; i < 6; ++i) inputs.data()[i] = static_cast<double>(i * i);
        io::save_explanation(path, shap::exact(sum, references)(inputs));
    }));
    return one;
}

}  // namespace

void fuzzing::fuzz(std::string_view bytes) {
    archive().with(bytes, [](const auto& path) { io::load_explanation<float>(path); });
}

std::vector<std::string> fuzzing::seeds() {
    return archive().seeds();
}
