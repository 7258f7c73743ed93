#include "../metrics.hpp"
#include "chart.hpp"
#include "html.hpp"
#include "sections.hpp"
#include "words.hpp"

#include <algorithm>

namespace salt {

namespace {

std::string list(const std::vector<std::string>& sentences) {
    std::string out = "<ol class=\"sentences\">\n";
    for (const std::string& s : sentences) out += html::element("li", s) + '\n';
    return out + "</ol>\n";
}

std::string key_number(const std::string& name, double value, const json& interval) {
    std::string range = "\u00a0";
    if (interval.is_object())
        range = fixed_text(io::as_number(interval.at("low")), 2) + " to " +
                fixed_text(io::as_number(interval.at("high")), 2);
    return "<div><dt>" + html::escaped(name) + "</dt><dd>" + html::element("strong", fixed_text(value, 2)) +
           html::element("span", range) + "</dd></div>\n";
}

std::string key_numbers(const material& m) {
    const json& intervals = m.metrics.at("intervals");
    const auto number = [&](const std::string& name, const std::string& metric) {
        return key_number(name, io::as_number(m.metrics.at(metric)),
                          intervals.contains(metric) ? intervals.at(metric) : json());
    };
    return "<dl class=\"key-numbers\">\n" + number("TGS score", "tgs_score") + number("IoU", "iou") +
           number("Precision", "precision") + number("Recall", "recall") + number("ROC area", "auc_exact") +
           key_number("Calibration error", io::as_number(m.metrics.at("calibration").at("expected_error")), {}) +
           "</dl>\n" +
           html::paragraph("Below each number: the 95 % interval, had other images been drawn.", "class=\"note\"") +
           words();
}

std::string magnitude_chart(const material& m, const contribution_summary& s) {
    double most = 0;
    for (const auto& r : s.regions)
        for (const auto& i : r.magnitude)
            if (i.high > most) most = i.high;
    std::vector<std::string> names{"all pixels", "inside salt", "outside", "boundary"};
    chart c("Bars: mean absolute contribution of each channel, in all pixels, inside salt, outside and at its boundary",
            {"", 0, 1, names}, {"mean |contribution|", 0, most > 0 ? most : 1});
    const double count = static_cast<double>(m.channels.size()), width = 0.8 / count;
    std::vector<std::pair<std::string, std::string>> entries;
    for (std::size_t k = 0; k < m.channels.size(); ++k) {
        entries.emplace_back(series(k), m.channels[k]);
        for (std::size_t r = 0; r < s.regions.size(); ++r) {
            const auto& i = s.regions[r].magnitude[k];
            const double left = static_cast<double>(r) - 0.4 + width * static_cast<double>(k);
            c.bar(series(k), left, left + 0.92 * width, i.estimate,
                  m.channels[k] + ", " + names[r] + ": " + fixed_text(i.estimate, 3));
            c.interval(left + 0.46 * width, i.low, i.high);
        }
    }
    return c.svg() + legend(entries);
}

std::string set_text(const material& m) {
    return (m.set_is_chosen ? "the " + std::to_string(m.set.size()) + " explained images"
                            : std::to_string(m.set.size()) + " test images of every coverage");
}

}  // namespace

std::string coverage_chart(const material& m) {
    const json& groups = m.metrics.at("by_coverage");
    std::vector<std::string> names;
    for (const json& g : groups) {
        const double high = io::as_number(g.at("coverage_up_to"));
        names.push_back(high == 0 ? "none" : "to " + fixed_text(100 * high, 0) + " %");
    }
    chart c("Bars: mean TGS score of the images by how much of them is salt", {"covered by salt", 0, 1, names},
            {"TGS score", 0, 1});
    double worst = 2;
    for (const json& g : groups) worst = std::min(worst, io::as_number(g.at("tgs_score")));
    for (std::size_t k = 0; k < groups.size(); ++k) {
        const json& g = groups[k];
        const double score = io::as_number(g.at("tgs_score")), at = static_cast<double>(k);
        c.bar(score == worst ? "worst" : "a", at - 0.32, at + 0.32, score,
              std::to_string(g.at("images").get<int>()) + " images, TGS score " + fixed_text(score, 3));
        c.interval(at, io::as_number(g.at("tgs_score_between").at(0)), io::as_number(g.at("tgs_score_between").at(1)));
    }
    return c.svg();
}

std::string summary_section(const material& m, const contribution_summary& s) {
    std::string struggles = html::element("h3", "Where does the model struggle the most?") + '\n' +
                            list(m.metrics.at("struggles").get<std::vector<std::string>>()) +
                            html::figure(coverage_chart(m),
                                         "The score of images by how much of them is salt; lines are "
                                         "95 % intervals, the red bar is the weakest.");
    struggles +=
        "<div class=\"strip\" id=\"worst\" role=\"group\" aria-label=\"The images with the largest loss\"></div>\n";
    struggles += html::paragraph("The six images with the largest loss. Choose one to enlarge it.",
                                 "class=\"note needs-script\"");
    const std::string decides =
        html::element("h3", "Which channel made it decide so?") + '\n' + list(which_decides(s, m.channels)) +
        html::figure(magnitude_chart(m, s), "How far each channel moves the probability of salt, in " + set_text(m) +
                                                "; lines are 95 % intervals over the images.") +
        "<p><a href=\"#explained\">See it in single images, pixel by pixel</a></p>\n";
    return "<section id=\"summary\" aria-labelledby=\"summary-heading\">\n" +
           html::element("h2", "At first sight", "id=\"summary-heading\" class=\"hidden\"") + '\n' + key_numbers(m) +
           "<div class=\"cards\">\n<article class=\"card\">\n" + struggles + "</article>\n<article class=\"card\">\n" +
           decides + "</article>\n</div>\n</section>\n";
}

}  // namespace salt
