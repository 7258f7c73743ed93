#include "../metrics.hpp"
#include "html.hpp"
#include "pixel_image.hpp"
#include "sections.hpp"
#include <diapir/core/parallel.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace salt {

namespace {

/// So many pixels are shown, in about so many bytes of the page.
constexpr std::size_t room_for_pixels = 10'000'000, room_for_bytes = 9'500'000;

/// The values that are told apart in the pixels of images and of predictions.
struct levels {
    std::size_t input, probability;
};

/// Probabilities as numbers of levels, on the side of the threshold on which they are.
std::vector<float> on_their_side(std::vector<float> probabilities, double threshold, std::size_t levels) {
    const double top = static_cast<double>(levels - 1);
    for (float& p : probabilities) {
        const bool salt = p > static_cast<float>(threshold);
        double level = std::round(top * static_cast<double>(p));
        if ((level / top > threshold) != salt) level += salt ? 1 : -1;
        p = static_cast<float>(std::clamp(level, 0.0, top));
    }
    return probabilities;
}

/// A line for each image with its PNG files in base64: input, probability, truth.
std::string pixel_lines(const material& m, const std::vector<std::size_t>& images, const levels& l) {
    std::vector<std::string> lines(images.size());
    diapir::parallel_for(images.size(), [&](std::size_t k) {
        const auto input = plane(m.x, images[k]);
        const auto [low, high] = limits_of(input, colors::gray);
        for (const std::string& png :
             {gray_png(input, m.rows(), m.cols(), l.input, low, high),
              gray_png(on_their_side(plane(m.p, images[k]), m.threshold, l.probability), m.rows(), m.cols(),
                       l.probability, 0, static_cast<double>(l.probability - 1)),
              gray_png(plane(m.y, images[k]), m.rows(), m.cols(), 2, 0, 1)})
            lines[k] += diapir::figure::base64(png) + ' ';
        lines[k].back() = '\n';
    });
    std::string all;
    for (const std::string& line : lines) all += line;
    return all;
}

std::string select(const std::string& id, const std::string& label,
                   const std::vector<std::pair<std::string, std::string>>& choices) {
    std::string out = "<label for=\"" + id + "\">" + html::escaped(label) + " <select id=\"" + id + "\">";
    for (const auto& [value, text] : choices) out += html::element("option", text, "value=\"" + value + "\"");
    return out + "</select></label>\n";
}

std::string toolbar() {
    return "<div class=\"toolbar needs-script\">\n" +
           select("order", "Order",
                  {{"loss-", "largest loss first"},
                   {"loss+", "smallest loss first"},
                   {"uncertainty-", "most uncertain first"},
                   {"errors-", "most wrong pixels first"},
                   {"coverage-", "most salt first"},
                   {"index+", "as in the test set"}}) +
           select("filter", "Show",
                  {{"all", "all"},
                   {"salt", "with salt"},
                   {"none", "without salt"},
                   {"missed", "with missed salt"},
                   {"false", "with false salt"},
                   {"explained", "explained ones"}}) +
           select("mode", "As",
                  {{"errors", "errors"}, {"probability", "probability"}, {"truth", "truth"}, {"input", "input"}}) +
           "<span class=\"pager\"><button type=\"button\" id=\"previous\">Previous</button> "
           "<span id=\"page\" role=\"status\"></span> "
           "<button type=\"button\" id=\"next\">Next</button></span>\n</div>\n";
}

std::string per_image_table(const material& m) {
    html::table t{
        "Every test image",
        {"image", "number", "salt in %", "loss", "TGS score", "IoU", "accuracy", "uncertainty", "missed", "false"},
        {}};
    const auto number = [&](const char* name, std::size_t i, int digits) {
        return fixed_text(m.per_image.column(name)[i], digits);
    };
    for (std::size_t i = 0; i < m.images(); ++i)
        t.rows.push_back({m.name(i), std::to_string(i), fixed_text(100 * m.per_image.column("coverage")[i], 1),
                          number("loss", i, 3), number("tgs_score", i, 1), number("iou", i, 3),
                          number("accuracy", i, 3), number("uncertainty", i, 3), number("fn", i, 0),
                          number("fp", i, 0)});
    return html::details("Every test image in a table", t.str());
}

}  // namespace

std::vector<std::size_t> shown_images(const material& m) {
    std::vector<std::size_t> all(m.images());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const std::size_t room = std::max<std::size_t>(100, room_for_pixels / std::max<std::size_t>(1, m.pixels()));
    if (all.size() <= room) return all;
    // The explained ones, a half by their losses, and the rest evenly.
    std::set<std::size_t> chosen(m.indexes.begin(), m.indexes.end());
    const auto& loss = m.per_image.column("loss");
    std::vector<std::size_t> order = all;
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return loss[a] > loss[b]; });
    for (std::size_t k = 0; k < room / 2; ++k) chosen.insert(order[k]);
    const std::size_t rest = room > chosen.size() ? room - chosen.size() : 0;
    for (std::size_t k = 0; k < rest; ++k) chosen.insert(k * all.size() / rest);
    return {chosen.begin(), chosen.end()};
}

std::string image_data(const material& m) {
    const std::vector<std::size_t> images = shown_images(m);
    const std::set<std::size_t> explained(m.indexes.begin(), m.indexes.end());
    json columns = json::object();
    for (const std::size_t i : images) {
        const auto [low, high] = limits_of(plane(m.x, i), colors::gray);
        columns["index"].push_back(i);
        columns["name"].push_back(m.name(i));
        columns["low"].push_back(std::round(1e4 * low) / 1e4);
        columns["high"].push_back(std::round(1e4 * high) / 1e4);
        columns["explained"].push_back(explained.count(i));
        for (const char* name : {"coverage", "loss", "iou", "tgs_score", "accuracy", "uncertainty", "fn", "fp"}) {
            const double value = m.per_image.column(name)[i];
            columns[name].push_back(std::isfinite(value) ? json(std::round(1e4 * value) / 1e4) : json());
        }
    }
    // As fine as there is room for.
    levels fine{256, 101};
    std::string lines = pixel_lines(m, images, fine);
    for (const levels coarser : {levels{128, 51}, levels{64, 26}}) {
        if (lines.size() <= room_for_bytes) break;
        fine = coarser;
        lines = pixel_lines(m, images, fine);
    }
    const json about{{"rows", m.rows()},         {"cols", m.cols()},
                     {"threshold", m.threshold}, {"levels", {fine.input, fine.probability}},
                     {"input", m.channels[0]},   {"images", columns}};
    std::string text = about.dump();  // which a browser searches for tags and comments: it gets none
    for (std::size_t at = 0; (at = text.find('<', at)) != std::string::npos;) text.replace(at, 1, "\\u003c");
    return "<script type=\"application/json\" id=\"about\">" + text +
           "</script>\n<script type=\"text/plain\" id=\"pixels\">" + lines + "</script>\n";
}

std::string images_section(const material& m) {
    const std::size_t shown = shown_images(m).size();
    std::string text = "All " + std::to_string(m.images()) + " test images";
    if (shown < m.images())
        text = "Of the " + std::to_string(m.images()) + " test images the page has room for " + std::to_string(shown) +
               ": the hardest, the explained ones, and others evenly";
    text +=
        ". Over each image: salt that was missed, salt where there is none, and the outline of the true salt. "
        "Choose one to enlarge it and to read its pixels.";
    const std::string key =
        "<ul class=\"legend\"><li><span class=\"swatch missed\"></span>missed salt</li><li><span class=\"swatch "
        "false\"></span>false salt</li><li><span class=\"swatch outline\"></span>outline of the true salt</li></ul>\n";
    return html::section("images", "Test images",
                         html::paragraph(text) + key + toolbar() +
                             "<div id=\"gallery\" class=\"gallery\" role=\"group\" aria-label=\"Test images\"></div>\n"
                             "<noscript><p>The images are drawn by a script, which is switched off here; the table "
                             "below has their numbers.</p></noscript>\n" +
                             per_image_table(m));
}

}  // namespace salt
