#include "preparation.hpp"

#include <diapir/core/error.hpp>

#include <algorithm>

namespace salt {

using namespace diapir;
using diapir::io::json;

amplitude_range range_of(const data::amplitude_statistics& statistics) {
    amplitude_range range;
    std::transform(range.percents.begin(), range.percents.end(), range.values.begin(),
                   [&](double percent) { return statistics.percentile(percent); });
    return range;
}

json to_json(const preparation& p) {
    return {{"channels", p.channels},
            {"attributes", p.attributes},
            {"lambdas", p.transform.lambdas},
            {"means", p.transform.means},
            {"scales", p.transform.scales},
            {"image", {p.image_rows, p.image_cols}},
            {"decimate", p.decimate},
            {"size", p.size},
            {"stride", p.stride},
            {"percents", p.amplitudes.percents},
            {"amplitudes", p.amplitudes.values}};
}

preparation preparation_from_json(const json& value, const std::string& origin) {
    preparation p;
    io::read_members(origin, [&] {
        value.at("channels").get_to(p.channels);
        value.at("attributes").get_to(p.attributes);
        value.at("lambdas").get_to(p.transform.lambdas);
        value.at("means").get_to(p.transform.means);
        value.at("scales").get_to(p.transform.scales);
        p.image_rows = io::as_count(value.at("image").at(0), origin);
        p.image_cols = io::as_count(value.at("image").at(1), origin);
        p.decimate = io::as_count(value.at("decimate"), origin);
        p.size = io::as_count(value.at("size"), origin);
        p.stride = io::as_count(value.at("stride"), origin);
        value.at("amplitudes").get_to(p.amplitudes.values);
    });
    const std::size_t channels = p.channels.size();
    require<file_error>(channels > 0 && p.transform.lambdas.size() == channels &&
                            p.transform.means.size() == channels && p.transform.scales.size() == channels,
                        origin, ": expected a transform of ", channels, " channels, got ", p.transform.lambdas.size());
    require<file_error>(p.decimate > 0 && p.stride > 0 && p.image_rows > 0 && p.image_cols > 0, origin,
                        ": expected steps and sides of at least 1");
    return p;
}

}  // namespace salt
