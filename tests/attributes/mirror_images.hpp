// What holds for every attribute of a registry when traces are mirrored: its values are, with the same or the other
// sign, or it says that they are not.
#pragma once

#include "attributes/awkward_input.hpp"
#include "catch.hpp"
#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

inline array<double> section() {
    auto a = diapir::make_array<double>({24, 31});
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double row = static_cast<double>(i / 31), col = static_cast<double>(i % 31);
        a.data()[i] = std::sin(0.7 * row + 0.11 * col) + 0.4 * std::cos(1.3 * row - 0.05 * col * col);
    }
    return a;
}

inline array<double> mirrored(const array<double>& a) {
    array<double> out = a;
    const std::size_t cols = a.shape().back();
    for (std::size_t i = 0; i < a.size(); i += cols) std::reverse(out.data() + i, out.data() + i + cols);
    return out;
}

inline double largest(const array<double>& a) {
    double most = 0;
    for (double x : a)
        if (std::abs(x) > most) most = std::abs(x);
    return most;
}

inline double difference(const array<double>& a, const array<double>& b) {
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::isnan(a.data()[i]) != std::isnan(b.data()[i])) return INFINITY;
        if (!std::isnan(a.data()[i])) most = std::max(most, std::abs(a.data()[i] - b.data()[i]));
    }
    return most;
}

/// All that an attribute can be by its options that are words.
inline std::vector<settings> all_words(const attributes::attribute& a) {
    std::vector<settings> all{{}};
    for (const attributes::option_description& o : a.options()) {
        std::vector<settings> more;
        for (const auto& before : all)
            for (const std::string& word : names_of(o)) {
                more.push_back(before);
                more.back().push_back({o.name, word});
            }
        if (!more.empty()) all = std::move(more);
    }
    return all;
}

inline void check_mirror_image(const attributes::attribute& a, const settings& with) {
    const auto one = section();
    const auto chosen = a.choose(with);
    INFO(chosen.label);
    if (!chosen.of_sections) return;
    array<double> values, other;
    try {
        values = chosen.sections(one);
        other = mirrored(chosen.sections(mirrored(one)));
    } catch (const argument_error&) {  // words that do not go together
        return;
    }
    const bool angles = chosen.label.find("phase") != std::string::npos;  // pi is -pi
    const auto apart = [&](const array<double>& mirror) {
        array<double> least = values;
        for (std::size_t i = 0; angles && i < least.size(); ++i)
            least.data()[i] =
                mirror.data()[i] + std::remainder(values.data()[i] - mirror.data()[i], 2 * std::acos(-1.0));
        return difference(least, mirror);
    };
    const double even = apart(other), odd = apart(other * -1.0), rounding = 1e-9 * largest(values);
    if (chosen.asymmetric)
        CHECK((even > rounding && odd > rounding));
    else
        CHECK((chosen.odd ? odd : even) <= rounding);
}
inline void check_mirror_images(const attributes::registry& known) {
    for (const attributes::attribute& a : known.attributes())
        for (const settings& with : all_words(a)) check_mirror_image(a, with);
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
