// Explanations as .npz files: the arrays by their names, for NumPy, and explanation.json with everything else.
#pragma once

#include <diapir/io/json.hpp>
#include <diapir/io/npz.hpp>
#include <diapir/io/provenance.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

namespace detail {

inline json axes_to_json(const shape& extents, const std::vector<shap::axis>& axes) {
    json list = json::array();
    for (std::size_t a = 0; a < extents.axes(); ++a) {
        list.push_back({{"extent", extents[a]}});
        if (a >= axes.size()) continue;
        list.back()["name"] = axes[a].name;
        list.back()["entries"] = axes[a].entries;
    }
    return list;
}

inline void axes_from_json(const json& list, const std::string& origin, shape& extents, std::vector<shap::axis>& axes) {
    for (const auto& item : list) {
        extents.push_back(as_count(item.at("extent"), origin + ": extent"));
        if (!item.contains("name")) continue;
        axes.resize(extents.axes());
        axes.back() = {item.at("name").get<std::string>(), item.at("entries").get<std::vector<std::string>>()};
    }
    shap::require_names_fit(axes, extents);
}

/// What explanation.json says beside the arrays.
template <class T>
json about_explanation(const shap::explanation<T>& e) {
    return {{"estimator", e.estimator},
            {"link", e.link == shap::link::logit ? "logit" : "identity"},
            {"players", axes_to_json(e.players, e.player_axes)},
            {"outputs", axes_to_json(e.outputs, e.output_axes)},
            {"residual", e.residual},
            {"relative_residual", e.relative_residual},
            {"evaluations", e.evaluations},
            {"seconds", e.seconds},
            {"made_with", provenance_to_json(e.made_with)}};
}

template <class T>
shap::explanation<T> explanation_about(const json& about, const std::string& origin) {
    shap::explanation<T> e;
    about.at("estimator").get_to(e.estimator);
    const auto link = about.at("link").get<std::string>();
    require<file_error>(link == "identity" || link == "logit", origin, ": unknown link ", excerpt(link));
    e.link = link == "logit" ? shap::link::logit : shap::link::identity;
    require<file_error>(about.at("players").size() + about.at("outputs").size() < shape::max_axes, origin,
                        ": expected at most ", shape::max_axes - 1, " axes of players and outputs");
    axes_from_json(about.at("players"), origin, e.players, e.player_axes);
    axes_from_json(about.at("outputs"), origin, e.outputs, e.output_axes);
    e.residual = as_number(about.at("residual"), origin + ": residual");
    e.evaluations = as_count(about.at("evaluations"), origin + ": evaluations");
    e.seconds = as_number(about.at("seconds"), origin + ": seconds");
    if (about.contains("made_with")) {  // since 0.2
        e.relative_residual = as_number(about.at("relative_residual"), origin + ": relative_residual");
        e.made_with = provenance_from_json(about.at("made_with"), origin);
    }
    return e;
}

/// Throws argument_error for an explanation that load_explanation would refuse.
template <class T>
void require_loadable(const shap::explanation<T>& e) {
    const shape predictions = shape_of(e.predictions), base = shape_of(e.base_values);
    const auto expect = [&](const char* name, bool fits, const shape& got) {
        require(fits, "save_explanation: ", name, " has the shape ", got, ", which does not fit players ", e.players,
                " and outputs ", e.outputs);
    };
    require(e.players.axes() + e.outputs.axes() < shape::max_axes, "save_explanation: expected at most ",
            shape::max_axes - 1, " axes of players and outputs, got ", e.players, " and ", e.outputs);
    shap::require_names_fit(e.player_axes, e.players);
    shap::require_names_fit(e.output_axes, e.outputs);
    expect("predictions", predictions.axes() > 0 && predictions.drop(1) == e.outputs, predictions);
    const shape inputs{predictions[0]}, all = inputs.then(e.players).then(e.outputs);
    expect("values", shape_of(e.values) == all, shape_of(e.values));
    expect("base_values", base == e.outputs || base == inputs.then(e.outputs), base);
    if (e.has_standard_errors())
        expect("standard_errors", shape_of(e.standard_errors) == all, shape_of(e.standard_errors));
    if (e.selected.size() > 0) expect("selected", shape_of(e.selected) == inputs.then(e.outputs), shape_of(e.selected));
    require(e.made_with.choice != shap::output_choice::selected || e.selected.size() > 0,
            "save_explanation: expected an array selected, as outputs were chosen for each input");
    const auto& labels = e.made_with.labels;
    if (!labels.empty()) {
        bool fits = labels.size() == e.made_with.input.size();
        for (const auto label : labels) fits = fits && label < e.players.size();
        expect("player_of_element", fits, {labels.size()});
    }
}

}  // namespace detail

/// Writes values, base_values, predictions and, where there are any, standard_errors and selected, with the dtype of T,
/// player_of_element {elements of an input}, and explanation.json. Throws argument_error, and writes nothing, where the
/// arrays do not fit each other; file_error when writing fails.
template <class T>
void save_explanation(const std::filesystem::path& path, const shap::explanation<T>& e) {
    detail::require_loadable(e);
    npz_writer writer(path);
    writer.add("values", e.values);
    writer.add("base_values", e.base_values);
    writer.add("predictions", e.predictions);
    if (e.has_standard_errors()) writer.add("standard_errors", e.standard_errors);
    if (e.selected.size() > 0) writer.add("selected", e.selected);
    const auto& labels = e.made_with.labels;
    if (!labels.empty()) {
        array<std::int64_t> players = make_array<std::int64_t>({labels.size()});
        std::copy(labels.begin(), labels.end(), players.begin());
        writer.add("player_of_element", players);
    }
    writer.add("explanation.json", format_json(detail::about_explanation(e)));
    writer.commit();
}

/// Reads what save_explanation wrote, its arrays converted to T. Throws file_error for anything else.
template <class T>
shap::explanation<T> load_explanation(const std::filesystem::path& path) {
    const auto archive = npz_archive::open(path);
    require<file_error>(archive.contains("explanation.json"), path.string(),
                        ": expected an explanation with a member explanation.json");
    const std::string origin = path.string() + ": explanation.json";
    auto e = read_members(origin, [&] {
        return detail::explanation_about<T>(parse_json(archive.raw("explanation.json"), origin), origin);
    });
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
    require<file_error>(e.made_with.choice != shap::output_choice::selected || e.selected.size() > 0, path.string(),
                        ": expected an array selected, as outputs were chosen for each input");
    if (archive.contains("player_of_element")) {
        const auto players = archive.get<std::int64_t>("player_of_element");
        bool fits = players.size() == e.made_with.input.size();
        for (std::int64_t p : players) fits = fits && p >= 0 && static_cast<std::size_t>(p) < e.players.size();
        expect("player_of_element", fits, shape_of(players));
        e.made_with.labels.assign(players.begin(), players.end());
    }
    return e;
}

}  // namespace diapir::inline DIAPIR_TARGET::io
