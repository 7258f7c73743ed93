// The channels of the network: a list of attributes, of those that are registered.
#pragma once

#include "settings.hpp"
#include <diapir/attributes/registry/attribute_list.hpp>

#include <string>
#include <vector>

namespace salt {

/// The labels of the attributes that parts of a list name, such as {"seismic,energy(window=9)", "sobel"}. Throws
/// diapir::argument_error where they are no list of registered attributes.
std::vector<std::string> channel_labels(const std::vector<std::string>& texts);

/// The attributes with these labels, as they are without settings.
diapir::attributes::attribute_list channels_of(const std::vector<std::string>& labels);

/// The channels that settings ask for, or the four of the original project.
diapir::attributes::attribute_list channels_of(const settings& s);

}  // namespace salt
