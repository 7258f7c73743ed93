#include "material.hpp"

#include "../contributions.hpp"
#include <diapir/io/csv.hpp>
#include <diapir/io/explanation.hpp>
#include <diapir/io/text.hpp>

#include <cctype>
#include <iostream>

namespace salt {

using namespace diapir;

namespace {

std::string capitalized(std::string name) {
    if (!name.empty()) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
}

std::vector<std::size_t> load_indexes(workspace& w, const std::string& file) {
    const auto indexes = w.load<std::size_t>(file, "explain");
    return {indexes.begin(), indexes.end()};
}

/// The images of which contributions are summed up: the set of salt explain, or else the chosen ones.
void collect_set(workspace& w, material& m) {
    std::vector<std::size_t> indexes = m.indexes;
    shap::explanation<float> values;
    m.set_is_chosen = w.past().written("explain", "explanation_set.npz").empty();
    const std::size_t channels = m.channels.size();
    if (m.set_is_chosen) {
        values = m.exact;
        m.set.pairs = make_array<float>({indexes.size(), channels, channels});
        for (std::size_t k = 0; k < m.set.pairs.size(); ++k) {
            double sum = 0;
            for (std::size_t p = 0; p < m.pixels(); ++p) sum += std::abs(m.pairs.data()[k * m.pixels() + p]);
            m.set.pairs.data()[k] = static_cast<float>(sum / static_cast<double>(m.pixels()));
        }
    } else {
        indexes = load_indexes(w, "test_indexes_of_set.npy");
        values = io::load_explanation<float>(w.input("explanation_set.npz", "explain"));
        m.set.pairs = w.load<float>("interactions_set.npy", "explain");
    }
    m.set.x = take(m.x, indexes);
    m.set.y = take(m.y, indexes);
    m.set.p = values.predictions;
    m.set.contributions = channels_last(values);
    m.set.channels = m.channels;
    m.set.threshold = m.threshold;
    m.set.seed = w.options().seed;
}

/// What a search has found with these data; null where there is none.
json found_by_search(workspace& w) {
    if (!w.past().has("search")) return {};
    try {
        return w.load_json("search.json", "search");
    } catch (const file_error& e) {
        std::cout << "report: the search is left out: " << e.what() << '\n';
        return {};
    }
}

}  // namespace

std::string material::name(std::size_t i) const {
    const std::string& label = per_image.labels().at(i);
    return io::is_utf8(label) ? label : io::excerpt(label);
}

material collect(workspace& w) {
    material m;
    for (const std::string& name : w.channels()) m.channels.push_back(capitalized(name));
    m.metrics = w.load_json("metrics.json", "evaluate");
    require<file_error>(m.metrics.contains("struggles"), (w.options().out / "metrics.json").string(),
                        ": was written by an earlier version; run ", command("evaluate", w.options().out), " again");
    m.loss = m.metrics.at("loss_function").get<std::string>();
    m.threshold = io::as_number(m.metrics.at("threshold"));
    m.timings = times_in(w.options().out);
    m.search = found_by_search(w);
    m.trained = w.past().record("train");
    m.history = io::read_csv(w.input("history.csv", "train"));
    m.monitor = io::read_members(w.past().path().string() + ": the training",
                                 [&] { return m.trained.at("monitored").get<std::string>(); });
    m.per_image = io::read_csv(w.input("per_image.csv", "evaluate"), {.labels = true, .empty_columns = true});
    m.indexes = load_indexes(w, "test_indexes_used_for_SHAP.npy");
    m.x = w.load_part<float>("x_test");
    m.y = w.load_part<float>("y_test");
    m.p = w.load<float>("y_pred.npy", "evaluate");
    const json& evaluated = w.past().fact("evaluate", "options");
    m.flips = evaluated.is_object() && evaluated.value("flips", false);
    m.exact = io::load_explanation<float>(w.input("explanation_exact.npz", "explain"));
    m.deep = io::load_explanation<float>(w.input("explanation_deep.npz", "explain"));
    m.pairs = w.load<float>("interactions.npy", "explain");
    collect_set(w, m);
    return m;
}

std::vector<float> plane(const array<float>& a, std::size_t image, std::size_t channel) {
    const std::size_t pixels = a.shape()[1] * a.shape()[2], channels = a.shape()[3];
    std::vector<float> values(pixels);
    for (std::size_t k = 0; k < pixels; ++k) values[k] = a.data()[(image * pixels + k) * channels + channel];
    return values;
}

std::string enumeration(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return text;
}

}  // namespace salt
