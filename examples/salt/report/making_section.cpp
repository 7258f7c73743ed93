#include "../metrics.hpp"
#include "../struggles.hpp"
#include "chart.hpp"
#include "html.hpp"
#include "sections.hpp"
#include "words.hpp"
#include <diapir/nn/training/direction.hpp>
#include <diapir/nn/training/plateau.hpp>
#include <diapir/version.hpp>

#include <algorithm>
#include <cmath>

namespace salt {

namespace {

/// The training and the validation values of a metric, over the epochs.
std::string learning_curve(const material& m, const std::string& metric, std::size_t best) {
    const std::vector<double> none;
    const auto column = [&](const std::string& name) -> const std::vector<double>& {
        return m.history.contains(name) ? m.history.column(name) : none;
    };
    const auto &train = column(metric), &valid = column("val_" + metric);
    double low = INFINITY, high = -INFINITY;
    chart::points of_train, of_valid;
    for (const auto& [values, points] : {std::pair{&train, &of_train}, {&valid, &of_valid}})
        for (std::size_t e = 0; e < values->size(); ++e) {
            const double v = (*values)[e];
            points->emplace_back(static_cast<double>(e + 1), v);
            if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
        }
    if (!(low <= high)) return {};
    const double epochs = static_cast<double>(std::max(train.size(), valid.size()));
    chart c(metric_title(metric) + " over the epochs, for training and validation", {"epoch", 1, epochs},
            {metric_title(metric), low, high});
    c.vertical(static_cast<double>(best + 1)).line("a", of_train).line("b", of_valid);
    if (epochs == 1) c.dot("a", 1, of_train[0].second, "training");
    return html::figure(c.svg() + legend({{"a", "training"}, {"b", "validation"}}),
                        metric == "loss" ? "The loss, " + m.loss + ", over the epochs."
                                         : "The metric " + metric_title(metric) + " over the epochs.");
}

/// The epoch whose weights were kept: by the rule of the training.
std::size_t best_epoch(const material& m) {
    if (!m.history.contains(m.monitor)) return 0;
    const auto& values = m.history.column(m.monitor);
    diapir::nn::plateau seen;
    std::size_t best = 0;
    for (std::size_t e = 0; e < values.size(); ++e)
        if (seen.observe(values[e], diapir::nn::direction_of(m.monitor), 0) || std::isnan(seen.best)) best = e;
    return best;
}

std::string search_table(const material& m) {
    if (!m.search.is_object() || !m.search.contains("conclusion")) return {};
    const json& effects = m.search.at("conclusion").at("effects");
    if (effects.empty()) return {};
    html::table t{"What mattered in the search of settings",
                  {"option", "share of the differences", "by chance alone", "best with"},
                  {}};
    for (const json& e : effects)
        t.rows.push_back({e.at("option").get<std::string>(), percent(io::as_number(e.at("share"))),
                          percent(io::as_number(e.at("by_chance"))),
                          e.at("best").is_string() ? e.at("best").get<std::string>() : e.at("best").dump()});
    return t.str();
}

std::string options_table(const material& m) {
    html::table t{"Options of the training", {"option", "value"}, {}};
    for (const auto& [name, value] : m.trained.at("options").items())
        t.rows.push_back({name, value.is_string() ? value.get<std::string>() : value.dump()});
    return t.str();
}

std::string times_table(const material& m) {
    html::table t{"Seconds of each step", {"step", "seconds"}, {}};
    for (const auto& [step, entry] : m.timings.items())
        t.rows.push_back({step, fixed_text(io::as_number(entry.at("seconds")), 2)});
    return t.str();
}

}  // namespace

std::string making_section(const material& m) {
    const std::size_t best = best_epoch(m);
    std::string metric = m.monitor.substr(m.monitor.rfind("val_", 0) == 0 ? 4 : 0);
    std::string curves = learning_curve(m, "loss", best);
    if (metric != "loss") curves += learning_curve(m, metric, best);
    if (metric != "tgs_score") curves += learning_curve(m, "tgs_score", best);
    return html::section(
        "making", "Training, and how this was made",
        html::paragraph("The weights are those of epoch " + std::to_string(best + 1) + " of " +
                        std::to_string(m.history.rows()) + ", the best by " + m.monitor +
                        " (dashed line). Training metrics are taken with dropout, validation metrics without.") +
            "<div class=\"charts\">\n" + curves + "</div>\n" + search_table(m) +
            html::details("Options of the training", options_table(m)) +
            html::details("How long each step took", times_table(m)) +
            html::paragraph(std::string("Made by diapir ") + diapir::version + ".", "class=\"note\""));
}

}  // namespace salt
