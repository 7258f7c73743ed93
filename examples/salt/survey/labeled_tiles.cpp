#include "labeled_tiles.hpp"

#include "amplitudes.hpp"
#include "labels.hpp"
#include "volume_lines.hpp"
#include <diapir/core/edge.hpp>
#include <diapir/core/error.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace salt {

using namespace diapir;

namespace {

/// A line of a survey, by its index.
struct line_of_tiles {
    bool is_inline;
    std::size_t number;
};

/// Lines of one direction, first to last - 1.
struct line_range {
    std::size_t begin = 0, end = 0;

    bool holds(std::size_t line) const { return begin <= line && line < end; }
};

/// How a survey is divided: training first, then validation, then test, with a gap of the twentieth part of all lines
/// between them; across its labeled lines where these are many, else along them.
class division {
public:
    division(const std::vector<line_of_tiles>& labeled, const volume_extents& e, double valid_share) {
        constexpr std::size_t many = 10;
        std::vector<std::size_t> ilines, xlines;
        for (const line_of_tiles& l : labeled) (l.is_inline ? ilines : xlines).push_back(l.number);
        by_inlines_ = ilines.size() >= xlines.size() ? ilines.size() >= many : xlines.size() < many;
        auto& across = by_inlines_ ? ilines : xlines;
        const std::size_t count = by_inlines_ ? e.ilines : e.xlines;
        if (across.size() < many) {  // what is labeled lies along
            across.resize(count);
            std::iota(across.begin(), across.end(), std::size_t{0});
        }
        std::sort(across.begin(), across.end());
        const auto at_share = [&](double share) {
            return static_cast<double>(across[static_cast<std::size_t>(share * static_cast<double>(across.size()))]);
        };
        const double half_gap = static_cast<double>(across.back() - across.front() + 1) / 40;
        const auto line = [&](double place) {
            return static_cast<std::size_t>(std::ceil(std::clamp(place, 0.0, static_cast<double>(count))));
        };
        const double valid = at_share(0.8 * (1 - valid_share)), test = at_share(0.8);
        parts_ = {{{0, line(valid - half_gap)},
                   {line(valid + half_gap), line(test - half_gap)},
                   {line(test + half_gap), count}}};
    }

    /// Whether a line lies in one part, not through all of them.
    bool across(const line_of_tiles& l) const { return l.is_inline == by_inlines_; }
    /// Lines of the direction in which the survey is divided, of training, validation and test.
    const std::array<line_range, 3>& parts() const { return parts_; }

private:
    bool by_inlines_;
    std::array<line_range, 3> parts_;
};

/// Amplitudes of surveys as those of images: 120 in the middle, 150 from 1 to 99 %.
amplitude_map as_images(const volume_source& survey) {
    const amplitude_range here = range_of(survey.statistics(20000));
    if (!(here.spread() > 0)) return {1, 120 - here.median()};
    return {150 / here.spread(), 120 - 150 / here.spread() * here.median()};
}

/// Where tiles begin in a range of an axis; one, of which a part is mirrored, where the whole axis is too short.
std::vector<std::size_t> begins_of(const line_range& range, std::size_t length, std::size_t side) {
    std::vector<std::size_t> begins;
    for (std::size_t t = range.begin; t + side <= range.end; t += side) begins.push_back(t);
    if (begins.empty() && range.begin == 0 && range.end == length && length > 0) begins.push_back(0);
    return begins;
}

class tile_cutter {
public:
    explicit tile_cutter(const tile_options& options) : o_(options) {}

    void add(const labeled_survey& files) {
        const auto survey = open_volume(files.survey, o_.keys);
        const auto labels = read_labels(files.labels, *survey, o_.keys);
        const amplitude_map map = as_images(*survey);
        const auto lines = chosen(*labels);
        require<file_error>(!lines.empty(), files.labels.string(), ": labels no ", o_.direction, " of ",
                            files.survey.string());
        const std::size_t before = stems.size() + between;
        const division parts(lines, survey->extents(), o_.valid_share);
        for (const line_of_tiles& line : lines)
            add_line(*survey, *labels, map, files.survey.stem().string(), line, parts);
        require(stems.size() + between > before, files.survey.string(), ": the labeled lines have no whole tile");
        std::cout << files.survey.string() << ": " << lines.size() << " labeled lines\n";
    }

    std::vector<float> images, masks;  // {n, side, side}
    std::vector<std::string> stems;
    data::split_indexes split;
    std::size_t between = 0;

private:
    /// The lines that are taken of those that are labeled; few are all taken.
    std::vector<line_of_tiles> chosen(const salt_labels& labels) const {
        std::vector<line_of_tiles> lines;
        for (const bool inlines : {true, false}) {
            if (o_.direction == (inlines ? "crossline" : "inline")) continue;
            const auto labeled = labels.lines(inlines);
            const std::size_t step = labeled.size() > 2 * o_.every ? o_.every : 1;
            for (std::size_t i = 0; i < labeled.size(); i += step) lines.push_back({inlines, labeled[i]});
        }
        return lines;
    }
    std::vector<std::size_t>& of_part(std::size_t part) {
        return part == 0 ? split.train : part == 1 ? split.valid : split.test;
    }

    /// Tiles of a line belong to the part of the line; of one that runs through all parts they are cut in each of them.
    void add_line(const volume_source& survey, const salt_labels& labels, const amplitude_map& map,
                  const std::string& name, const line_of_tiles& line, const division& parts) {
        const volume_extents e = survey.extents();
        const std::size_t traces = line.is_inline ? e.xlines : e.ilines;
        const line_range all{0, traces};
        const std::size_t possible = begins_of(all, traces, o_.side).size(),
                          down = begins_of({0, e.samples}, e.samples, o_.side).size();
        std::vector<std::pair<std::size_t, std::size_t>> places;  // the part and the first trace
        for (std::size_t part = 0; part < parts.parts().size(); ++part) {
            const line_range& own = parts.parts()[part];
            if (parts.across(line) && !own.holds(line.number)) continue;
            for (const std::size_t t : begins_of(parts.across(line) ? all : own, traces, o_.side))
                places.emplace_back(part, t);
        }
        if (places.size() < possible) between += (possible - places.size()) * down;
        if (places.empty()) return;
        const volume_block block =
            line.is_inline ? volume_block{line.number, 1, 0, traces} : volume_block{0, traces, line.number, 1};
        std::vector<float> values(traces * e.samples);
        survey.read(block, values.data());
        const std::vector<float> mask = labels.line(line.is_inline, line.number);
        const std::string stem =
            name + (line.is_inline ? "_inline_" : "_crossline_") +
            std::to_string(line.is_inline ? survey.iline_number(line.number) : survey.xline_number(line.number));
        for (const auto& [part, t] : places)
            for (const std::size_t s : begins_of({0, e.samples}, e.samples, o_.side)) {
                if (!cut(values, map, traces, e.samples, t, s, images)) continue;
                cut(mask, {}, traces, e.samples, t, s, masks);
                of_part(part).push_back(stems.size());
                stems.push_back(stem + '_' + std::to_string(t) + '_' + std::to_string(s));
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

}  // namespace

labeled_tiles cut_labeled_tiles(const std::vector<labeled_survey>& surveys, const tile_options& options) {
    require(options.side > 0 && options.every > 0, "--tile and --every: expected at least 1");
    tile_cutter cutter(options);
    for (const labeled_survey& survey : surveys) cutter.add(survey);
    labeled_tiles tiles;
    tiles.split = std::move(cutter.split);
    tiles.between = cutter.between;
    const auto& split = tiles.split;
    require(!split.train.empty() && !split.valid.empty() && !split.test.empty(), "prepare: of ", cutter.stems.size(),
            " tiles of labeled lines nothing is left for a part: ", split.train.size(), " for training, ",
            split.valid.size(), " for validation, ", split.test.size(),
            " for the test; label more lines, take smaller tiles with --tile, or more for validation with --valid");
    const shape s{cutter.stems.size(), options.side, options.side, 1};
    tiles.data.images = make_array<float>(s);
    tiles.data.masks = make_array<float>(s);
    std::copy(cutter.images.begin(), cutter.images.end(), tiles.data.images.begin());
    std::copy(cutter.masks.begin(), cutter.masks.end(), tiles.data.masks.begin());
    tiles.data.stems = std::move(cutter.stems);
    return tiles;
}

}  // namespace salt
