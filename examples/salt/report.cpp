#include "steps.hpp"
#include "workspace.hpp"
#include <diapir/attributes/channels.hpp>
#include <diapir/core/progress.hpp>
#include <diapir/figure.hpp>
#include <diapir/io/csv.hpp>
#include <diapir/io/weights.hpp>

#include <iomanip>
#include <iostream>
#include <sstream>

namespace salt {

using namespace diapir;

namespace {

figure::table table_of(const io::csv_table& csv, const std::vector<std::string>& columns) {
    figure::table table;
    for (const auto& name : columns)
        if (std::find(csv.columns.begin(), csv.columns.end(), name) != csv.columns.end())
            table.push_back({name, csv.column(name)});
    return table;
}

std::string number(double value, int digits = 4) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(digits) << value;
    return text.str();
}

/// Row i of {n, rows, cols, ...} as {rows, cols, ...}, a last axis of one left out where `flat`.
template <class T>
array<T> image(const array<T>& a, std::size_t i, bool flat) {
    array<T> one = slice(a, i, i + 1);
    const shape s = shape_of(a);
    if (flat) {
        one.reshape({s[1], s[2]});
    } else {
        one.reshape({s[1], s[2], s[3]});
    }
    return one;
}

/// Saves figures and puts them on the page.
class illustrated_report {
public:
    illustrated_report(const settings& s, figure::html_report& html) : settings_(s), html_(html) {}

    void add(const std::string& name, const figure::figure& fig, const std::string& alternative,
             const std::string& caption = {}) {
        const std::string png = fig.encode(figure::image_format::png);
        io::write_file(writable(settings_, "figures/" + name + ".png"), png);
        html_.image(png, alternative, caption);
    }

private:
    const settings& settings_;
    figure::html_report& html_;
};

}  // namespace

void report(const settings& s) {
    const stopwatch clock;
    const std::vector<std::string> names{"Seismic", "Energy", "Semblance", "Sobel"};
    const auto metrics = load_json(s, "metrics.json", "evaluate");
    const auto timings = load_json(s, "timings.json", "explain");
    const auto history = io::read_csv(existing(s, "history.csv", "train"));
    const auto per_image = io::read_csv(existing(s, "per_image.csv", "evaluate"), {.labels = true});
    const auto indexes = load<std::size_t>(s, "test_indexes_used_for_SHAP.npy", "explain");
    const auto x = take(load_part<float>(s, "x_test"), indexes), y = take(load_part<float>(s, "y_test"), indexes);
    const auto p = take(load<float>(s, "y_pred.npy", "evaluate"), indexes);
    const auto base = load<float>(s, "expected_values.npy", "explain");
    const auto exact = load<float>(s, "channel_contributions_exact.npy", "explain");
    const auto deep = load<float>(s, "channel_contributions_deep.npy", "explain");
    require(shape_of(exact) == shape_of(x) && shape_of(deep) == shape_of(x),
            (s.out / "channel_contributions_exact.npy").string(), ": expected contributions ", shape_of(x), ", got ",
            shape_of(exact), "; run \"salt explain\" again");

    figure::html_report html("Salt in seismic images, and why");
    illustrated_report page(s, html);

    html.section("Summary");
    html.paragraph(
        "A U-Net finds salt in seismic images from four channels: the image, its energy, its semblance and its Sobel "
        "edge. "
        "This page shows how well it does so on images that it has not seen, and what each channel contributed to its "
        "decision at every pixel.");
    std::vector<std::vector<std::string>> rows;
    for (const char* name :
         {"loss", "accuracy", "precision", "recall", "auc", "auc_exact", "iou", "mean_iou", "dice", "tgs_score"})
        rows.push_back({name, number(metrics.at(name).get<double>())});
    html.table({"metric", "test set"}, rows);
    rows.clear();
    for (const auto& group : metrics.at("by_coverage"))
        rows.push_back({group.at("coverage_up_to") == 0.0
                            ? "no salt"
                            : number(100 * group.at("coverage_above").get<double>(), 0) + " to " +
                                  number(100 * group.at("coverage_up_to").get<double>(), 0) + " %",
                        std::to_string(group.at("images").get<int>()), number(group.at("accuracy")),
                        number(group.at("mean_iou")), number(group.at("tgs_score"))});
    html.table({"salt coverage", "images", "accuracy", "mean IoU", "TGS score"}, rows);
    rows.clear();
    for (const auto& [step, entry] : timings.items())
        rows.push_back({step, number(entry.at("seconds").get<double>(), 2)});
    html.table({"step", "seconds"}, rows);

    html.section("Training");
    std::vector<std::string> columns = history.columns;
    page.add("learning_curves", figure::learning_curves(table_of(history, columns)),
             "Metrics of every epoch, for training and validation",
             "The dashed line marks the epoch whose weights are kept. Training metrics are taken with dropout, "
             "validation metrics without.");

    html.section("Test images");
    page.add("metric_histograms",
             figure::metric_histograms(
                 table_of(per_image, {"loss", "accuracy", "precision", "recall", "auc", "iou", "dice", "tgs_score"})),
             "Histograms of the metrics of every test image");
    for (std::size_t i = 0; i < indexes.size(); ++i) {
        const std::string& stem = per_image.labels.at(indexes(i));
        const auto& row = per_image.rows.at(indexes(i));
        const auto value = [&](const std::string& column) {
            return row.at(static_cast<std::size_t>(
                std::find(per_image.columns.begin(), per_image.columns.end(), column) - per_image.columns.begin()));
        };
        page.add("prediction_" + std::to_string(indexes(i)),
                 figure::prediction_panels(image(x, i, false), names, image(y, i, true), image(p, i, true),
                                           "Test image " + std::to_string(indexes(i)) + ": loss " +
                                               number(value("loss"), 3) + ", accuracy " + number(value("accuracy"), 3)),
                 "Channels, true mask and predicted mask of test image " + stem);
    }

    html.section("Contributions of the channels");
    html.paragraph(
        "Exact Shapley values: the prediction at a pixel is the expected value plus the contributions of all channels. "
        "Over all pixels the largest deviation from this is " +
        diapir::detail::concat(timings.at("explain").at("exact").at("residual").get<double>()) +
        ". Positive contributions (red) speak for salt.");
    page.add("expected_values", figure::expected_value_map(base),
             "The mean prediction over the background images at every pixel");
    for (std::size_t i = 0; i < indexes.size(); ++i) {
        const std::string index = std::to_string(indexes(i)), title = "Test image " + index;
        page.add("channel_contributions_" + index,
                 figure::channel_contributions(image(x, i, false), image(y, i, true), image(p, i, true),
                                               image(exact, i, false), names, title),
                 "Above the mask and the channels, below the prediction and what each channel contributed");
        page.add(
            "additive_channel_contributions_" + index,
            figure::additive_strip(base, image(exact, i, false), image(p, i, true), image(y, i, true), names, title),
            "From the expected value to the prediction, channel by channel");
    }

    html.section("Values against contributions");
    array<float> truth = y;
    truth.reshape({y.shape()[0], y.shape()[1], y.shape()[2]});
    page.add("contribution_scatter", figure::contribution_scatter(x, exact, truth, names),
             "Contribution against channel value, a panel for each channel");
    page.add("contribution_scatter_by_class", figure::contribution_scatter_by_class(x, exact, truth, names),
             "Contribution against channel value, a panel for each true class");

    html.section("DeepSHAP");
    html.paragraph(
        "DeepSHAP values of all input pixels, summed over each channel: another quantity than the exact value of the "
        "channel, "
        "shown for comparison and for the users of the original project.");
    for (std::size_t i = 0; i < indexes.size(); ++i) {
        const std::string index = std::to_string(indexes(i));
        page.add("deep_channel_contributions_" + index,
                 figure::channel_contributions(image(x, i, false), image(y, i, true), image(p, i, true),
                                               image(deep, i, false), names, "Test image " + index + ", DeepSHAP"),
                 "Above the mask and the channels, below the prediction and the DeepSHAP contribution of each channel");
    }
    const auto path = writable(s, "report.html");
    html.save(path);
    record(s, "report", {{"seconds", clock.seconds()}});
    std::cout << "the report is " << std::filesystem::absolute(path).string() << '\n';
}

}  // namespace salt
