// Explanations as .npz files: the arrays by their names, for NumPy, and explanation.json with everything else.
#pragma once

#include <diapir/io/npz.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

namespace diapir::io {

namespace detail {

inline nlohmann::ordered_json axes_to_json(const shape& extents, const std::vector<shap::axis>& axes) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (std::size_t a = 0; a < extents.axes(); ++a) {
        list.push_back({{"extent", extents[a]}});
        if (a >= axes.size()) continue;
        list.back()["name"] = axes[a].name;
        list.back()["entries"] = axes[a].entries;
    }
    return list;
}

inline void axes_from_json(const nlohmann::json& list, shape& extents, std::vector<shap::axis>& axes) {
    for (const auto& item : list) {
        extents.push_back(item.at("extent").get<std::size_t>());
        if (item.contains("name"))
            axes.push_back({item.at("name").get<std::string>(), item.at("entries").get<std::vector<std::string>>()});
    }
}

}  // namespace detail

/// Writes values, base_values, predictions and, where there are any, standard_errors and selected, with the dtype of T,
/// and explanation.json. Throws file_error when that fails.
template <class T>
void save_explanation(const std::filesystem::path& path, const shap::explanation<T>& e) {
    nlohmann::ordered_json about{{"estimator", e.estimator},
                                 {"link", e.link == shap::link::logit ? "logit" : "identity"},
                                 {"players", detail::axes_to_json(e.players, e.player_axes)},
                                 {"outputs", detail::axes_to_json(e.outputs, e.output_axes)},
                                 {"residual", e.residual},
                                 {"evaluations", e.evaluations},
                                 {"seconds", e.seconds}};
    npz_writer writer(path);
    writer.add("values", e.values);
    writer.add("base_values", e.base_values);
    writer.add("predictions", e.predictions);
    if (e.has_standard_errors()) writer.add("standard_errors", e.standard_errors);
    if (e.selected.size() > 0) writer.add("selected", e.selected);
    writer.add("explanation.json", about.dump(2));
    writer.commit();
}

/// Reads what save_explanation wrote, its arrays converted to T. Throws file_error for anything else.
template <class T>
shap::explanation<T> load_explanation(const std::filesystem::path& path) {
    const auto archive = npz_archive::open(path);
    require<file_error>(archive.contains("explanation.json"), path.string(),
                        ": expected an explanation with a member explanation.json");
    shap::explanation<T> e;
    try {
        const auto about = nlohmann::json::parse(archive.raw("explanation.json"));
        about.at("estimator").get_to(e.estimator);
        const auto link = about.at("link").get<std::string>();
        require<file_error>(link == "identity" || link == "logit", path.string(), ": unknown link ", link);
        e.link = link == "logit" ? shap::link::logit : shap::link::identity;
        detail::axes_from_json(about.at("players"), e.players, e.player_axes);
        detail::axes_from_json(about.at("outputs"), e.outputs, e.output_axes);
        const auto& residual = about.at("residual");  // JSON has no NaN: it becomes null
        e.residual = residual.is_null() ? std::numeric_limits<double>::quiet_NaN() : residual.get<double>();
        about.at("evaluations").get_to(e.evaluations);
        about.at("seconds").get_to(e.seconds);
    } catch (const nlohmann::json::exception& failure) {
        throw file_error(path.string() + ": explanation.json is not as expected: " + failure.what());
    }
    e.values = archive.get<T>("values");
    e.predictions = archive.get<T>("predictions");
    e.base_values = archive.get<T>("base_values");
    const shape predictions = shape_of(e.predictions), base = shape_of(e.base_values);
    const auto expect = [&](const char* name, bool fits, const shape& got) {
        require<file_error>(fits, path.string(), ": ", name, " has the shape ", got, ", which does not fit players ",
                            e.players, " and outputs ", e.outputs);
    };
    expect("predictions", predictions.axes() > 0 && predictions.drop(1) == e.outputs, predictions);
    const shape inputs{predictions[0]}, all = inputs.then(e.players).then(e.outputs);
    expect("values", shape_of(e.values) == all, shape_of(e.values));
    expect("base_values", base == e.outputs || base == inputs.then(e.outputs), base);
    if (archive.contains("standard_errors")) {
        e.standard_errors = archive.get<T>("standard_errors");
        expect("standard_errors", shape_of(e.standard_errors) == all, shape_of(e.standard_errors));
    }
    if (archive.contains("selected")) {
        e.selected = archive.get<std::int64_t>("selected");
        expect("selected", shape_of(e.selected) == inputs.then(e.outputs), shape_of(e.selected));
    }
    return e;
}

}  // namespace diapir::io
