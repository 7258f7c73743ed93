#include "contribution_summary.hpp"

#include <diapir/core/random.hpp>
#include <diapir/nn/evaluation/distance_transform.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

namespace salt {

using namespace diapir;
using io::json;

namespace {

/// Sums of contributions in a region of each image.
struct region_sums {
    std::vector<double> pixels;                       ///< {n}
    std::vector<std::vector<double>> magnitude, sum;  ///< {channels, n}

    region_sums(std::size_t channels, std::size_t n)
        : pixels(n), magnitude(channels, std::vector<double>(n)), sum(magnitude) {}
};

region_contributions contributions_in(const std::string& region, const explained_set& set,
                                      const std::function<bool(std::size_t)>& inside) {
    const std::size_t channels = set.channels.size();
    region_sums sums(channels, set.size());
    region_contributions found{region, 0, {}, {}};
    for (std::size_t k = 0; k < set.y.size(); ++k) {
        if (!inside(k)) continue;
        const std::size_t i = k / set.pixels();
        ++found.pixels;
        sums.pixels[i] += 1;
        for (std::size_t c = 0; c < channels; ++c) {
            const auto value = static_cast<double>(set.contributions.data()[k * channels + c]);
            sums.magnitude[c][i] += std::abs(value);
            sums.sum[c][i] += value;
        }
    }
    for (std::size_t c = 0; c < channels; ++c) {
        found.magnitude.push_back(nn::bootstrap_ratio(sums.magnitude[c], sums.pixels, {.seed = set.seed}));
        found.mean.push_back(nn::bootstrap_ratio(sums.sum[c], sums.pixels, {.seed = set.seed}));
    }
    return found;
}

std::vector<deciding_channels> deciders_of(const explained_set& set) {
    std::vector<deciding_channels> kinds{{"right", 0, {}}, {"missed salt", 0, {}}, {"false salt", 0, {}}};
    const std::size_t channels = set.channels.size();
    std::vector<std::vector<std::size_t>> counts(kinds.size(), std::vector<std::size_t>(channels));
    for (std::size_t k = 0; k < set.y.size(); ++k) {
        const bool truth = set.y.data()[k] != 0, decision = static_cast<double>(set.p.data()[k]) > set.threshold;
        const std::size_t kind = truth == decision ? 0 : truth ? 1 : 2;
        const float* phi = set.contributions.data() + k * channels;
        const float* most = decision ? std::max_element(phi, phi + channels) : std::min_element(phi, phi + channels);
        ++counts[kind][static_cast<std::size_t>(most - phi)];
        ++kinds[kind].pixels;
    }
    for (std::size_t kind = 0; kind < kinds.size(); ++kind)
        for (const std::size_t count : counts[kind])
            kinds[kind].share.push_back(static_cast<double>(count) /
                                        static_cast<double>(std::max<std::size_t>(1, kinds[kind].pixels)));
    return kinds;
}

std::vector<std::vector<double>> together_of(const explained_set& set, const region_contributions& all) {
    const std::size_t channels = set.channels.size();
    std::vector<std::vector<double>> mean(channels, std::vector<double>(channels));
    for (std::size_t a = 0; a < channels; ++a)
        for (std::size_t b = 0; b < channels; ++b) {
            for (std::size_t i = 0; i < set.size(); ++i)
                mean[a][b] += static_cast<double>(set.pairs.data()[(i * channels + a) * channels + b]) /
                              static_cast<double>(set.size());
            if (a == b) mean[a][b] = all.magnitude[a].estimate;
        }
    return mean;
}

/// Some pixels of each class, drawn at random.
void add_scatter(contribution_summary& s, const explained_set& set) {
    constexpr std::size_t wanted = 700;
    const std::size_t channels = set.channels.size();
    random_stream random(set.seed, 7);
    s.salt.resize(channels);
    s.rest.resize(channels);
    for (const bool truth : {true, false}) {
        std::vector<std::size_t> pixels;
        for (std::size_t k = 0; k < set.y.size(); ++k)
            if ((set.y.data()[k] != 0) == truth) pixels.push_back(k);
        for (std::size_t d = 0; d < wanted && !pixels.empty(); ++d) {
            const std::size_t k = pixels[random.below(pixels.size())];
            for (std::size_t c = 0; c < channels; ++c)
                (truth ? s.salt : s.rest)[c].emplace_back(set.x.data()[k * channels + c],
                                                          set.contributions.data()[k * channels + c]);
        }
    }
}

}  // namespace

contribution_summary summarize(const explained_set& set) {
    const auto distance = nn::boundary_distance(set.y);
    const auto near = [&](std::size_t k) { return static_cast<double>(distance.data()[k]) <= boundary_reach; };
    contribution_summary s;
    s.regions = {contributions_in("all pixels", set, [](std::size_t) { return true; }),
                 contributions_in("salt", set, [&](std::size_t k) { return set.y.data()[k] != 0 && !near(k); }),
                 contributions_in("outside", set, [&](std::size_t k) { return set.y.data()[k] == 0 && !near(k); }),
                 contributions_in("boundary", set, near)};
    s.deciders = deciders_of(set);
    s.together = together_of(set, s.regions[0]);
    add_scatter(s, set);
    return s;
}

json as_json(const contribution_summary& s, const std::vector<std::string>& channels) {
    json regions = json::array(), deciders = json::array();
    for (const auto& r : s.regions) {
        json by_channel = json::object();
        for (std::size_t c = 0; c < channels.size(); ++c)
            by_channel[channels[c]] = {{"mean_magnitude", r.magnitude[c].estimate},
                                       {"between", {io::number(r.magnitude[c].low), io::number(r.magnitude[c].high)}},
                                       {"mean", r.mean[c].estimate},
                                       {"mean_between", {io::number(r.mean[c].low), io::number(r.mean[c].high)}}};
        regions.push_back({{"region", r.region}, {"pixels", r.pixels}, {"channels", by_channel}});
    }
    for (const auto& d : s.deciders)
        deciders.push_back({{"pixels_are", d.pixels_are}, {"pixels", d.pixels}, {"share", d.share}});
    return {{"channels", channels},
            {"boundary_reach", boundary_reach},
            {"regions", regions},
            {"deciding_channel", deciders},
            {"together", s.together}};
}

}  // namespace salt
