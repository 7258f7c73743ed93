#include "figures.hpp"

#include "../contributions.hpp"
#include "../metrics.hpp"
#include <diapir/figure.hpp>

namespace salt {

using namespace diapir;

namespace {

/// Those columns that there are.
table columns_of(const table& csv, const std::vector<std::string>& names) {
    table some;
    for (const auto& name : names)
        if (csv.contains(name)) some.add_column(name, csv.column(name));
    return some;
}

/// Row i of {n, rows, cols, ...} as {rows, cols, ...}, a last axis of one left out where `flat`.
array<float> image(const array<float>& a, std::size_t i, bool flat) {
    array<float> one = slice(a, i, i + 1);
    const shape s = shape_of(a);
    if (flat) {
        one.reshape({s[1], s[2]});
    } else {
        one.reshape({s[1], s[2], s[3]});
    }
    return one;
}

void save(workspace& w, const std::string& name, const figure::figure& fig) {
    io::write_file(w.output("figures/" + name + ".png"), fig.encode(figure::image_format::png));
}

void write_predictions(workspace& w, const material& m) {
    const auto loss = m.per_image.column("loss"), accuracy = m.per_image.column("accuracy");
    for (const std::size_t index : m.indexes)
        save(w, "prediction_" + std::to_string(index),
             figure::prediction_panels(
                 image(m.x, index, false), m.channels, image(m.y, index, true), image(m.p, index, true),
                 "Test image " + std::to_string(index) + ": loss " + fixed_text(loss.at(index), 3) + ", accuracy " +
                     fixed_text(accuracy.at(index), 3)));
}

void write_contributions(workspace& w, const material& m) {
    const array<float> exact = channels_last(m.exact), deep = channels_last(m.deep), base = base_image(m.exact);
    save(w, "expected_values", figure::expected_value_map(base));
    for (std::size_t i = 0; i < m.indexes.size(); ++i) {
        const std::size_t at = m.indexes[i];
        const std::string index = std::to_string(at), heading = "Test image " + index;
        const auto says = image(m.exact.predictions, i, true), truth = image(m.y, at, true);
        save(w, "channel_contributions_" + index,
             figure::channel_contributions(image(m.x, at, false), truth, says, image(exact, i, false), m.channels,
                                           heading));
        save(w, "additive_channel_contributions_" + index,
             figure::additive_strip(base, image(exact, i, false), says, truth, m.channels, heading));
        save(w, "deep_channel_contributions_" + index,
             figure::channel_contributions(image(m.x, at, false), truth, says, image(deep, i, false), m.channels,
                                           heading + ", DeepSHAP"));
    }
}

void write_scatter(workspace& w, const material& m) {
    const array<float> x = take(m.x, m.indexes), exact = channels_last(m.exact);
    array<float> truth = take(m.y, m.indexes);
    truth.reshape({m.indexes.size(), m.rows(), m.cols()});
    save(w, "contribution_scatter", figure::contribution_scatter(x, exact, truth, m.channels));
    save(w, "contribution_scatter_by_class", figure::contribution_scatter_by_class(x, exact, truth, m.channels));
}

}  // namespace

void write_figures(workspace& w, const material& m) {
    save(w, "learning_curves", figure::learning_curves(m.history, {.monitor = m.monitor}));
    save(w, "metric_histograms",
         figure::metric_histograms(
             columns_of(m.per_image, {"loss", "accuracy", "precision", "recall", "auc", "iou", "dice", "tgs_score"})));
    write_predictions(w, m);
    write_contributions(w, m);
    write_scatter(w, m);
}

}  // namespace salt
