// 'salt survey': what is in a SEG-Y file.
#include "amplitudes.hpp"
#include "shared_survey.hpp"
#include "survey_steps.hpp"
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/plot/imshow.hpp>
#include <diapir/figure/plot/scatter.hpp>
#include <diapir/io/make_folder.hpp>
#include <diapir/io/segy/survey.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>

namespace salt {

using namespace diapir;
using io::segy::survey;
using io::segy::trace_index;

namespace {

/// A number with some digits, as %g has it.
std::string text(double value, int digits = 6) {
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%.*g", digits, value);
    return buffer;
}

void line(const std::string& name, const std::string& value) {
    std::cout << name << std::string(name.size() < 14 ? 14 - name.size() : 1, ' ') << value << '\n';
}

std::string axis_text(const io::segy::line_axis& a) {
    return std::to_string(a.first) + " to " + std::to_string(a.last()) + ", step " + std::to_string(a.step) + " (" +
           std::to_string(a.count) + ")";
}

void print_layout(const survey& s) {
    const auto& l = s.file().layout();
    const auto encoding = io::segy::encoding_of(s.file().head().substr(0, io::segy::text_bytes));
    line("file", s.file().name());
    line("format", io::segy::name_of(l.format) +
                       (l.order == io::segy::byte_order::big ? ", big endian" : ", little endian") + ", revision " +
                       std::to_string(l.revision) + ", text in " +
                       (encoding == io::segy::text_encoding::ebcdic ? "EBCDIC" : "ASCII"));
    line("traces", std::to_string(l.traces) + " of " + std::to_string(l.samples) + " samples, " +
                       std::to_string(l.trace_bytes()) + " bytes each from byte " + std::to_string(l.first_trace + 1) +
                       " on");
    const double last = l.delay + static_cast<double>(l.samples - 1) * l.interval / 1000;
    line("samples", l.interval > 0 ? "from " + text(l.delay) + " to " + text(last) + ", step " +
                                         text(l.interval / 1000) + " (ms, or units of depth)"
                                   : "from " + text(l.delay) + ", step unknown: bytes 3217 and 117 are 0");
}

void print_lines(const survey& s) {
    const trace_index& index = s.index();
    const auto& keys = s.keys();
    if (keys.lines()) {
        line("keys", "inline " + std::to_string(keys.iline) + ", crossline " + std::to_string(keys.xline));
        line("inlines", axis_text(index.ilines));
        line("crosslines", axis_text(index.xlines));
        line("grid", std::to_string(s.ilines() * s.xlines()) + " places, " + std::to_string(index.holes()) +
                         " holes, " + std::to_string(index.copies.size()) + " copies");
    } else {
        line("keys", "none: " + s.note() + "; --iline and --xline name others");
        line("lines", "1, of traces 1 to " + std::to_string(s.xlines()));
    }
    if (index.dead > 0) line("dead", std::to_string(index.dead) + " traces, by byte 29");
    if (index.largest_offset > index.least_offset)
        line("offsets", std::to_string(index.least_offset) + " to " + std::to_string(index.largest_offset) +
                            ": traces before the stack");
}

void print_coordinates(const survey& s) {
    const auto& map = s.index().coordinates;
    if (!map.determined) return line("coordinates", "none");
    const auto step = [](const io::segy::plane_point& p, std::int64_t lines) {
        const double n = static_cast<double>(lines);
        return text(n * p.length(), 5) + " at " + text(p.azimuth(), 5) + " degrees from north";
    };
    line("coordinates", "bytes " + std::to_string(s.keys().cdpx) + " and " + std::to_string(s.keys().cdpy));
    line("x", text(map.origin.x, 12) + " + " + text(map.per_iline.x, 9) + " inline + " + text(map.per_xline.x, 9) +
                  " crossline");
    line("y", text(map.origin.y, 12) + " + " + text(map.per_iline.y, 9) + " inline + " + text(map.per_xline.y, 9) +
                  " crossline");
    line("misfit", text(map.misfit, 3));
    if (s.ilines() > 1) line("inline step", step(map.per_iline, s.index().ilines.step));
    if (s.xlines() > 1) line("crossline step", step(map.per_xline, s.index().xlines.step));
}

void print_amplitudes(const survey& s, std::size_t traces) {
    if (traces == 0) return;
    const auto a = s.statistics(traces);
    const double size = std::max(std::abs(a.least()), std::abs(a.largest()));
    const int digits = digits_for(size, a.deviation(), 6);
    line("amplitudes", text(a.least(), digits) + " to " + text(a.largest(), digits) + ", mean " +
                           text(a.mean(), digits) + ", deviation " + text(a.deviation()) + ", of " +
                           std::to_string(std::min(traces, s.places())) + " traces");
    const double middle = std::abs(a.percentile(50)), spread = a.percentile(99) - a.percentile(1);
    std::string percentiles;
    for (const double p : {1.0, 10.0, 50.0, 90.0, 99.0})
        percentiles +=
            (p > 1 ? ", " : "") + text(a.percentile(p), digits_for(middle, spread, 5)) + " (" + text(p) + " %)";
    line("percentiles", percentiles);
    line("zeros", std::to_string(a.zeros()) + " of " + std::to_string(a.count() + a.invalid()) + " samples, " +
                      std::to_string(a.invalid()) + " NaN or infinite");
}

/// Every so many, so that at most `most` are left.
std::size_t step_for(std::size_t count, std::size_t most) {
    return (count + most - 1) / most;
}

/// Where traces lie: dots in the plane, or on the grid of the lines where there are no coordinates.
void draw_map(const survey& s, const std::filesystem::path& path) {
    const auto& index = s.index();
    const bool placed = index.coordinates.determined;
    const std::size_t step = std::max(step_for(s.ilines(), 300), step_for(s.xlines(), 300));
    std::vector<double> x, y, group;
    for (std::size_t i = 0; i < s.ilines(); i += step)
        for (std::size_t k = 0; k < s.xlines(); k += step) {
            if (index.at(i, k) == trace_index::none) continue;
            const double il = static_cast<double>(index.ilines.number(i)),
                         xl = static_cast<double>(index.xlines.number(k));
            const auto at = index.coordinates(il, xl);
            x.push_back(placed ? at.x : xl);
            y.push_back(placed ? at.y : il);
            group.push_back(0);
        }
    figure::figure fig(
        1, 1, {.width = 640, .title = "Traces of " + std::filesystem::path(s.file().name()).filename().string()});
    figure::panel& p = fig.at(0);
    figure::scatter(p, x, y, group, {.alpha = 0.8, .radius = 1});
    p.x.label = placed ? "x" : "crossline";
    p.y.label = placed ? "y" : "inline";
    if (placed) {
        const auto range = [](const std::vector<double>& v) {
            const auto [low, high] = std::minmax_element(v.begin(), v.end());
            return *high - *low;
        };
        if (range(x) > 0 && range(y) > 0) p.aspect = std::clamp(range(y) / range(x), 0.2, 3.0);
    }
    fig.save(path / "map.png");
}

/// Every so many rows and columns of a section, at most a thousand of each.
array<float> thinned(const array<float>& section) {
    const std::size_t r = step_for(section.shape()[0], 1000), c = step_for(section.shape()[1], 1000);
    return xt::view(section, xt::range(std::size_t{0}, section.shape()[0], r),
                    xt::range(std::size_t{0}, section.shape()[1], c));
}

/// Gray around zero; what is nowhere below zero, as a probability, in colors from there on.
void draw_section(const array<float>& section, const std::string& title, const figure::limits& range,
                  const std::filesystem::path& path) {
    figure::figure fig(1, 1, {.width = 640, .title = title});
    const array<float> shown = thinned(section);
    figure::imshow(fig.at(0), shown,
                   {.colors = range.low < 0 ? figure::color_map::gray : figure::color_map::viridis,
                    .range = range,
                    .ticks = true});
    fig.at(0).aspect = std::clamp(fig.at(0).aspect, 0.3, 2.0);
    fig.save(path);
}

void draw_sections(const survey& s, const std::filesystem::path& folder) {
    const auto a = s.statistics(10000);
    const double largest = std::max({std::abs(a.percentile(1)), std::abs(a.percentile(99)), 1e-30});
    const figure::limits range{a.least() < 0 ? -largest : 0, largest};
    const std::size_t i = s.ilines() / 2, k = s.xlines() / 2, n = s.samples() / 2;
    const auto number = [](std::int64_t v) { return std::to_string(v); };
    if (s.xlines() > 1)
        draw_section(s.inline_section(i, NAN), "Inline " + number(s.index().ilines.number(i)), range,
                     folder / "inline.png");
    if (s.ilines() > 1)
        draw_section(s.crossline_section(k, NAN), "Crossline " + number(s.index().xlines.number(k)), range,
                     folder / "crossline.png");
    const std::size_t step = std::max(step_for(s.ilines(), 500), step_for(s.xlines(), 500));
    const auto& l = s.file().layout();
    if (s.ilines() > 1 && s.xlines() > 1)
        draw_section(s.slice(n, step, NAN), "Slice at " + text(l.delay + static_cast<double>(n) * l.interval / 1000),
                     range, folder / "slice.png");
}

}  // namespace

void describe_survey(const survey_settings& asked) {
    const survey s = programs::open_survey(asked.input, asked.keys);
    print_layout(s);
    print_lines(s);
    print_coordinates(s);
    print_amplitudes(s, asked.traces);
    if (asked.figures.empty()) return;
    io::make_folder(asked.figures);
    draw_map(s, asked.figures);
    draw_sections(s, asked.figures);
    line("figures", asked.figures.string());
}

}  // namespace salt
