// Attributes as registries hold them: what people are told of one, and how its options are chosen by name.
//
//     define<energy_options>({.name = "energy", .description = "mean square amplitude", .units = "amplitude^2"})
//         .option("window", &energy_options::window, "its length")
//         .sections([](const auto& amplitudes, const energy_options& o) { return energy(amplitudes, o); })
#pragma once

#include <diapir/attributes/registry/chosen_attribute.hpp>
#include <diapir/attributes/registry/closest_names.hpp>
#include <diapir/attributes/registry/option.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/function_ref.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// The options of an attribute that has none.
struct no_options {};

/// An attribute of a registry; made by define().
class attribute {
public:
    using chooser =
        std::function<chosen_attribute(std::span<const option_setting> given, std::span<const option_setting> others)>;

    /// Throws argument_error where there is no function.
    attribute(attribute_facts facts, std::vector<option_description> options, chooser choose)
        : facts_(std::move(facts)), options_(std::move(options)), choose_(std::move(choose)) {
        require(choose_ != nullptr, facts_.name, ": expected a function that chooses, got none");
    }

    const std::string& name() const { return facts_.name; }
    const attribute_facts& facts() const { return facts_; }
    const std::vector<option_description>& options() const { return options_; }
    bool has_option(const std::string& option) const {
        return std::any_of(options_.begin(), options_.end(), [&](const auto& o) { return o.name == option; });
    }

    /// The attribute with options `given`, which its label names, on top of `others`, of which it takes those that it
    /// has. Throws argument_error that names attribute, option, what was expected and what came.
    chosen_attribute choose(std::span<const option_setting> given, std::span<const option_setting> others = {}) const {
        return choose_(given, others);
    }

private:
    attribute_facts facts_;
    std::vector<option_description> options_;
    chooser choose_;
};

/// An attribute on its way into a registry. Members return it, so that calls can be chained.
template <class Options = no_options>
class attribute_definition {
public:
    explicit attribute_definition(attribute_facts facts) { parts_.facts = std::move(facts); }

    /// An option by its name: a pointer to a member of Options, or a function from Options& to a reference.
    template <class Member>
    attribute_definition& option(std::string name, Member member, std::string description) {
        parts_.options.emplace_back(std::move(name), member, std::move(description));
        return *this;
    }
    /// How it is computed: f(sections, options), or f(sections), of an array {..., samples, traces}; the result is an
    /// array expression of the same shape. f is a template, or a function of arrays of one type.
    template <class F>
    attribute_definition& sections(F f) {
        require_function(f);
        parts_.sections = bound(std::move(f));
        return *this;
    }
    /// How it is computed of a volume {inlines, crosslines, samples}, likewise; `inlines`, a function of options, says
    /// on how many inlines to either side a value depends.
    template <class F>
    attribute_definition& volumes(F f, std::function<std::size_t(const Options&)> inlines) {
        require_function(f);
        require_function(inlines);
        parts_.facts.dimensions = dimensions::volume;
        parts_.volumes = bound(std::move(f));
        parts_.inlines = std::move(inlines);
        return *this;
    }
    /// Its values change their sign where the traces of a section are mirrored: always, or with some options.
    attribute_definition& odd() {
        return odd([](const Options&) { return true; });
    }
    attribute_definition& odd(std::function<bool(const Options&)> is_odd) {
        parts_.odd = std::move(is_odd);
        return *this;
    }

    /// Mirrored traces have other values than these mirrored, with either sign: with some options.
    attribute_definition& asymmetric(std::function<bool(const Options&)> is_asymmetric) {
        parts_.asymmetric = std::move(is_asymmetric);
        return *this;
    }

    /// Throws argument_error for a definition that says not how it is computed.
    operator attribute() const {
        require(parts_.sections || parts_.volumes, parts_.facts.name,
                ": expected a definition with a function of sections or of volumes");
        std::vector<option_description> descriptions;
        for (const auto& o : parts_.options) descriptions.push_back(o.description());
        return {parts_.facts, std::move(descriptions),
                [parts = parts_](std::span<const option_setting> given, std::span<const option_setting> others) {
                    return parts.choose(given, others);
                }};
    }

private:
    using binder = std::function<attribute_function(const Options&)>;

    struct parts {
        attribute_facts facts;
        std::vector<attributes::option<Options>> options;
        binder sections, volumes;
        std::function<std::size_t(const Options&)> inlines;
        std::function<bool(const Options&)> odd, asymmetric;

        const attributes::option<Options>* find(const std::string& name) const {
            const auto found =
                std::find_if(options.begin(), options.end(), [&](const auto& o) { return o.name() == name; });
            return found == options.end() ? nullptr : &*found;
        }
        const attributes::option<Options>& known(const std::string& name) const {
            const auto* found = find(name);
            if (found) return *found;
            std::vector<std::string> names;
            for (const auto& o : options) names.push_back(o.name());
            throw argument_error(
                facts.name + ": expected " +
                (names.empty() ? std::string("no options") : "an option of " + joined(closest_first(names, name))) +
                ", got '" + name + "'");
        }
        void set(const attributes::option<Options>& o, Options& values, const std::string& text) const {
            require(o.set(values, text), facts.name, ": ", o.name(), ": expected ", o.description().expected, ", got '",
                    text, "'");
        }
        chosen_attribute choose(std::span<const option_setting> given, std::span<const option_setting> others) const {
            Options values{};
            for (const auto& [name, value] : others)
                if (const auto* o = find(name)) set(*o, values, value);
            std::string label;
            for (const auto& [name, value] : given) {
                const auto& o = known(name);
                set(o, values, value);
                label += (label.empty() ? "(" : ",") + name + '=' + o.get(values);
            }
            chosen_attribute chosen{facts, facts.name + (label.empty() ? "" : label + ')'), odd && odd(values)};
            chosen.asymmetric = asymmetric && asymmetric(values);
            if (sections) chosen.of_sections = sections(values);
            if (volumes) {
                chosen.of_volumes = volumes(values);
                chosen.inlines = inlines(values);
            }
            return chosen;
        }
    };

    template <class F>
    void require_function(const F& f) const {
        require(!is_null(f), parts_.facts.name, ": expected a function, got none");
    }
    template <class F>
    static binder bound(F f) {
        return [f = std::move(f)](const Options& options) {
            constexpr bool with_options = std::is_invocable_v<const F&, const array<float>&, const Options&>;
            static_assert(
                with_options || array_function<F>,
                "attributes: an attribute is computed by a function of an array of amplitudes, or of the array "
                "and the options, that returns an xtensor array of the same shape");
            if constexpr (with_options) {
                return attribute_function([f, options](const auto& amplitudes) { return f(amplitudes, options); });
            } else {
                return attribute_function(f);
            }
        };
    }

    parts parts_;
};

/// Begins the definition of an attribute, see attribute_definition.
template <class Options = no_options>
attribute_definition<Options> define(attribute_facts facts) {
    return attribute_definition<Options>(std::move(facts));
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
