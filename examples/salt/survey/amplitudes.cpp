#include "amplitudes.hpp"

#include <diapir/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace salt {

using diapir::require;

amplitude_map map_amplitudes(const std::string& how, const amplitude_range& here, const amplitude_range& trained) {
    require(how == "auto" || how == "scale" || how == "keep", "--amplitudes: expected auto, scale or keep, got ", how);
    if (how == "keep" || !(here.spread() > 0) || !(trained.spread() > 0)) return {};
    const double ratio = trained.spread() / here.spread();
    const bool alike = ratio > 0.5 && ratio < 2 && std::abs(here.median() - trained.median()) < 0.25 * trained.spread();
    if (how == "auto" && alike) return {};
    return {ratio, trained.median() - ratio * here.median()};
}

int digits_for(double size, double range, int least) {
    if (!(range > 0) || !(size > 0)) return least;
    return static_cast<int>(std::clamp(std::ceil(std::log10(size / range)) + 4, static_cast<double>(least), 17.0));
}

std::string text_of(const amplitude_range& range) {
    std::ostringstream out;
    out.precision(digits_for(std::abs(range.median()), range.spread(), 4));
    out << "1 % at " << range.values[1] << ", 50 % at " << range.median() << ", 99 % at " << range.values[5];
    return out.str();
}

std::vector<std::string> foreign_amplitudes(const amplitude_map& map, const amplitude_range& here,
                                            const amplitude_range& trained) {
    std::vector<std::string> sentences;
    if (std::isnan(here.median())) return {"no amplitude is finite"};
    if (!(here.spread() > 0)) return {"all amplitudes are alike"};
    amplitude_range mapped = here;
    for (double& v : mapped.values) v = map(v);
    std::ostringstream out;
    out.precision(4);
    // Beyond the extremes of training by more than a tenth of its range, at the percentiles 1 and 99.
    const double range = trained.values[6] - trained.values[0];
    if (mapped.values[1] < trained.values[0] - 0.1 * range || mapped.values[5] > trained.values[6] + 0.1 * range) {
        out << "amplitudes of " << mapped.values[1] << " to " << mapped.values[5] << " (1 and 99 %) lie outside of "
            << trained.values[0] << " to " << trained.values[6] << ", all that was trained";
        sentences.push_back(out.str());
        out.str("");
    }
    const auto middle = [](const amplitude_range& r) { return (r.values[4] - r.values[2]) / r.spread(); };
    const double shape = middle(mapped) / middle(trained);
    if (!(shape > 0.5 && shape < 2)) {
        out << "the amplitudes are distributed otherwise than in training: from 10 to 90 % lie " << 100 * middle(mapped)
            << " % of their spread, in training " << 100 * middle(trained) << " %";
        sentences.push_back(out.str());
    }
    return sentences;
}

}  // namespace salt
