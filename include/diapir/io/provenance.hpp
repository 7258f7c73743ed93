// What an explanation was made with, in JSON and back. The player of every input element is an array of the file.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/json.hpp>
#include <diapir/io/text.hpp>
#include <diapir/shap/result/provenance.hpp>

#include <array>
#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::io {

namespace detail {

inline const std::array<const char*, 4>& choice_names() {
    static const std::array<const char*, 4> names{"all", "terms", "selected", "function"};
    return names;
}

}  // namespace detail

/// All but the labels. Throws argument_error for a choice of outputs that is none.
inline json provenance_to_json(const shap::provenance& p) {
    const auto choice = static_cast<std::size_t>(p.choice);
    require(choice < detail::choice_names().size(), "provenance: expected a choice of outputs, got number ", choice);
    json input = json::array(), terms = json::array();
    for (std::size_t extent : p.input) input.push_back(extent);
    for (const auto& t : p.terms) terms.push_back({t.from, t.to, number(t.weight)});
    return {{"input", std::move(input)},
            {"references", p.references},
            {"explained", detail::choice_names()[choice]},
            {"terms", std::move(terms)},
            {"budget",
             {{"evaluations", p.budget.evaluations},
              {"seconds", number(p.budget.seconds)},
              {"tolerance", number(p.budget.tolerance)}}},
            {"seed", p.seed},
            {"settings", p.settings}};
}

/// Call it in read_members. Throws file_error for an unknown choice of outputs and too many axes.
inline shap::provenance provenance_from_json(const json& value, const std::string& origin) {
    shap::provenance p;
    require<file_error>(value.at("input").size() <= shape::max_axes, origin, ": expected at most ", shape::max_axes,
                        " axes of inputs");
    for (const json& extent : value.at("input")) p.input.push_back(as_count(extent, origin + ": input"));
    p.references = as_count(value.at("references"), origin + ": references");
    const auto choice = value.at("explained").get<std::string>();
    std::size_t c = 0;
    while (c < detail::choice_names().size() && choice != detail::choice_names()[c]) ++c;
    require<file_error>(c < detail::choice_names().size(), origin, ": unknown choice of outputs ", excerpt(choice));
    p.choice = static_cast<shap::output_choice>(c);
    for (const json& t : value.at("terms"))
        p.terms.push_back({as_count(t.at(0), origin), as_count(t.at(1), origin), as_number(t.at(2), origin)});
    const json& limits = value.at("budget");
    p.budget.evaluations = as_count(limits.at("evaluations"), origin + ": evaluations");
    p.budget.seconds = as_number(limits.at("seconds"), origin + ": budget");
    p.budget.tolerance = as_number(limits.at("tolerance"), origin + ": budget");
    p.seed = as_count(value.at("seed"), origin + ": seed");
    value.at("settings").get_to(p.settings);
    return p;
}

}  // namespace diapir::inline DIAPIR_TARGET::io
