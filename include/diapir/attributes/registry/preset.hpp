// Defaults for a whole list of attributes, by which it gives what another library gives.
#pragma once

#include <diapir/attributes/registry/option.hpp>

#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// A value of an option where none is given: of one attribute, or of every one that has it.
struct option_default {
    std::string attribute;  ///< empty: of every one
    std::string option, value;
};

/// Those of one attribute, in their order.
inline std::vector<option_setting> defaults_of(const std::vector<option_default>& all, const std::string& attribute) {
    std::vector<option_setting> some;
    for (const auto& d : all)
        if (d.attribute.empty() || d.attribute == attribute) some.push_back({d.option, d.value});
    return some;
}

/// Defaults under a name. Those of attributes or options that there are not are without effect.
class preset {
public:
    preset(std::string name, std::string description, std::vector<option_default> defaults)
        : name_(std::move(name)), description_(std::move(description)), defaults_(std::move(defaults)) {}

    const std::string& name() const { return name_; }
    const std::string& description() const { return description_; }  ///< one line
    const std::vector<option_default>& defaults() const { return defaults_; }

private:
    std::string name_, description_;
    std::vector<option_default> defaults_;
};

}  // namespace diapir::inline DIAPIR_TARGET::attributes
