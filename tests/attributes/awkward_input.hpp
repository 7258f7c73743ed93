// What holds for every attribute of a registry when the data are awkward: windows larger than them, of nothing, or of
// an even number; no data, one sample, NaN, and wrong axes.
#pragma once

#include "attributes/noise.hpp"
#include "catch.hpp"
#include <diapir/attributes/registry/registry.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

using attributes::chosen_attribute;
using settings = std::vector<attributes::option_setting>;

/// The values of an option that is one of some names; none for others.
inline std::vector<std::string> names_of(const attributes::option_description& o) {
    std::vector<std::string> names;
    std::string text = o.expected;
    if (text.find(" or ") == std::string::npos || text == "true or false" || text.find("or none") != std::string::npos)
        return names;
    text.replace(text.find(" or "), 4, ", ");
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(", ", at), text.size());
        names.push_back(text.substr(at, end - at));
        at = end + 2;
    }
    return names;
}

/// The options as they are, and with every value of each that has names.
inline std::vector<settings> variants_of(const attributes::attribute& a) {
    std::vector<settings> all{{}};
    for (const auto& o : a.options())
        for (const std::string& name : names_of(o)) all.push_back({{o.name, name}});
    return all;
}

inline bool is_window(const attributes::option_description& o) {
    if (o.expected != "a whole number of at least 0") return false;
    for (const char* name : {"samples", "traces", "window", "inlines", "crosslines"})
        if (o.name == name) return true;
    return false;
}

/// Whether it ends in an argument_error that says what was expected.
template <class F>
bool is_refused(const F& f) {
    try {
        f();
        return false;
    } catch (const argument_error& e) {
        CHECK(std::string(e.what()).find(": expected ") != std::string::npos);
        return true;
    }
}

template <class T>
bool has_nan(const array<T>& a) {
    return std::any_of(a.begin(), a.end(), [](T x) { return std::isnan(x); });
}

inline bool leaves_out_nan(const chosen_attribute& chosen) {
    return chosen.facts.name == "median_smoothing";
}

/// compute(a) of arrays: small and empty ones have results, NaN stay NaN.
template <class T, class Compute>
void check_small(const chosen_attribute& chosen, const Compute& compute, const std::vector<shape>& small,
                 const std::vector<shape>& wrong) {
    for (const shape& s : small) {
        INFO("shape " << s);
        CHECK(shape_of(compute(noise<T>(s, 6, 10))) == s);
        // Derivatives along one sample, and medians, see no more than the zeros of some edge modes.
        if (std::find(s.begin(), s.end(), 1u) != s.end() || leaves_out_nan(chosen)) continue;
        const array<T> missing = compute(make_array<T>(s, std::numeric_limits<T>::quiet_NaN()));
        CHECK(std::all_of(missing.begin(), missing.end(), [](T x) { return std::isnan(x); }));
    }
    for (const shape& s : wrong) {
        INFO("shape " << s);
        CHECK(is_refused([&] { compute(make_array<T>(s, T(1))); }));
    }
}

template <class T>
void check_sections(const chosen_attribute& chosen) {
    const auto compute = [&](const array<T>& a) { return chosen.sections(a); };
    check_small<T>(chosen, compute, {{1, 1}, {1, 7}, {7, 1}, {2, 2}, {2, 5, 4}, {0, 4}, {4, 0}, {0, 4, 5}, {2, 4, 0}},
                   {{5}});
    array<T> one = noise<T>({64, 60}, 6, 10);
    one(10, 10) = std::numeric_limits<T>::quiet_NaN();
    const array<T> values = compute(one);
    CHECK(has_nan(values) != leaves_out_nan(chosen));
    CHECK_FALSE(std::isnan(values(60, 55)));
}

template <class T>
void check_volumes(const chosen_attribute& chosen) {
    const auto compute = [&](const array<T>& a) { return chosen.volume(a); };
    check_small<T>(chosen, compute,
                   {{1, 1, 1}, {1, 1, 7}, {7, 1, 1}, {1, 7, 1}, {2, 2, 2}, {0, 4, 5}, {4, 0, 5}, {4, 5, 0}},
                   {{5}, {5, 5}, {2, 2, 2, 2}});
    array<T> one = noise<T>({20, 21, 64}, 6, 10);
    one(6, 7, 10) = std::numeric_limits<T>::quiet_NaN();
    const array<T> values = compute(one);
    CHECK(has_nan(values) != leaves_out_nan(chosen));
    CHECK_FALSE(std::isnan(values(17, 18, 60)));
}

/// An attribute with windows of nothing, of an even number, and larger than the data.
template <class T>
void check_windows(const attributes::attribute& a, const settings& variant) {
    for (const auto& o : a.options()) {
        if (!is_window(o)) continue;
        for (const char* size : {"0", "4", "33"}) {
            INFO(o.name << '=' << size);
            settings given = variant;
            given.push_back({o.name, size});
            const chosen_attribute chosen = a.choose(given);
            const bool none = *size == '0', lateral = o.name == "inlines" || o.name == "crosslines";
            const auto check = [&](const auto& compute, const shape& s) {
                const array<T> data = noise<T>(s, 6, 10);
                if (none)
                    CHECK(is_refused([&] { compute(data); }));
                else
                    CHECK(shape_of(compute(data)) == s);
            };
            // The inlines of a similarity are on either side, of which one may have none.
            if (lateral && (a.name() == "similarity" || !chosen.of_volumes)) continue;
            if (chosen.of_sections && !lateral) check([&](const auto& x) { return chosen.sections(x); }, {5, 6});
            if (chosen.of_volumes) check([&](const auto& x) { return chosen.volume(x); }, {2, 3, 5});
        }
    }
}

/// Checks every attribute of a registry with every value of its options that have names. Those that are refused for
/// ordinary data, as edge modes are that an attribute does not have, are refused for a reason.
template <class T>
void check_awkward_input(const attributes::registry& known) {
    for (const attributes::attribute& a : known.attributes())
        for (const settings& variant : variants_of(a)) {
            const chosen_attribute chosen = a.choose(variant);
            INFO(chosen.label);
            const bool refused = is_refused([&] { chosen.volume(noise<T>({2, 8, 9}, 6, 10)); });
            if (refused) CHECK_FALSE(variant.empty());
            if (refused) continue;
            if (chosen.of_sections) check_sections<T>(chosen);
            check_volumes<T>(chosen);
            check_windows<T>(a, variant);
        }
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
