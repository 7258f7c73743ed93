// A set of attributes by their names, and of presets. The library's own are in registered() of registry/registered.hpp,
// which takes those of one's own, too.
#pragma once

#include <diapir/attributes/registry/attribute.hpp>
#include <diapir/attributes/registry/closest_names.hpp>
#include <diapir/attributes/registry/preset.hpp>
#include <diapir/core/error.hpp>

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

namespace detail {

/// Whether a name can stand in a list: lower-case letters, digits and underscores after a letter.
inline bool is_name(const std::string& name) {
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    return !name.empty() && letter(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '_';
    });
}

/// The entry of that name, or null.
template <class Entries>
auto* entry_named(Entries& entries, const std::string& name) {
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.name() == name; });
    return found == entries.end() ? nullptr : &*found;
}

/// The entry of that name. Throws argument_error with all names, the closest first.
template <class Entries>
const auto& known_entry(const Entries& entries, const std::string& name, const char* what) {
    if (const auto* found = entry_named(entries, name)) return *found;
    std::vector<std::string> names;
    names.reserve(entries.size());
    for (const auto& e : entries) names.push_back(e.name());
    throw argument_error(std::string(what) + ": expected one of " + joined(closest_first(names, name)) + ", got '" +
                         name + "'");
}

}  // namespace detail

/// References to its entries stay valid. Adding is not for several threads at once.
class registry {
public:
    /// Throws argument_error for a name that is there already or cannot stand in a list.
    void add(attribute a) {
        require(detail::is_name(a.name()),
                "registry: expected a name of lower-case letters, digits and underscores, got '", a.name(), "'");
        require(!contains(a.name()), "registry: an attribute ", a.name(), " is there already");
        attributes_.push_back(std::move(a));
    }
    /// An attribute without options: f(sections) of an array {..., samples, traces} gives an array expression of that
    /// shape. Throws argument_error as above.
    template <array_function F>
    void add(std::string name, std::string description, F f) {
        add(define({.name = std::move(name), .description = std::move(description)}).sections(std::move(f)));
    }
    void add(preset p) {
        require(!detail::entry_named(presets_, p.name()), "registry: a preset ", p.name(), " is there already");
        presets_.push_back(std::move(p));
    }

    bool contains(const std::string& name) const { return detail::entry_named(attributes_, name) != nullptr; }
    /// Throws argument_error with the names that there are, the closest first.
    const attribute& at(const std::string& name) const { return detail::known_entry(attributes_, name, "attributes"); }
    const preset& preset_at(const std::string& name) const { return detail::known_entry(presets_, name, "preset"); }

    /// In the order in which they were added.
    const std::deque<attribute>& attributes() const { return attributes_; }
    const std::deque<preset>& presets() const { return presets_; }

private:
    std::deque<attribute> attributes_;
    std::deque<preset> presets_;
};

}  // namespace diapir::inline DIAPIR_TARGET::attributes
