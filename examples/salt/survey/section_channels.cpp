#include "section_channels.hpp"

#include <diapir/attributes/channels.hpp>
#include <diapir/core/error.hpp>

#include <algorithm>

namespace salt {

using namespace diapir;

array<float> section_channels(const std::vector<std::string>& names, const std::string& choice,
                              const array<float>& sections) {
    attributes::channel_options options;
    if (choice == "original") options.energy.along = attributes::axis::trace;
    options.semblance.undefined = 1;
    const array<float> all = attributes::channels(sections, options);
    const auto& known = attributes::channel_names;
    shape s = shape_of(all);
    const std::size_t count = s.back(), pixels = s.size() / count;
    s[3] = names.size();
    array<float> some = make_array<float>(s);
    for (std::size_t k = 0; k < names.size(); ++k) {
        const auto found = std::find(known.begin(), known.end(), names[k]);
        require(found != known.end(), "channels: there is no attribute ", names[k]);
        const auto at = static_cast<std::size_t>(found - known.begin());
        for (std::size_t i = 0; i < pixels; ++i) some.data()[i * names.size() + k] = all.data()[i * count + at];
    }
    return some;
}

}  // namespace salt
