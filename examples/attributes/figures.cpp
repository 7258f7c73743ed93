#include "figures.hpp"

#include "sink.hpp"
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/plot/channels.hpp>
#include <diapir/figure/plot/imshow.hpp>
#include <diapir/io/make_folder.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace attributes_program {

using namespace diapir;

namespace {

/// The 1st and the 99th percentile of the finite values.
figure::limits most_of(const array<double>& values) {
    std::vector<double> sorted;
    for (double x : values)
        if (std::isfinite(x)) sorted.push_back(x);
    if (sorted.empty()) return {};
    std::sort(sorted.begin(), sorted.end());
    const auto at = [&](double share) {
        return sorted[static_cast<std::size_t>(std::lround(share * static_cast<double>(sorted.size() - 1)))];
    };
    return {at(0.01), at(0.99)};
}

/// A label with places where a line may end.
std::string title_of(const std::string& label) {
    std::string title;
    for (char c : label) {
        if (c == '(') title += ' ';
        title += c;
        if (c == ',') title += ' ';
    }
    return title;
}

void show(figure::panel& panel, const attributes::chosen_attribute& attribute, const array<double>& values) {
    figure::limits range = most_of(values);
    const bool is_signed = range.low < 0 && range.high > 0;
    if (is_signed) {
        range.high = std::max(-range.low, range.high);
        range.low = -range.high;
    }
    const auto colors = attribute.facts.name == "seismic" ? figure::color_map::gray
                        : is_signed                       ? figure::color_map::bwr
                                                          : figure::color_map::viridis;
    const std::string units = attribute.facts.units == "1" ? std::string() : attribute.facts.units;
    figure::imshow(panel, values,
                   {.title = title_of(attribute.label), .colors = colors, .range = range, .color_label = units});
}

}  // namespace

std::vector<std::filesystem::path> figure_files(const std::filesystem::path& folder,
                                                const attributes::attribute_list& list) {
    std::vector<std::filesystem::path> files;
    for (const std::string& label : list.labels()) files.push_back(folder / (file_name_of(label) + ".png"));
    files.push_back(folder / "all.png");
    return files;
}

void draw_attributes(const std::filesystem::path& folder, const attributes::attribute_list& list,
                     const array<double>& values, double scale) {
    io::make_folder(folder);
    const std::vector<std::filesystem::path> files = figure_files(folder, list);
    const std::size_t cols = std::min<std::size_t>(4, figure::detail::columns_for(list.size()));
    figure::figure all(figure::detail::rows_for(list.size(), cols), cols);
    for (std::size_t i = 0; i < list.size(); ++i) {
        const array<double> one = figure::detail::channel(values, i);
        figure::figure alone(1, 1, {.width = 420});
        show(alone.at(0), list[i], one);
        alone.save(files[i], scale);
        show(all.at(i), list[i], one);
    }
    all.save(files.back(), scale);
}

}  // namespace attributes_program
