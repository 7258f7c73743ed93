#include "contributions.hpp"
#include "metrics.hpp"
#include "steps.hpp"
#include "workspace.hpp"
#include <diapir/figure.hpp>
#include <diapir/io/csv.hpp>
#include <diapir/io/explanation.hpp>

#include <cctype>
#include <iostream>

namespace salt {

using namespace diapir;

namespace {

/// All that the page is made of.
struct material {
    std::vector<std::string> channels;  ///< their names, as titles
    std::string loss;                   ///< the name of the loss that was trained with
    json metrics, timings;
    table history, per_image;
    std::string monitor;
    array<std::size_t> indexes;  ///< of the explained images in the test set
    array<float> x, y, p;        ///< of the explained images
    array<float> explained;      ///< what the network itself says of them, without a mirror image
    bool flips;                  ///< whether p is the mean with the mirror image
    shap::explanation<float> exact, deep;
};

std::string title(std::string name) {
    if (!name.empty()) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
}

/// A name of any bytes, as a page can have it.
std::string readable(const std::string& name) {
    return io::is_utf8(name) ? name : io::excerpt(name);
}

json read_timings(const std::filesystem::path& out) {
    const auto path = out / "timings.json";
    return std::filesystem::exists(path) ? io::read_json(path) : json::object();
}

material collect(workspace& w) {
    material m;
    for (const std::string& name : w.channels()) m.channels.push_back(title(name));
    m.metrics = w.load_json("metrics.json", "evaluate");
    m.loss = m.metrics.at("loss_function").get<std::string>();
    m.timings = read_timings(w.options().out);
    m.history = io::read_csv(w.input("history.csv", "train"));
    m.monitor = w.past().fact("train", "monitored").get<std::string>();
    m.per_image = io::read_csv(w.input("per_image.csv", "evaluate"), {.labels = true, .empty_columns = true});
    m.indexes = w.load<std::size_t>("test_indexes_used_for_SHAP.npy", "explain");
    m.x = take(w.load_part<float>("x_test"), m.indexes);
    m.y = take(w.load_part<float>("y_test"), m.indexes);
    m.p = take(w.load<float>("y_pred.npy", "evaluate"), m.indexes);
    m.exact = io::load_explanation<float>(w.input("explanation_exact.npz", "explain"));
    m.explained = m.exact.predictions;
    const json& evaluated = w.past().fact("evaluate", "options");
    m.flips = evaluated.is_object() && evaluated.value("flips", false);
    m.deep = io::load_explanation<float>(w.input("explanation_deep.npz", "explain"));
    return m;
}

/// Those columns that there are.
table columns_of(const table& csv, const std::vector<std::string>& names) {
    table some;
    for (const auto& name : names)
        if (csv.contains(name)) some.add_column(name, csv.column(name));
    return some;
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
    illustrated_report(workspace& w, figure::html_report& html) : w_(w), html_(html) {}

    void add(const std::string& name, const figure::figure& fig, const std::string& alternative,
             const std::string& caption = {}) {
        const std::string png = fig.encode(figure::image_format::png);
        io::write_file(w_.output("figures/" + name + ".png"), png);
        html_.image(png, alternative, caption);
    }
    figure::html_report& html() { return html_; }

private:
    workspace& w_;
    figure::html_report& html_;
};

/// "the seismic, the energy and the sobel"
std::string enumeration(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return text;
}

void add_metrics(figure::html_report& html, const material& m) {
    if (m.metrics.contains("threshold"))
        html.paragraph("Salt is where the probability is above " +
                       fixed_text(io::as_number(m.metrics.at("threshold")), 2) +
                       (m.flips ? "; predictions are the mean of those for an image and its mirror image." : "."));
    std::vector<std::vector<std::string>> rows;
    for (const std::string& name : main_metrics())
        rows.push_back(
            {name == "loss" ? "loss (" + m.loss + ")" : name, fixed_text(io::as_number(m.metrics.at(name)))});
    html.table({"metric", "test set"}, rows);
    rows.clear();
    for (const auto& group : m.metrics.at("by_coverage")) {
        const double low = group.at("coverage_above").get<double>(), high = group.at("coverage_up_to").get<double>();
        rows.push_back({high == 0.0 ? "no salt" : fixed_text(100 * low, 0) + " to " + fixed_text(100 * high, 0) + " %",
                        std::to_string(group.at("images").get<int>()), fixed_text(io::as_number(group.at("accuracy"))),
                        fixed_text(io::as_number(group.at("mean_iou"))),
                        fixed_text(io::as_number(group.at("tgs_score")))});
    }
    html.table({"salt coverage", "images", "accuracy", "mean IoU", "TGS score"}, rows);
}

void add_summary(figure::html_report& html, const material& m) {
    html.section("Summary");
    html.paragraph("A U-Net finds salt in seismic images from " + std::to_string(m.channels.size()) +
                   " channels: " + enumeration(m.channels) +
                   ". This page shows how well it does so on images that it has not seen, and what each channel "
                   "contributed to its decision at every pixel.");
    add_metrics(html, m);
    std::vector<std::vector<std::string>> rows;
    for (const auto& [step, entry] : m.timings.items())
        rows.push_back({step, fixed_text(io::as_number(entry.at("seconds")), 2)});
    html.table({"step", "seconds"}, rows);
}

void add_training(illustrated_report& page, const material& m) {
    page.html().section("Training");
    page.add("learning_curves", figure::learning_curves(m.history, {.monitor = m.monitor}),
             "Metrics of every epoch, for training and validation",
             "The dashed line marks the epoch whose weights are kept. The loss is " + m.loss +
                 ". Training metrics are taken with dropout, validation metrics without.");
}

void add_test_images(illustrated_report& page, const material& m) {
    page.html().section("Test images");
    page.add("metric_histograms",
             figure::metric_histograms(columns_of(
                 m.per_image, {"loss", "accuracy", "precision", "recall", "auc", "iou", "dice", "tgs_score"})),
             "Histograms of the metrics of every test image");
    const auto loss = m.per_image.column("loss"), accuracy = m.per_image.column("accuracy");
    for (std::size_t i = 0; i < m.indexes.size(); ++i) {
        const std::size_t index = m.indexes(i);
        page.add("prediction_" + std::to_string(index),
                 figure::prediction_panels(image(m.x, i, false), m.channels, image(m.y, i, true), image(m.p, i, true),
                                           "Test image " + std::to_string(index) + ": loss " +
                                               fixed_text(loss.at(index), 3) + ", accuracy " +
                                               fixed_text(accuracy.at(index), 3)),
                 "Channels, true mask and predicted mask of test image " + readable(m.per_image.labels().at(index)));
    }
}

void add_contributions(illustrated_report& page, const material& m, const array<float>& exact) {
    page.html().section("Contributions of the channels");
    page.html().paragraph(
        "Exact Shapley values: the prediction at a pixel is the expected value plus the contributions of all channels. "
        "Over all pixels the largest deviation from this is " +
        diapir::detail::concat(m.exact.residual) + ". Positive contributions (red) speak for salt.");
    const array<float> base = base_image(m.exact);
    page.add("expected_values", figure::expected_value_map(base),
             "The mean prediction over the background images at every pixel");
    for (std::size_t i = 0; i < m.indexes.size(); ++i) {
        const std::string index = std::to_string(m.indexes(i)), heading = "Test image " + index;
        page.add("channel_contributions_" + index,
                 figure::channel_contributions(image(m.x, i, false), image(m.y, i, true), image(m.explained, i, true),
                                               image(exact, i, false), m.channels, heading),
                 "Above the mask and the channels, below the prediction and what each channel contributed");
        page.add("additive_channel_contributions_" + index,
                 figure::additive_strip(base, image(exact, i, false), image(m.explained, i, true), image(m.y, i, true),
                                        m.channels, heading),
                 "From the expected value to the prediction, channel by channel");
    }
}

void add_scatter(illustrated_report& page, const material& m, const array<float>& exact) {
    page.html().section("Values against contributions");
    array<float> truth = m.y;
    truth.reshape({m.y.shape()[0], m.y.shape()[1], m.y.shape()[2]});
    page.add("contribution_scatter", figure::contribution_scatter(m.x, exact, truth, m.channels),
             "Contribution against channel value, a panel for each channel");
    page.add("contribution_scatter_by_class", figure::contribution_scatter_by_class(m.x, exact, truth, m.channels),
             "Contribution against channel value, a panel for each true class");
}

void add_deep(illustrated_report& page, const material& m) {
    page.html().section("DeepSHAP");
    page.html().paragraph(
        "DeepSHAP values of all input pixels, summed over each channel: another quantity than the exact value of the "
        "channel, shown for comparison and for the users of the original project.");
    const array<float> deep = channels_last(m.deep);
    for (std::size_t i = 0; i < m.indexes.size(); ++i) {
        const std::string index = std::to_string(m.indexes(i));
        page.add("deep_channel_contributions_" + index,
                 figure::channel_contributions(image(m.x, i, false), image(m.y, i, true), image(m.p, i, true),
                                               image(deep, i, false), m.channels, "Test image " + index + ", DeepSHAP"),
                 "Above the mask and the channels, below the prediction and the DeepSHAP contribution of each channel");
    }
}

}  // namespace

void report(const settings& asked) {
    workspace w(asked, "report");
    const material m = collect(w);
    const array<float> exact = channels_last(m.exact);
    figure::html_report html("Salt in seismic images, and why");
    illustrated_report page(w, html);
    add_summary(html, m);
    add_training(page, m);
    add_test_images(page, m);
    add_contributions(page, m, exact);
    add_scatter(page, m, exact);
    add_deep(page, m);
    const auto path = w.output("report.html");
    html.save(path);
    w.finish({{"images", m.indexes.size()}});
    std::cout << "the report is " << std::filesystem::absolute(path).string() << '\n';
}

}  // namespace salt
