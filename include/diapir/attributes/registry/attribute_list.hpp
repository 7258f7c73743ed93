// Several attributes of the same data, side by side: what a network reads as channels and what a program writes.
#pragma once

#include <diapir/attributes/registry/chosen_attribute.hpp>
#include <diapir/attributes/registry/list_text.hpp>
#include <diapir/attributes/registry/registry.hpp>
#include <diapir/core/array.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

struct list_options {
    std::string preset = {};                    ///< the name of a preset of the registry; none where empty
    std::vector<option_default> defaults = {};  ///< that take precedence over those of the preset
};

namespace detail {

/// The name and the options of a label, whatever their order.
inline std::vector<std::string> settings_of(const std::string& label) {
    std::vector<std::string> parts{""};
    for (const char c : label) {
        if (c == '(' || c == ',' || c == ')')
            parts.emplace_back();
        else
            parts.back() += c;
    }
    std::sort(parts.begin() + 1, parts.end());
    return parts;
}

}  // namespace detail

/// Chosen attributes in their order.
class attribute_list {
public:
    /// Throws argument_error where there are none, or one is named twice with the same options.
    explicit attribute_list(std::vector<chosen_attribute> chosen) : chosen_(std::move(chosen)) {
        require(!chosen_.empty(), "attributes: expected at least one, got none");
        for (std::size_t i = 0; i < size(); ++i)
            for (std::size_t k = 0; k < i; ++k)
                require(detail::settings_of(chosen_[k].label) != detail::settings_of(chosen_[i].label),
                        "attributes: expected each of them once, got ", chosen_[i].label, " twice");
    }

    std::size_t size() const { return chosen_.size(); }
    const chosen_attribute& operator[](std::size_t i) const { return chosen_[i]; }
    auto begin() const { return chosen_.begin(); }
    auto end() const { return chosen_.end(); }

    /// Such as energy(window=9).
    std::vector<std::string> labels() const {
        std::vector<std::string> all;
        for (const auto& c : chosen_) all.push_back(c.label);
        return all;
    }
    /// The numbers of those that change their sign in a mirror image.
    std::vector<std::size_t> odd() const {
        std::vector<std::size_t> numbers;
        for (std::size_t i = 0; i < size(); ++i)
            if (chosen_[i].odd) numbers.push_back(i);
        return numbers;
    }
    /// The label of the first of which a mirror image has other values, of either sign; empty where there is none.
    std::string asymmetric() const {
        const auto found = std::find_if(begin(), end(), [](const chosen_attribute& c) { return c.asymmetric; });
        return found == end() ? std::string() : found->label;
    }
    /// On how many inlines to either side the values of a volume depend.
    std::size_t inlines() const {
        std::size_t most = 0;
        for (const auto& c : chosen_) most = std::max(most, c.inlines);
        return most;
    }

    /// The attributes of sections {..., samples, traces} as a last axis: {..., samples, traces, attributes}. Throws
    /// argument_error for fewer than two axes, and where an attribute cannot be computed.
    template <array_expression E>
    array<real_t<E>> operator()(const E& sections) const {
        return of_sections(evaluated<real_t<E>>(sections));
    }
    /// The attributes of a volume {inlines, crosslines, samples}, {inlines, crosslines, samples, attributes}, as
    /// chosen_attribute::volume has them.
    template <array_expression E>
    array<real_t<E>> volume(const E& volume) const {
        using T = real_t<E>;
        const array<T>& in = evaluated<T>(volume);
        array<T> stack = make_array<T>(shape_of(in).then({size()}));
        for (std::size_t i = 0; i < size(); ++i) interleave(chosen_[i].volume(in), i, stack.data());
        return stack;
    }

private:
    template <class T>
    array<T> of_sections(const array<T>& in) const;

    /// Writes values to every size()-th element from `to` + number on.
    template <class T>
    void interleave(const array<T>& values, std::size_t number, T* to) const {
        constexpr std::size_t run = 65536;
        const std::size_t count = values.size(), step = size();
        parallel_for(
            divide_up(count, run),
            [&](std::size_t r) {
                for (std::size_t i = r * run; i < std::min(count, (r + 1) * run); ++i)
                    to[i * step + number] = values.data()[i];
            },
            std::min(count, run));
    }

    std::vector<chosen_attribute> chosen_;
};

/// Sections are taken through all attributes some at a time, which stay near the processor, each group by one thread;
/// where there are few large ones each attribute shares their rows over the threads.
template <class T>
array<T> attribute_list::of_sections(const array<T>& in) const {
    constexpr std::size_t samples_at_once = 65536;
    const shape s = shape_of(in);
    require(s.axes() >= 2, "attributes: expected sections {..., samples, traces}, got ", s);
    array<T> stack = make_array<T>(s.then({size()}));
    if (stack.size() == 0) return stack;
    const std::size_t rows = s[s.axes() - 2], cols = s.back(), count = s.size() / (rows * cols);
    const std::size_t at_once = std::max<std::size_t>(1, samples_at_once / (rows * cols)),
                      groups = divide_up(count, at_once);
    const auto group = [&](std::size_t g) {
        const std::size_t first = g * at_once, some = std::min(at_once, count - first), size = rows * cols;
        array<T> amplitudes = make_array<T>({some, rows, cols});
        std::copy_n(in.data() + first * size, some * size, amplitudes.data());
        for (std::size_t i = 0; i < chosen_.size(); ++i)
            interleave(chosen_[i].sections(amplitudes), i, stack.data() + first * size * chosen_.size());
    };
    if (groups >= 2 * threads()) {
        parallel_for(groups, group, at_once * rows * cols);
    } else {
        for (std::size_t i = 0; i < chosen_.size(); ++i) interleave(chosen_[i].sections(in), i, stack.data());
    }
    return stack;
}

/// The attributes that a list such as "energy(window=9),semblance,sobel" names. Throws argument_error, naming attribute
/// and option, what was expected and what came, for others than those of the registry.
inline attribute_list attributes_of(std::string_view text, const registry& known, const list_options& options = {}) {
    std::vector<option_default> defaults;
    if (!options.preset.empty()) defaults = known.preset_at(options.preset).defaults();
    defaults.insert(defaults.end(), options.defaults.begin(), options.defaults.end());
    std::vector<chosen_attribute> chosen;
    for (const list_entry& entry : parse_list(text))
        chosen.push_back(known.at(entry.name).choose(entry.options, defaults_of(defaults, entry.name)));
    return attribute_list(std::move(chosen));
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
