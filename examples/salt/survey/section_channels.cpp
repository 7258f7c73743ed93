#include "section_channels.hpp"

#include "../channels.hpp"
#include "../settings.hpp"

namespace salt {

using namespace diapir;

array<float> section_channels(const std::vector<std::string>& names, const std::string& choice,
                              const array<float>& sections) {
    settings s;
    s.channels = names;
    s.attributes = choice;
    s.keep_flat = true;
    const shape extents = shape_of(sections);
    array<float> images = sections;
    images.reshape({extents[0], extents[1], extents[2]});
    return channels_of(s)(images);
}

}  // namespace salt
