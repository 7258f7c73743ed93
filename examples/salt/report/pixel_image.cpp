#include "pixel_image.hpp"

#include "html.hpp"
#include <diapir/figure/draw/color_map.hpp>
#include <diapir/figure/draw/number_text.hpp>
#include <diapir/io/png.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace salt {

using namespace diapir;

namespace {

std::size_t levels_of(colors map) {
    switch (map) {
        case colors::diverging:
            return 255;  // so that zero has a level
        case colors::probability:
            return 101;
        case colors::truth:
            return 2;
        case colors::decision:
            return 4;
        case colors::gray:
            break;
    }
    return 256;
}

/// ColorBrewer's RdBu, from blue to red (Harrower and Brewer 2003).
figure::rgb diverging(double t) {
    static constexpr std::array<std::uint32_t, 9> anchors{0x2166ac, 0x4393c3, 0x92c5de, 0xd1e5f0, 0xf7f7f7,
                                                          0xfddbc7, 0xf4a582, 0xd6604d, 0xb2182b};
    const double place = t * (anchors.size() - 1);
    const auto i = std::min(static_cast<std::size_t>(place), anchors.size() - 2);
    return figure::detail::mix(figure::hex(anchors[i]), figure::hex(anchors[i + 1]), place - static_cast<double>(i));
}

figure::rgb color(colors map, double t) {
    if (map == colors::diverging) return diverging(t);
    if (map == colors::probability) return figure::color_at(figure::color_map::viridis, t);
    if (map == colors::decision) {
        static constexpr std::array<std::uint32_t, 4> kinds{0x2b3440, 0xf2c14e, 0xd8442b, 0x2a78d6};
        return figure::hex(kinds[static_cast<std::size_t>(std::lround(3 * t))]);
    }
    if (map == colors::truth) return t > 0.5 ? figure::hex(0xf2c14e) : figure::hex(0x2b3440);
    return figure::color_at(figure::color_map::gray, t);
}

io::palette palette_of(colors map) {
    const std::size_t levels = levels_of(map);
    io::palette palette;
    for (std::size_t i = 0; i < levels; ++i) {
        const figure::rgb c = color(map, static_cast<double>(i) / static_cast<double>(levels - 1));
        palette.push_back({c.r, c.g, c.b});
    }
    return palette;
}

io::image quantized(std::span<const float> values, std::size_t rows, std::size_t cols, std::size_t levels, double low,
                    double high) {
    io::image numbers{make_array<std::uint16_t>({rows, cols, 1}), 8};
    const double top = static_cast<double>(levels - 1), span = high > low ? high - low : 1;
    for (std::size_t i = 0; i < rows * cols; ++i) {
        const double place = (static_cast<double>(values[i]) - low) / span;
        numbers.samples.data()[i] =
            static_cast<std::uint16_t>(std::lround(top * std::clamp(std::isnan(place) ? 0.0 : place, 0.0, 1.0)));
    }
    return numbers;
}

}  // namespace

std::string pixel_image::element(const std::string& name, const std::string& words) const {
    const auto number = [](double v) {  // the shortest text that is that number
        char text[32];
        return std::string(text, std::to_chars(text, text + sizeof text, v).ptr);
    };
    return "<img class=\"pixels\" src=\"data:image/png;base64," + figure::base64(png) + "\" width=\"" +
           std::to_string(cols) + "\" height=\"" + std::to_string(rows) + "\" alt=\"" + html::escaped(words) +
           "\" data-name=\"" + html::escaped(name) + "\" data-low=\"" + number(low) + "\" data-high=\"" + number(high) +
           "\" data-levels=\"" + std::to_string(levels_of(map)) + "\">";
}

std::string scale_of(colors map, double low, double high) {
    const std::string stripe = map == colors::diverging     ? "diverging"
                               : map == colors::probability ? "probability"
                                                            : "gray";
    return "<p class=\"scale\"><span>" + figure::number_text(low, 2) + "</span><span class=\"stripe " + stripe +
           "\"></span><span>" + figure::number_text(high, 2) + "</span></p>\n";
}

pixel_image image_of(std::span<const float> values, std::size_t rows, std::size_t cols, colors map, double low,
                     double high) {
    static const std::array<io::palette, 5> palettes{palette_of(colors::gray), palette_of(colors::diverging),
                                                     palette_of(colors::probability), palette_of(colors::truth),
                                                     palette_of(colors::decision)};
    return {rows,
            cols,
            map,
            low,
            high,
            io::encode_png(quantized(values, rows, cols, levels_of(map), low, high),
                           palettes[static_cast<std::size_t>(map)])};
}

std::pair<double, double> limits_of(std::span<const float> values, colors map) {
    double low = INFINITY, high = -INFINITY;
    for (const float v : values) {
        if (!std::isfinite(v)) continue;
        low = std::min(low, static_cast<double>(v));
        high = std::max(high, static_cast<double>(v));
    }
    if (map == colors::diverging) {
        const double most = std::max(-low, high);
        return most > 0 && std::isfinite(most) ? std::pair{-most, most} : std::pair{-1.0, 1.0};
    }
    return low < high ? std::pair{low, high} : std::pair{0.0, 1.0};
}

std::string gray_png(std::span<const float> values, std::size_t rows, std::size_t cols, std::size_t levels, double low,
                     double high) {
    return io::encode_png(quantized(values, rows, cols, levels, low, high));
}

}  // namespace salt
