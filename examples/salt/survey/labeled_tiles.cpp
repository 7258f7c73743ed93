#include "labeled_tiles.hpp"

#include "amplitudes.hpp"
#include "labels.hpp"
#include "volume_parts.hpp"
#include <diapir/core/edge.hpp>
#include <diapir/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>

namespace salt {

using namespace diapir;

namespace {

/// The lines that a tile covers, by their indexes.
struct tile_place {
    std::size_t survey;
    bool is_inline;
    std::size_t line, first_trace, last_trace;

    /// The first and the last line of one direction.
    std::pair<std::size_t, std::size_t> span(bool inlines) const {
        return is_inline == inlines ? std::pair{line, line} : std::pair{first_trace, last_trace};
    }
};

/// Amplitudes of surveys as those of images: 120 in the middle, 150 from 1 to 99 %.
amplitude_map as_images(const volume_source& survey) {
    const amplitude_range here = range_of(survey.statistics(20000));
    if (!(here.spread() > 0)) return {1, 120 - here.median()};
    return {150 / here.spread(), 120 - 150 / here.spread() * here.median()};
}

class tile_cutter {
public:
    explicit tile_cutter(const tile_options& options) : o_(options) {}

    void add(const labeled_survey& files, std::size_t number) {
        const auto survey = open_volume(files.survey, o_.keys);
        const auto labels = read_labels(files.labels, *survey, o_.keys);
        const amplitude_map map = as_images(*survey);
        std::size_t lines = 0;
        for (const bool inlines : {true, false}) {
            if (o_.direction == (inlines ? "crossline" : "inline")) continue;
            const auto labeled = labels->lines(inlines);
            for (std::size_t i = 0; i < labeled.size(); i += step(labeled)) {
                add_line(*survey, *labels, map, files.survey.stem().string(), {number, inlines, labeled[i], 0, 0});
                ++lines;
            }
        }
        require<file_error>(lines > 0, files.labels.string(), ": labels no ", o_.direction, " of ",
                            files.survey.string());
        std::cout << files.survey.string() << ": " << lines << " labeled lines\n";
    }

    std::vector<tile_place> places;
    std::vector<float> images, masks;  // {n, side, side}
    std::vector<std::string> stems;

private:
    /// Few lines are all taken.
    std::size_t step(const std::vector<std::size_t>& labeled) const {
        return labeled.size() > 2 * o_.every ? o_.every : 1;
    }

    void add_line(const volume_source& survey, const salt_labels& labels, const amplitude_map& map,
                  const std::string& name, tile_place at) {
        const volume_extents e = survey.extents();
        const volume_block block =
            at.is_inline ? volume_block{at.line, 1, 0, e.xlines} : volume_block{0, e.ilines, at.line, 1};
        const std::size_t traces = block.traces(), side = o_.side;
        std::vector<float> values(traces * e.samples);
        survey.read(block, values.data());
        const std::vector<float> mask = labels.line(at.is_inline, at.line);
        for (std::size_t t = 0; t == 0 || t + side <= traces; t += side)
            for (std::size_t s = 0; s == 0 || s + side <= e.samples; s += side) {
                at.first_trace = t;
                at.last_trace = std::min(t + side, traces) - 1;
                if (!cut(values, map, traces, e.samples, t, s, images)) continue;
                cut(mask, {}, traces, e.samples, t, s, masks);
                places.push_back(at);
                stems.push_back(
                    name + (at.is_inline ? "_inline_" : "_crossline_") +
                    std::to_string(at.is_inline ? survey.iline_number(at.line) : survey.xline_number(at.line)) + "_" +
                    std::to_string(t) + "_" + std::to_string(s));
            }
    }
    /// Appends a tile of values {traces, samples}; what is beyond is mirrored. False, with nothing added, where more
    /// than a tenth of its traces say nothing.
    bool cut(const std::vector<float>& values, const amplitude_map& map, std::size_t traces, std::size_t samples,
             std::size_t first_trace, std::size_t first_sample, std::vector<float>& to) const {
        const auto within = [](std::size_t i, std::size_t length) {
            return static_cast<std::size_t>(kernels::edge_index(
                static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(length), kernels::edge::reflect));
        };
        const std::size_t side = o_.side, at = to.size();
        std::size_t dead = 0;
        to.resize(at + side * side);
        for (std::size_t t = 0; t < side; ++t) {
            const float* trace = values.data() + within(first_trace + t, traces) * samples;
            dead += std::isnan(trace[0]);
            for (std::size_t s = 0; s < side; ++s) {
                const float v = trace[within(first_sample + s, samples)];
                to[at + s * side + t] = std::isfinite(v) ? static_cast<float>(map(static_cast<double>(v))) : 120.0f;
            }
        }
        if (10 * dead <= side) return true;
        to.resize(at);
        return false;
    }

    tile_options o_;
};

/// The direction across which a survey is divided: across its labeled lines where these are many, else along them.
bool across_inlines(const std::vector<tile_place>& places, const std::vector<std::size_t>& own) {
    std::vector<std::size_t> ilines, xlines;
    for (const std::size_t i : own) (places[i].is_inline ? ilines : xlines).push_back(places[i].line);
    const auto distinct = [](std::vector<std::size_t>& v) {
        std::sort(v.begin(), v.end());
        return static_cast<std::size_t>(std::unique(v.begin(), v.end()) - v.begin());
    };
    const std::size_t of_ilines = distinct(ilines), of_xlines = distinct(xlines);
    constexpr std::size_t many = 10;
    return of_ilines >= of_xlines ? of_ilines >= many : of_xlines < many;
}

/// Divides the tiles of one survey: training, then validation, then test, with a gap of the twentieth part of all lines
/// between them.
void divide(const std::vector<tile_place>& places, const std::vector<std::size_t>& own, double valid_share,
            labeled_tiles& tiles) {
    const bool by_inlines = across_inlines(places, own);
    std::vector<std::size_t> firsts;
    std::size_t last_line = 0;
    for (const std::size_t i : own) {
        firsts.push_back(places[i].span(by_inlines).first);
        last_line = std::max(last_line, places[i].span(by_inlines).second);
    }
    std::sort(firsts.begin(), firsts.end());
    const auto at_share = [&](double share) {
        return static_cast<double>(firsts[static_cast<std::size_t>(share * static_cast<double>(firsts.size() - 1))]);
    };
    const double lines = static_cast<double>(last_line) - static_cast<double>(firsts[0]) + 1, gap = lines / 20;
    const double valid = at_share(0.8 * (1 - valid_share)), test = at_share(0.8);
    for (const std::size_t i : own) {
        const auto [first, last] = places[i].span(by_inlines);
        const auto a = static_cast<double>(first), b = static_cast<double>(last);
        if (b < valid - gap / 2)
            tiles.split.train.push_back(i);
        else if (a >= valid + gap / 2 && b < test - gap / 2)
            tiles.split.valid.push_back(i);
        else if (a >= test + gap / 2)
            tiles.split.test.push_back(i);
        else
            ++tiles.between;
    }
}

}  // namespace

labeled_tiles cut_labeled_tiles(const std::vector<labeled_survey>& surveys, const tile_options& options) {
    require(options.side > 0 && options.every > 0, "--tile and --every: expected at least 1");
    tile_cutter cutter(options);
    labeled_tiles tiles;
    for (std::size_t n = 0; n < surveys.size(); ++n) {
        const std::size_t before = cutter.places.size();
        cutter.add(surveys[n], n);
        std::vector<std::size_t> own;
        for (std::size_t i = before; i < cutter.places.size(); ++i) own.push_back(i);
        require(!own.empty(), surveys[n].survey.string(), ": the labeled lines have no whole tile");
        divide(cutter.places, own, options.valid_share, tiles);
    }
    const auto& split = tiles.split;
    require(!split.train.empty() && !split.valid.empty() && !split.test.empty(), "prepare: of ", cutter.places.size(),
            " tiles of labeled lines nothing is left for a part: ", split.train.size(), " for training, ",
            split.valid.size(), " for validation, ", split.test.size(),
            " for the test; label more lines, or take smaller tiles with --tile");
    const shape s{cutter.places.size(), options.side, options.side, 1};
    tiles.data.images = make_array<float>(s);
    tiles.data.masks = make_array<float>(s);
    std::copy(cutter.images.begin(), cutter.images.end(), tiles.data.images.begin());
    std::copy(cutter.masks.begin(), cutter.masks.end(), tiles.data.masks.begin());
    tiles.data.stems = std::move(cutter.stems);
    return tiles;
}

}  // namespace salt
