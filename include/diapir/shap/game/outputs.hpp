// Which outputs are explained: all of them, some, the largest, the mean of a region, or whatever a callable makes of
// them. A rule turns every output array of the model into a smaller one before it is averaged over the background.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/function_ref.hpp>
#include <diapir/shap/players/label_count.hpp>
#include <diapir/shap/result/axis.hpp>
#include <diapir/shap/result/errors.hpp>
#include <diapir/shap/result/provenance.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// What a rule makes of the outputs of one input: nothing (all are explained), a linear map or a function.
struct output_map {
    shape extents;                                                ///< of the outputs that are explained
    std::vector<axis> axes = {};                                  ///< their names
    std::vector<output_term> terms = {};                          ///< empty for all outputs and functions
    std::function<array<double>(const array<double>&)> function;  ///< empty for all outputs and linear maps
    std::vector<std::size_t> selected = {};  ///< row-major indexes in the model's outputs, where some are selected

    /// Adds weight x what is explained of an output array to `to`, for all outputs and linear maps.
    template <class V>
    void add(const V* output, double weight, std::span<double> to) const {
        if (terms.empty()) {
            for (std::size_t o = 0; o < to.size(); ++o) to[o] += weight * static_cast<double>(output[o]);
        } else {
            for (const auto& t : terms) to[t.to] += weight * t.weight * static_cast<double>(output[t.from]);
        }
    }
    /// Throws argument_error unless what the function made of an output array has the extents that it had before.
    void require_extents(const array<double>& made) const {
        require(shape_of(made) == extents, "outputs::reduce: the function returned ", shape_of(made), ", expected ",
                extents, " as before");
    }
    /// Calls f(from, weight) for the outputs that make up one explained output, for all outputs and linear maps.
    template <class F>
    void for_each_term(std::size_t explained, const F& f) const {
        if (terms.empty()) f(explained, 1.0);
        for (const auto& t : terms)
            if (t.to == explained) f(t.from, t.weight);
    }
};

/// How outputs are chosen; see the functions in namespace outputs.
class output_rule {
public:
    /// What a rule needs to know besides the extents of the model's outputs.
    enum class needs { extents, prediction, base };
    /// From the extents of one output, the model's output for the input, and its mean over the background.
    using resolver =
        std::function<output_map(const shape&, std::span<const double> prediction, std::span<const double> base)>;

    /// `varies`: whether different outputs are explained for different inputs. Throws argument_error where there is no
    /// function.
    output_rule(needs n, bool varies, resolver rule) : needs_(n), varies_(varies), rule_(std::move(rule)) {
        require(rule_ != nullptr, "output_rule: expected a function of the outputs' shape, got none");
    }

    needs needed() const { return needs_; }
    bool depends_on_input() const { return varies_; }
    /// Throws argument_error where the rule does not fit the outputs or explains none, and model_error where it ranks
    /// outputs that are not finite or throws something else.
    output_map resolve(const shape& outputs, std::span<const double> prediction, std::span<const double> base) const {
        output_map map = asked(outputs, prediction, base);
        require(map.extents.checked_size() > 0,
                "shap::outputs: expected a rule that explains at least one number, got ", map.extents,
                " of the outputs ", outputs);
        require_fits(map, outputs);
        map.axes.resize(map.extents.axes());
        for (const auto& [name, entries] : names_) name_entries(map.axes, map.extents, name, entries);
        return map;
    }
    /// The same rule with names for the entries of its last axis, such as those of classes.
    output_rule named(std::vector<std::string> entries) const {
        output_rule copy = *this;
        copy.names_[""] = std::move(entries);
        return copy;
    }

private:
    static void require_fits(const output_map& map, const shape& outputs) {
        const std::size_t size = outputs.size(), explained = map.extents.size();
        require(map.function || !map.terms.empty() || explained <= size,
                "shap::outputs: expected a rule that explains some of the outputs ", outputs, ", got ", map.extents);
        for (const output_term& t : map.terms)
            require(t.from < size && t.to < explained, "shap::outputs: a term from output ", t.from, " to ", t.to,
                    " is outside the outputs ", outputs, " and the explained ", map.extents);
        require(map.selected.empty() || map.selected.size() == explained, "shap::outputs: expected ", explained,
                " selected outputs or none, got ", map.selected.size());
        for (std::size_t o : map.selected)
            require(o < size, "shap::outputs: the selected output ", o, " is outside ", outputs);
    }
    output_map asked(const shape& outputs, std::span<const double> prediction, std::span<const double> base) const {
        try {
            return rule_(outputs, prediction, base);
        } catch (const error&) {
            throw;
        } catch (const std::exception& e) {
            throw model_error(std::string("the rule of the outputs threw: ") + e.what(), {}, std::current_exception());
        }
    }

    needs needs_;
    bool varies_;
    resolver rule_;
    std::map<std::string, std::vector<std::string>> names_;
};

namespace outputs {

namespace detail {

inline output_map select(const std::vector<std::size_t>& chosen) {
    output_map map{shape{chosen.size()}, {axis{"output", {}}}, {}, {}, chosen};
    for (std::size_t i = 0; i < chosen.size(); ++i) map.terms.push_back({chosen[i], i, 1.0});
    return map;
}

/// The group of every output, or npos: given for every output, or for every pixel of outputs {..., classes}. The
/// explained outputs are the means of the groups, of each class where groups are given per pixel.
inline output_map means(const char* rule, const shape& groups_shape, const std::vector<std::size_t>& groups,
                        std::size_t count, const shape& outputs) {
    const bool per_pixel =
        outputs.axes() == groups_shape.axes() + 1 && shape(outputs.begin(), outputs.end() - 1) == groups_shape;
    require(per_pixel || outputs == groups_shape, rule, ": expected the outputs' shape ", outputs,
            ", or without its last axis, got ", groups_shape);
    const std::size_t classes = per_pixel ? outputs.back() : 1;
    std::vector<double> sizes(count, 0.0);
    for (std::size_t group : groups)
        if (group < count) ++sizes[group];
    output_map map;
    for (std::size_t i = 0; i < groups.size(); ++i)
        for (std::size_t c = 0; groups[i] < count && c < classes; ++c)
            map.terms.push_back({i * classes + c, groups[i] * classes + c, 1 / sizes[groups[i]]});
    if (per_pixel) {
        map.extents.push_back(classes);
        map.axes.push_back({"class", {}});
    }
    return map;
}

}  // namespace detail

/// Every output for itself.
inline output_rule all() {
    return {output_rule::needs::extents, false, [](const shape& outputs, auto, auto) {
                return output_map{outputs, {}, {}, {}, {}};
            }};
}

/// The outputs at those row-major indexes; they become one axis.
inline output_rule indices(std::vector<std::size_t> chosen) {
    require(!chosen.empty(), "outputs::indices: no index was given");
    return {output_rule::needs::extents, false, [chosen = std::move(chosen)](const shape& outputs, auto, auto) {
                for (std::size_t i : chosen)
                    require(i < outputs.size(), "outputs::indices: index ", i, " is outside outputs ", outputs);
                return detail::select(chosen);
            }};
}

/// A linear map of the outputs to arrays of those extents. Throws argument_error for no terms, and for terms outside
/// them or with weights that are not finite.
inline output_rule terms(std::vector<output_term> given, const shape& extents) {
    require(!given.empty(), "outputs::terms: no term was given");
    for (const output_term& t : given) {
        require(t.to < extents.size(), "outputs::terms: output ", t.to, " is outside ", extents);
        require(std::isfinite(t.weight), "outputs::terms: expected finite weights, got ", t.weight, " from output ",
                t.from, " to ", t.to);
    }
    return {output_rule::needs::extents, false, [given = std::move(given), extents](const shape& outputs, auto, auto) {
                for (const output_term& t : given)
                    require(t.from < outputs.size(), "outputs::terms: output ", t.from, " is outside outputs ",
                            outputs);
                return output_map{extents, {}, given, {}, {}};
            }};
}

/// What makes an output one of the top: its value, or how far it is from the base value.
enum class rank_by { prediction, change };

/// The `count` outputs that are largest for each input, or that differ most from the base value, in falling order; of
/// equal ones the first. An explanation then has base values for each input, and `selected` says which they are.
inline output_rule top(std::size_t count, rank_by by = rank_by::prediction) {
    require(count > 0, "outputs::top: expected a count above 0");
    return {by == rank_by::change ? output_rule::needs::base : output_rule::needs::prediction, true,
            [count, by](const shape& outputs, std::span<const double> prediction, std::span<const double> base) {
                require(count <= outputs.size(), "outputs::top: cannot choose ", count, " of the outputs ", outputs);
                const auto score = [&](std::size_t i) {
                    return by == rank_by::change ? std::abs(prediction[i] - base[i]) : prediction[i];
                };
                for (std::size_t i = 0; i < outputs.size(); ++i)
                    if (!std::isfinite(score(i)))
                        throw model_error(
                            diapir::detail::concat("the model returned a value that is not finite: output ", i, " of ",
                                                   outputs, ", by whose ", by == rank_by::change ? "change" : "value",
                                                   " outputs::top cannot rank, is ", prediction[i]),
                            {});
                std::vector<std::size_t> order(outputs.size());
                std::iota(order.begin(), order.end(), std::size_t{0});
                std::stable_sort(order.begin(), order.end(),
                                 [&](std::size_t a, std::size_t b) { return score(a) > score(b); });
                order.resize(count);
                return detail::select(order);
            }};
}

/// The mean over the outputs where the mask is not zero. A mask of the outputs' shape leaves one number, a mask without
/// their last axis, such as {rows, cols} of outputs {rows, cols, classes}, leaves {classes}.
template <array_expression E>
output_rule region(const E& mask) {
    const array<element_t<E>> given = evaluated<element_t<E>>(mask);
    std::vector<std::size_t> groups(given.size());
    for (auto m : given) require(m == m, "outputs::region: the mask has an element that is not a number");
    std::transform(given.begin(), given.end(), groups.begin(), [](auto m) { return std::size_t{m == element_t<E>{}}; });
    require(std::count(groups.begin(), groups.end(), std::size_t{0}) > 0, "outputs::region: the mask is zero");
    return {output_rule::needs::extents, false,
            [groups = std::move(groups), s = shape_of(given)](const shape& outputs, auto, auto) {
                return detail::means("outputs::region", s, groups, 1, outputs);
            }};
}

/// The means over the regions of a label array, which count from 0; negative labels are left out. The regions are the
/// first axis: {regions}, or {regions, classes} where labels are those of pixels.
template <array_expression E>
output_rule regions(const E& labels) {
    const array<std::int64_t> given = whole_numbers(labels, "outputs::regions");
    std::vector<std::size_t> groups(given.begin(), given.end());  // a negative label wraps to a group beyond all
    const std::size_t count = count_labels(given, "outputs::regions");
    return {output_rule::needs::extents, false,
            [groups = std::move(groups), count, s = shape_of(given)](const shape& outputs, auto, auto) {
                output_map map = detail::means("outputs::regions", s, groups, count, outputs);
                map.extents = shape{count}.then(map.extents);
                map.axes.insert(map.axes.begin(), axis{"region", {}});
                return map;
            }};
}

/// The mean over all axes but the last: outputs {rows, cols, classes} leave {classes}.
inline output_rule class_means() {
    return {output_rule::needs::extents, false, [](const shape& outputs, auto, auto) {
                require(outputs.axes() > 0, "outputs::class_means: the outputs have no axis");
                const shape pixels(outputs.begin(), outputs.end() - 1);
                return detail::means("outputs::class_means", pixels, std::vector<std::size_t>(pixels.size(), 0), 1,
                                     outputs);
            }};
}

/// What `f` makes of one output array {outputs...}: a number or an array expression, of one shape for all inputs.
/// Called for every row of every batch, from one thread at a time. Throws argument_error where there is none.
template <class F>
requires std::invocable < const F&, const array<double>
& > output_rule reduce(F f) {
    require(!is_null(f), "outputs::reduce: expected a function of an output array, got none");
    const auto function = [f = std::move(f)](const array<double>& y) -> array<double> {
        if constexpr (array_expression<decltype(f(y))>) {
            return evaluated<double>(f(y));
        } else {
            return make_array<double>(shape{}, static_cast<double>(f(y)));
        }
    };
    return {output_rule::needs::prediction, false,
            [function](const shape& outputs, std::span<const double> prediction, auto) {
                array<double> y = make_array<double>(outputs);
                std::copy(prediction.begin(), prediction.end(), y.data());
                return output_map{shape_of(function(y)), {}, {}, function, {}};
            }};
}

}  // namespace outputs

}  // namespace diapir::inline DIAPIR_TARGET::shap
