#include "../metrics.hpp"
#include "../struggles.hpp"
#include "chart.hpp"
#include "html.hpp"
#include "sections.hpp"
#include "words.hpp"

#include <algorithm>
#include <cmath>

namespace salt {

namespace {

std::string metrics_table(const material& m) {
    html::table t{"Metrics of the test set", {"metric", "value", "95 % interval"}, {}};
    const json& intervals = m.metrics.at("intervals");
    for (const std::string& name : main_metrics()) {
        std::string range;
        if (intervals.contains(name))
            range =
                fixed_text(value(intervals.at(name), "low")) + " to " + fixed_text(value(intervals.at(name), "high"));
        t.rows.push_back({name == "loss" ? "loss (" + m.loss + ")" : metric_title(name),
                          fixed_text(value(m.metrics, name.c_str())), range});
    }
    return t.str();
}

std::string coverage_table(const material& m) {
    html::table t{"Metrics by how much of an image is salt",
                  {"salt coverage", "images", "TGS score", "mean IoU", "accuracy"},
                  {}};
    for (const json& g : m.metrics.at("by_coverage")) {
        const double low = value(g, "coverage_above"), high = value(g, "coverage_up_to");
        t.rows.push_back({high == 0 ? "no salt" : fixed_text(100 * low, 0) + " to " + fixed_text(100 * high, 0) + " %",
                          std::to_string(g.at("images").get<int>()), fixed_text(value(g, "tgs_score")),
                          fixed_text(value(g, "mean_iou")), fixed_text(value(g, "accuracy"))});
    }
    return t.str();
}

/// Bars of the share of wrong pixels, and a table, by a quantity of the pixels.
std::string by_quantity(const json& bins, const std::string& quantity, const std::vector<std::string>& names,
                        const std::string& label, const std::string& caption) {
    if (bins.empty()) return {};
    double most = 0;
    std::vector<double> rates;
    for (const json& b : bins) {
        rates.push_back((value(b, "fp") + value(b, "fn")) / value(b, "pixels"));
        most = std::max(most, rates.back());
    }
    chart c("Bars: the share of pixels that are decided wrongly, by " + quantity, {label, 0, 1, names},
            {"wrong pixels in %", 0, most > 0 ? 100 * most : 1});
    html::table t{"Pixels by " + quantity, {label, "pixels", "wrong", "missed salt", "false salt"}, {}};
    for (std::size_t k = 0; k < bins.size(); ++k) {
        const json& b = bins[k];
        const double at = static_cast<double>(k);
        c.bar(rates[k] == most ? "worst" : "a", at - 0.36, at + 0.36, 100 * rates[k],
              percent(rates[k]) + " of " + b.at("pixels").dump() + " pixels");
        t.rows.push_back({names[k], b.at("pixels").dump(), percent(rates[k]), b.at("fn").dump(), b.at("fp").dump()});
    }
    return html::figure(c.svg() + html::details("The numbers", t.str()), caption);
}

std::string by_distance(const material& m) {
    std::vector<std::string> names;
    for (const json& b : m.metrics.at("by_distance")) {
        const double low = value(b, "distance_above"), high = value(b, "distance_up_to");
        names.push_back(std::isinf(high) ? "none" : high > 1e5 ? "> " + fixed_text(low, 0) : fixed_text(high, 0));
    }
    return by_quantity(m.metrics.at("by_distance"), "distance to the boundary", names,
                       "pixels to the boundary of salt, up to",
                       "How often a pixel is decided wrongly, by its distance to the boundary between salt and the "
                       "rest; none: images without such a boundary.");
}

std::string by_amplitude(const material& m) {
    std::vector<std::string> names;
    for (const json& b : m.metrics.at("by_amplitude"))
        names.push_back(fixed_text(value(b, "amplitude_up_to"), 1 + (value(b, "amplitude_up_to") < 1)));
    const std::string channel = m.metrics.at("amplitude_of").get<std::string>();
    return by_quantity(m.metrics.at("by_amplitude"), "amplitude", names, "|" + channel + "| up to",
                       "The same by the amplitude of the pixel, the magnitude of the channel " + channel +
                           " as the network sees it; each bar stands for as many pixels.");
}

chart::points points_of(const json& list) {
    chart::points p;
    for (const json& point : list) p.emplace_back(io::as_number(point.at(0)), io::as_number(point.at(1)));
    return p;
}

std::string curves(const material& m) {
    const json& curves = m.metrics.at("curves");
    const double recall = value(m.metrics, "recall"), precision = value(m.metrics, "precision");
    const double fall_out = value(m.metrics, "fp") / std::max(1.0, value(m.metrics, "fp") + value(m.metrics, "tn"));
    const std::string at = "threshold " + fixed_text(m.threshold, 2);
    chart pr("Curve of precision against recall over all thresholds", {"recall", 0, 1}, {"precision", 0, 1});
    pr.line("a", points_of(curves.at("precision_recall"))).dot("b", recall, precision, at);
    chart roc("ROC curve: true positive rate against false positive rate over all thresholds",
              {"false positive rate", 0, 1}, {"true positive rate", 0, 1});
    chart::points p = points_of(curves.at("roc"));
    p.insert(p.begin(), {0.0, 0.0});
    roc.diagonal().line("a", p).dot("b", fall_out, recall, at);
    return html::figure(pr.svg(), "Precision and recall: average precision " +
                                      fixed_text(value(curves, "average_precision"), 3) + ". The dot is the " + at +
                                      " in use.") +
           html::figure(roc.svg(), "ROC: the area is " + fixed_text(value(curves, "roc_area"), 3) + ".");
}

std::string calibration(const material& m) {
    const json& c = m.metrics.at("calibration");
    chart drawing("Reliability: the share of salt against the predicted probability", {"predicted probability", 0, 1},
                  {"share of salt", 0, 1});
    html::table t{"Calibration", {"predicted", "pixels", "mean prediction", "share of salt"}, {}};
    chart::points p;
    for (const json& b : c.at("bins")) {
        const double mean = value(b, "mean_prediction"), share = value(b, "salt_share");
        t.rows.push_back({fixed_text(value(b, "low"), 1) + " to " + fixed_text(value(b, "high"), 1),
                          b.at("pixels").dump(), fixed_text(mean, 3), fixed_text(share, 3)});
        if (b.at("pixels").get<std::size_t>() > 0) p.emplace_back(mean, share);
    }
    drawing.diagonal().line("a", p);
    for (const auto& [mean, share] : p)
        drawing.dot("a", mean, share, "predicted " + fixed_text(mean, 2) + ", salt " + fixed_text(share, 2));
    const double bias = value(c, "bias");
    return html::figure(drawing.svg() + html::details("The numbers", t.str()),
                        "Calibration: on the dashed line probabilities mean what they say. The expected error is " +
                            fixed_text(value(c, "expected_error"), 3) + "; they are " +
                            (bias < 0 ? "too low" : "too high") + " by " + fixed_text(std::abs(bias), 3) +
                            " on average. Brier score " + fixed_text(value(c, "brier"), 3) + ".");
}

std::string over_thresholds(const material& m) {
    const json& columns = m.metrics.at("over_thresholds");
    chart c("Scores over the threshold of the probability", {"threshold", 0, 1}, {"score", 0, 1});
    std::vector<std::pair<std::string, std::string>> entries;
    const std::vector<std::pair<std::string, std::string>> wanted{
        {"tgs_score", "TGS score"}, {"iou", "IoU"}, {"precision", "precision"}, {"recall", "recall"}};
    for (std::size_t k = 0; k < wanted.size(); ++k) {
        chart::points p;
        for (std::size_t i = 0; i < columns.at("threshold").size(); ++i)
            p.emplace_back(io::as_number(columns.at("threshold")[i]), io::as_number(columns.at(wanted[k].first)[i]));
        c.line(series(k), p);
        entries.emplace_back(series(k), wanted[k].second);
    }
    c.vertical(m.threshold);
    return html::figure(c.svg() + legend(entries),
                        "What the scores would be with other thresholds; the dashed line is the one in use, " +
                            fixed_text(m.threshold, 2) + ".");
}

}  // namespace

std::string struggles_section(const material& m) {
    std::string text = "Salt is where the probability is above " + fixed_text(m.threshold, 2);
    text += m.flips ? "; predictions are the means of those for an image and its mirror image." : ".";
    return html::section("struggles", "Where it struggles",
                         html::paragraph(text) + "<div class=\"charts\">\n" + by_distance(m) + by_amplitude(m) +
                             curves(m) + calibration(m) + over_thresholds(m) + "</div>\n<div class=\"tables\">\n" +
                             coverage_table(m) + metrics_table(m) + "</div>\n");
}

}  // namespace salt
