#include "comparison_page.hpp"

#include "../metrics.hpp"
#include "changed_images.hpp"
#include "chart.hpp"
#include "html.hpp"
#include "page.hpp"
#include "words.hpp"

#include <algorithm>
#include <cmath>

namespace salt {

namespace {

constexpr const char* title = "Two runs compared: salt in seismic images";

std::string banner(const comparison& c) {
    return "<a class=\"skip\" href=\"#content\">Skip to the content</a>\n<header class=\"banner\">\n<div>\n" +
           html::element("h1", "Two runs compared") + '\n' +
           html::paragraph("A is " + c.a.name() + ", B is " + c.b.name() + ". Both were asked about the same " +
                           std::to_string(c.order.size()) +
                           " test images, which neither has seen in its training. Numbers are means over the images." +
                           (c.sizes_differ ? " The two look at images of different sizes, and each is measured at its "
                                             "own."
                                           : "")) +
           "</div>\n</header>\n";
}

std::string key_number(const std::string& name, const std::string& value, const std::string& note) {
    return "<div><dt>" + html::escaped(name) + "</dt><dd>" + html::element("strong", value) +
           html::element("span", note) + "</dd></div>\n";
}

std::string summary(const comparison& c) {
    const metric_comparison& m = c.metrics.at(0);
    const std::string name = metric_title(m.metric);
    return html::section(
        "summary", "Which is better?",
        html::paragraph(c.verdict) + "<dl class=\"key-numbers\">\n" +
            key_number(name + " of A", fixed_text(m.a, 3), "") + key_number(name + " of B", fixed_text(m.b, 3), "") +
            key_number("B \u2212 A", fixed_text(m.difference.estimate, 3),
                       fixed_text(m.difference.low, 3) + " to " + fixed_text(m.difference.high, 3)) +
            key_number("B is better on", std::to_string(m.better), "images") +
            key_number("B is worse on", std::to_string(m.worse), "images") + "</dl>\n" +
            html::paragraph("Below the difference: its 95 % interval, had other images been drawn (bootstrap, each "
                            "image drawn with both of its numbers).",
                            "class=\"note\"") +
            words());
}

std::string differences_chart(const comparison& c) {
    std::vector<std::string> names;
    std::vector<const metric_comparison*> shown;
    double most = 1e-3;
    for (const char* metric : {"accuracy", "iou", "precision", "dice", "recall", "tgs_score"})
        for (const metric_comparison& m : c.metrics) {
            if (m.metric != metric) continue;
            names.push_back(m.metric == "tgs_score" ? "TGS" : metric_title(m.metric));
            shown.push_back(&m);
            for (const double v : {m.difference.estimate, m.difference.low, m.difference.high})
                if (std::isfinite(v)) most = std::max(most, std::abs(v));
        }
    chart drawing("Bars: the mean of each metric of B minus that of A, with 95 % intervals", {"", 0, 1, names},
                  {"B \u2212 A", -1.05 * most, 1.05 * most});
    for (std::size_t k = 0; k < shown.size(); ++k) {
        const metric_comparison& m = *shown[k];
        const double at = static_cast<double>(k);
        drawing.bar(m.difference.estimate < 0 ? "worst" : "a", at - 0.3, at + 0.3, m.difference.estimate,
                    names[k] + ": " + fixed_text(m.difference.estimate));
        drawing.interval(at, m.difference.low, m.difference.high);
    }
    drawing.horizontal(0, "axis");
    return html::figure(drawing.svg(),
                        "How much better B is; red where it is worse. A line that crosses zero: other images might "
                        "turn the difference around.");
}

/// A dot an image: a metric of B against that of A.
std::string scatter(const comparison& c, const std::string& metric, double scale, const std::string& axis,
                    const std::string& caption) {
    chart::points points;
    double most = 1e-6;
    for (std::size_t i = 0; i < c.order.size(); ++i) {
        const double a = scale * c.a.images.column(metric)[i], b = scale * c.b.images.column(metric)[c.order[i]];
        points.emplace_back(a, b);
        for (const double v : {a, b})
            if (std::isfinite(v)) most = std::max(most, v);
    }
    chart drawing("A dot for each image: " + axis + " of B against that of A", {axis + ", A", 0, 1.02 * most},
                  {axis + ", B", 0, 1.02 * most});
    drawing.diagonal().cloud("a", points);
    return html::figure(drawing.svg(), caption);
}

std::string metrics_table(const comparison& c) {
    html::table t{
        "Means over the images", {"metric", "A", "B", "B \u2212 A", "95 % interval", "better", "worse"}, {}, false};
    for (const metric_comparison& m : c.metrics)
        t.rows.push_back({metric_title(m.metric), fixed_text(m.a, 3), fixed_text(m.b, 3),
                          fixed_text(m.difference.estimate, 3),
                          fixed_text(m.difference.low, 3) + " to " + fixed_text(m.difference.high, 3),
                          std::to_string(m.better), std::to_string(m.worse)});
    return t.str() +
           html::paragraph(
               "Better, worse: on how many images B is. Fewer wrong pixels and less uncertainty count as better.",
               "class=\"note\"");
}

std::string settings_section(const comparison& c) {
    if (c.settings.empty())
        return html::section("settings", "What was set differently",
                             html::paragraph("Nothing: both were made with the same options."));
    html::table t{"Options with another value in each", {"option", "step", "A", "B"}, {}, false};
    const auto shown = [](const std::string& value) { return value.empty() ? std::string("\u2013") : value; };
    for (const setting_difference& s : c.settings) t.rows.push_back({"--" + s.option, s.step, shown(s.a), shown(s.b)});
    return html::section("settings", "What was set differently", t.str());
}

}  // namespace

std::string comparison_page(const comparison& c) {
    const std::string images =
        "<div class=\"charts\">\n" + differences_chart(c) +
        scatter(c, "errors", 100, "wrong pixels in %",
                "The share of wrong pixels of each image. Below the dashed line B makes fewer errors.") +
        scatter(c, "iou", 1, "IoU",
                "The IoU of each image. Above the dashed line B is better; in the corners many images lie on top of "
                "each other.") +
        "</div>\n";
    return page_head(title) + banner(c) + "<main id=\"content\">\n" + summary(c) +
           html::section("metrics", "Metrics and images", images + metrics_table(c)) + settings_section(c) +
           changed_images_section(c) + "</main>\n</body>\n</html>\n";
}

bool is_comparison_page(std::string_view file) {
    const std::string head = page_head(title);
    return file.substr(0, head.find("<style>")) == std::string_view(head).substr(0, head.find("<style>"));
}

}  // namespace salt
