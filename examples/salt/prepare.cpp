#include "channels.hpp"
#include "checksum.hpp"
#include "data_folder.hpp"
#include "options.hpp"
#include "steps.hpp"
#include "survey/labeled_tiles.hpp"
#include "survey/preparation.hpp"
#include "workspace.hpp"
#include <diapir/data/missing.hpp>
#include <diapir/data/power_transform.hpp>
#include <diapir/data/split.hpp>
#include <diapir/data/stratified_split.hpp>
#include <diapir/io/npy.hpp>
#include <diapir/io/tgs.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>
#include <tuple>
#include <utility>

namespace salt {

using namespace diapir;
namespace fs = std::filesystem;

namespace {

/// One part of the data on its way.
struct part {
    std::string name;
    array<float> x;         // {n, size, size, channels}
    array<std::int64_t> y;  // {n, size, size, 1}, 0 or 1
    std::vector<std::string> stems, dropped;
};

/// The channels of images {n, rows, cols, 1}, {n, rows, cols, channels}. What is infinite counts as missing.
array<float> channels_of_images(const attributes::attribute_list& channels, array<float> images) {
    const shape s = shape_of(images);
    images.reshape({s[0], s[1], s[2]});
    array<float> x = channels(images);
    for (float& value : x)
        if (std::isinf(value)) value = std::numeric_limits<float>::quiet_NaN();
    return x;
}

/// Each channel of the training images to mean 0 and deviation 1, or by a power to a normal distribution first. A
/// channel that changes sign in a mirror image keeps its zero.
data::power_transform transform_for(const settings& s, const attributes::attribute_list& list, const array<float>& x) {
    data::power_transform transform;
    if (s.transform == "power") {
        transform.fit(x);
        return transform;
    }
    const std::size_t channels = list.size(), pixels = x.size() / channels;
    for (std::size_t c = 0; c < channels; ++c) {
        double sum = 0, squares = 0;
        for (std::size_t i = 0; i < pixels; ++i) sum += static_cast<double>(x.data()[i * channels + c]);
        const double mean = list[c].odd ? 0 : sum / static_cast<double>(pixels);
        for (std::size_t i = 0; i < pixels; ++i) {
            const double d = static_cast<double>(x.data()[i * channels + c]) - mean;
            squares += d * d;
        }
        const double deviation = std::sqrt(squares / static_cast<double>(pixels));
        transform.lambdas.push_back(1);
        transform.means.push_back(mean);
        transform.scales.push_back(deviation > 0 ? deviation : 1);
    }
    return transform;
}

/// Percentiles of the amplitudes of some images.
amplitude_range amplitudes_of(const array<float>& images, const std::vector<std::size_t>& indexes) {
    data::amplitude_statistics statistics;
    const std::size_t pixels = images.size() / images.shape()[0];
    for (const std::size_t i : indexes) statistics.add(images.data() + i * pixels, pixels);
    return range_of(statistics);
}

data::split_indexes split_of(const settings& s, const io::tgs_data<float>& data) {
    if (!s.stratify) return data::split(data.stems.size(), {.valid = s.valid_share, .seed = s.seed});
    const std::size_t count = data.stems.size(), pixels = data.masks.size() / count;
    std::vector<double> coverage(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto salt = std::count_if(data.masks.data() + i * pixels, data.masks.data() + (i + 1) * pixels,
                                        [](float v) { return v > 0; });
        coverage[i] = static_cast<double>(salt) / static_cast<double>(pixels);
    }
    return data::stratified_split(coverage,
                                  {.valid = s.valid_share, .seed = s.seed, .edges = {0, 0.1, 0.25, 0.5, 0.75}});
}

part prepare_part(const settings& s, const attributes::attribute_list& channels, const std::string& name,
                  const io::tgs_data<float>& data, const std::vector<std::size_t>& indexes) {
    require(!indexes.empty(), "prepare: expected images for the ", name, " set, got none of ", data.stems.size(),
            "; take more", name == "valid" ? " by --valid" : "");
    const auto shrunk = [&](const array<float>& images) {
        const array<float> some = data::decimate(take(images, indexes), s.decimate);
        return s.size > 0 ? data::resize(some, s.size, s.size) : some;
    };
    const array<float> x = channels_of_images(channels, shrunk(data.images)), masks = shrunk(data.masks);
    part p;
    p.name = name;
    const auto complete = data::complete_samples(x);
    require(!complete.empty(), "prepare: none of the ", indexes.size(), " images of the ", name,
            " set has finite attributes everywhere");
    p.x = take(x, complete);
    const array<float> y = take(masks, complete);
    p.y = make_array<std::int64_t>(shape_of(y));
    std::transform(y.begin(), y.end(), p.y.begin(), [](float coverage) { return coverage == 0 ? 0 : 1; });
    std::size_t next = 0;
    for (std::size_t i = 0; i < indexes.size(); ++i) {
        const bool kept = next < complete.size() && complete[next] == i;
        (kept ? p.stems : p.dropped).push_back(data.stems[indexes[i]]);
        next += kept;
    }
    return p;
}

/// Images and masks of the folder. Throws diapir::error where something cannot be used, before anything is written.
io::tgs_data<float> read_data(const settings& s, const fs::path& folder) {
    for (const char* part : {"images", "masks"})
        require<file_error>(fs::is_directory(folder / part), folder.string(),
                            ": expected a folder with images and masks, two folders, in it; there is no ", part);
    io::tgs_options options;
    if (s.mask_threshold > 0) options.mask_threshold = s.mask_threshold;
    auto data = io::read_tgs<float>(folder, options);
    require(data.images.shape()[1] >= s.decimate && data.images.shape()[2] >= s.decimate, "prepare: --decimate ",
            s.decimate, " leaves nothing of images ", shape_of(data.images));
    if (!data.shaded.empty() && s.mask_threshold == 0)
        std::cerr << "salt: warning: " << data.shaded.size() << " of " << data.stems.size()
                  << " masks have more than two values, such as that of " << io::excerpt(data.shaded[0])
                  << "; every pixel above 0 is taken for salt, --mask-threshold 0.5 takes those above half\n";
    return data;
}

/// Records what the folder holds. Where salt synthesized it, what it makes anew later is another input.
void note_folder(workspace& w, const fs::path& folder) {
    const json& options = w.past().fact("synthesize", "options");
    const bool own = options.is_object() && options.value("data", std::string()) == stored_path(w.options());
    require(!own || !w.past().record("synthesize").contains("unfinished"), "prepare: ", folder.string(),
            ": 'salt synthesize' was interrupted; run ", command("synthesize", w.options().out), " again");
    const std::string sum = summary(files_of(folder));
    w.note_input("data", own && w.past().written("synthesize", "data") == sum ? "synthesize" : "", sum);
}

/// Tiles of labeled lines, with the parts that they belong to.
std::pair<io::tgs_data<float>, data::split_indexes> read_surveys(workspace& w) {
    const settings& s = w.options();
    std::vector<labeled_survey> surveys;
    for (std::size_t i = 0; i < s.surveys.size(); ++i) {
        surveys.push_back({s.surveys[i], s.labels[i]});
        for (const std::string& file : {s.surveys[i], s.labels[i]})
            w.note_input(stored_path(file, s.out), "", checksum_of(file));
    }
    labeled_tiles tiles = cut_labeled_tiles(
        surveys, {.side = s.tile, .every = s.every, .direction = s.direction, .valid_share = s.valid_share});
    require(s.tile >= s.decimate, "prepare: --decimate ", s.decimate, " leaves nothing of tiles of ", s.tile);
    std::cout << tiles.data.stems.size() << " tiles, " << tiles.between << " left out between the parts\n";
    return {std::move(tiles.data), std::move(tiles.split)};
}

void write_part(workspace& w, const part& p) {
    io::save_npy(w.output("x_" + p.name + ".npy"), p.x);
    io::save_npy(w.output("y_" + p.name + ".npy"), p.y);
    std::cout << p.name << ": " << p.stems.size() << " images, " << p.dropped.size()
              << " dropped for missing attributes\n";
}

}  // namespace

void prepare(const settings& asked) {
    require(!asked.given.contains("data") || !asked.given.contains("surveys"),
            "prepare: --data contradicts --surveys; name images or labeled surveys");
    workspace w(asked, "prepare");
    const settings& s = w.options();
    require(s.surveys.size() == s.labels.size(), "prepare: expected --labels for each of ", s.surveys.size(),
            " surveys, got ", s.labels.size());
    const auto channels = channels_of(s);
    const auto folder = s.data.empty() ? s.out / "data" : s.data;
    io::tgs_data<float> data;
    data::split_indexes split;
    if (s.surveys.empty()) {
        data = read_data(s, folder);
        note_folder(w, folder);
        split = split_of(s, data);
    } else {
        std::tie(data, split) = read_surveys(w);
    }
    std::vector<part> parts{prepare_part(s, channels, "train", data, split.train),
                            prepare_part(s, channels, "valid", data, split.valid),
                            prepare_part(s, channels, "test", data, split.test)};

    const data::power_transform transform = transform_for(s, channels, parts[0].x);
    json names, sizes;
    std::size_t dropped = 0;
    for (part& p : parts) {
        p.x = transform.transform(p.x);
        names[p.name] = p.stems;
        sizes[p.name] = p.stems.size();
        dropped += p.dropped.size();
        for (const auto& stem : p.dropped) names["dropped"].push_back(stem);
    }
    for (const part& p : parts) write_part(w, p);
    w.save_json("split.json", names);
    const shape pixels = shape_of(data.images).drop(1);
    json how{{"method", s.transform == "power" ? "yeo-johnson" : "standard"}};
    how.update(to_json({.channels = channels.labels(),
                        .attributes = s.attributes,
                        .transform = transform,
                        .image_rows = pixels[0],
                        .image_cols = pixels[1],
                        .decimate = s.decimate,
                        .size = s.size,
                        .amplitudes = amplitudes_of(data.images, split.train)}));
    w.save_json("transform.json", how);
    w.finish({{"channels", channels.labels()},
              {"images", {{"rows", pixels[0]}, {"cols", pixels[1]}, {"count", data.stems.size()}}},
              {"split", sizes}},
             {{"images", data.stems.size()}, {"dropped", dropped}});
}

}  // namespace salt
