#include "channels.hpp"

#include <diapir/attributes/channels.hpp>
#include <diapir/attributes/registry/registered.hpp>

namespace salt {

using namespace diapir;

namespace {

std::string list_text(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : ",") + part;
    return text;
}

}  // namespace

std::vector<std::string> channel_labels(const std::vector<std::string>& texts) {
    return attributes::attributes_of(list_text(texts)).labels();
}

attributes::attribute_list channels_of(const std::vector<std::string>& labels) {
    return attributes::attributes_of(list_text(labels));
}

attributes::attribute_list channels_of(const settings& s) {
    const auto& names = attributes::channel_names;
    attributes::list_options options;
    if (s.attributes == "original") options.preset = "original";
    // Equal traces are coherent, also where they are zero; flat layers lie level.
    if (s.keep_flat)
        options.defaults = {{"semblance", "undefined", "1"},
                            {"chaos", "undefined", "0"},
                            {"dip", "undefined", "0"},
                            {"curvature", "undefined", "0"}};
    return attributes::attributes_of(
        list_text(s.channels.empty() ? std::vector<std::string>{names.begin(), names.end()} : s.channels), options);
}

}  // namespace salt
