#include "../metrics.hpp"
#include "../struggles.hpp"
#include "contribution_summary.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace salt {

namespace {

std::string between(const diapir::nn::interval& i) {
    const std::string mean = fixed_text(i.estimate, 3);
    return std::isfinite(i.low)
               ? mean + " (95 % interval " + fixed_text(i.low, 3) + " to " + fixed_text(i.high, 3) + ")"
               : mean;
}

std::size_t largest(const std::vector<double>& values) {
    return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

std::string about_size(const contribution_summary& s, const std::vector<std::string>& channels) {
    const auto& all = s.regions[0].magnitude;
    std::vector<std::size_t> order(channels.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return all[a].estimate > all[b].estimate; });
    const auto &first = all[order[0]], &second = all[order[1]];
    const bool apart = first.low > second.high;
    return channels[order[0]] + " decides the most" + (apart ? "" : ", if narrowly") +
           ": on average it moves the probability of a pixel by " + between(first) + "; then come " +
           channels[order[1]] + " with " + fixed_text(second.estimate, 3) +
           (order.size() > 2 ? " and " + channels[order[2]] + " with " + fixed_text(all[order[2]].estimate, 3) : "") +
           ".";
}

std::string about_errors(const contribution_summary& s, const std::vector<std::string>& channels) {
    const auto &right = s.deciders[0], &missed = s.deciders[1], &invented = s.deciders[2];
    const std::size_t wrong = missed.pixels + invented.pixels;
    if (wrong == 0) return "No pixel of these images is decided wrongly.";
    std::vector<double> share(channels.size());
    for (std::size_t c = 0; c < channels.size(); ++c)
        share[c] = (missed.share[c] * static_cast<double>(missed.pixels) +
                    invented.share[c] * static_cast<double>(invented.pixels)) /
                   static_cast<double>(wrong);
    const std::size_t most = largest(share), usual = largest(right.share);
    std::string text = "Where the model is wrong, " + channels[most] + " leads it there most often: in " +
                       percent(share[most]) + " of the wrong pixels it pushes hardest to the wrong side";
    return text + (most == usual ? ", and in " + percent(right.share[usual]) + " of the right ones to the right side."
                                 : ", while " + channels[usual] + " leads in " + percent(right.share[usual]) +
                                       " of the right ones.");
}

std::string about_pairs(const contribution_summary& s, const std::vector<std::string>& channels) {
    std::size_t a = 0, b = 1;
    for (std::size_t i = 0; i < channels.size(); ++i)
        for (std::size_t k = i + 1; k < channels.size(); ++k)
            if (s.together[i][k] > s.together[a][b]) a = i, b = k;
    return "Of all pairs " + channels[a] + " and " + channels[b] +
           " depend on each other most: what they do together differs from the sum of what each does by " +
           fixed_text(s.together[a][b], 3) + " on average.";
}

}  // namespace

std::vector<std::string> which_decides(const contribution_summary& s, const std::vector<std::string>& channels) {
    if (channels.size() == 1)
        return {"The model sees one channel, " + channels[0] +
                ", which therefore decides alone: on average it moves the probability of a pixel by " +
                between(s.regions[0].magnitude[0]) + ", and at the boundary of salt by " +
                between(s.regions[3].magnitude[0]) + "."};
    return {about_size(s, channels), about_errors(s, channels), about_pairs(s, channels)};
}

}  // namespace salt
