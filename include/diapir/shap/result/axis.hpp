// Names of the axes of players and outputs, and of the entries along them.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// An axis of players or outputs. Both may be empty: entries then go by their index.
struct axis {
    std::string name;
    std::vector<std::string> entries;

    friend bool operator==(const axis&, const axis&) = default;
};

/// Throws argument_error unless every axis with names has its extent, and every entry of it a name or none has.
inline void require_names_fit(const std::vector<axis>& axes, const shape& extents) {
    require(axes.size() <= extents.axes(), "names of ", axes.size(), " axes were given for ", extents);
    for (std::size_t a = 0; a < axes.size(); ++a)
        require(axes[a].entries.empty() || axes[a].entries.size() == extents[a], "axis ", a, " of ", extents,
                " was given ", axes[a].entries.size(), " names, expected ", extents[a]);
}

/// What entry `index` (row-major) of those axes is called, such as "row 2, col 0, sobel". Throws argument_error where
/// there is no such entry, or names do not fit, see require_names_fit.
inline std::string entry_name(const std::vector<axis>& axes, const shape& extents, std::size_t index) {
    require(index < extents.size(), "the name of entry ", index, " of ", extents, " was asked for");
    require_names_fit(axes, extents);
    std::string text;
    for (std::size_t a = extents.axes(); a-- > 0; index /= extents[a]) {
        const std::size_t entry = index % extents[a];
        const bool known = a < axes.size();
        std::string part = known && !axes[a].entries.empty()
                               ? axes[a].entries[entry]
                               : (known && !axes[a].name.empty() ? axes[a].name + " " : "") + std::to_string(entry);
        text = text.empty() ? std::move(part) : std::move(part) + ", " + text;
    }
    return text;
}

/// The extents of players or outputs, with the names of their axes where they have any.
struct named_shape {
    shape extents;
    std::vector<axis> axes = {};

    named_shape() = default;
    /// Throws argument_error where names do not fit, see require_names_fit, and for more entries than memory can hold.
    named_shape(const shape& e, std::vector<axis> names = {}) : extents(e), axes(std::move(names)) {
        static_cast<void>(extents.checked_size());
        require_names_fit(axes, extents);
    }
    /// One axis without a name.
    named_shape(std::size_t count) : extents{count} {}

    std::size_t count() const { return extents.size(); }
    /// What an entry is called, such as "row 2, col 0, sobel".
    std::string name(std::size_t entry) const { return entry_name(axes, extents, entry); }
};

/// Gives names to the entries of the last axis, or of the axis of that name. Throws argument_error where there is no
/// such axis or their number is not its extent.
inline void name_entries(std::vector<axis>& axes, const shape& extents, const std::string& name,
                         const std::vector<std::string>& entries) {
    axes.resize(extents.axes());
    std::size_t a = axes.size() - 1;
    if (!name.empty())
        for (a = 0; a < axes.size() && axes[a].name != name;) ++a;
    require(a < axes.size(), "names of ", name.empty() ? "the last axis" : name, ": the axes ", extents, " have none");
    require(entries.size() == extents[a], "names of ", name.empty() ? "the last axis" : name, ": expected ", extents[a],
            " names, got ", entries.size());
    axes[a].entries = entries;
}

}  // namespace diapir::inline DIAPIR_TARGET::shap
