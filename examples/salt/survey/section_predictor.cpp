#include "section_predictor.hpp"

#include "../channels.hpp"
#include <diapir/core/edge.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/data/resize.hpp>
#include <diapir/nn/training/predict.hpp>
#include <diapir/shap.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace salt {

using namespace diapir;

namespace {

/// Tiles first to last of a section {rows, cols, channels}; what lies beyond it is mirrored.
array<float> cut(const float* section, std::size_t channels, const tiling& t, std::size_t first, std::size_t last) {
    const std::size_t rows = t.down.side, cols = t.across.side;
    array<float> tiles = make_array<float>({last - first, rows, cols, channels});
    parallel_for(
        last - first,
        [&](std::size_t n) {
            const std::size_t tile = first + n;
            float* to = tiles.data() + n * rows * cols * channels;
            const auto inside = [](std::size_t i, std::size_t length) {
                return static_cast<std::size_t>(kernels::edge_index(
                    static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(length), kernels::edge::reflect));
            };
            for (std::size_t r = 0; r < rows; ++r) {
                const float* row = section + inside(t.row_of(tile) + r, t.rows) * t.cols * channels;
                for (std::size_t c = 0; c < cols; ++c)
                    to = std::copy_n(row + inside(t.col_of(tile) + c, t.cols) * channels, channels, to);
            }
        },
        4 * rows * cols * channels);
    return tiles;
}

/// The sum of the weights of all tiles at each entry of an axis.
std::vector<float> weight_sums(const tiles_along& tiles, std::size_t length) {
    std::vector<float> sums(length);
    for (const std::size_t begin : tiles.begins)
        for (std::size_t i = 0; i < tiles.side && begin + i < length; ++i)
            sums[begin + i] += static_cast<float>(tiles.weights[i]);
    return sums;
}

/// Adds the weighted values of tiles, from number `first` on, to those of their section {rows, cols, values}.
void add_weighted(const array<float>& values, const tiling& t, std::size_t first, float* section) {
    const std::size_t count = values.shape()[0], depth = values.shape()[3];
    parallel_for(
        t.rows,
        [&](std::size_t row) {
            for (std::size_t tile = first; tile < first + count; ++tile) {
                const std::size_t top = t.row_of(tile), left = t.col_of(tile);
                if (row < top || row >= top + t.down.side) continue;
                const double of_row = t.down.weights[row - top];
                const float* from = values.data() + ((tile - first) * t.down.side + row - top) * t.across.side * depth;
                float* at = section + (row * t.cols + left) * depth;
                const std::size_t cols = std::min(t.across.side, t.cols - left);
                for (std::size_t c = 0; c < cols; ++c) {
                    const auto weight = static_cast<float>(of_row * t.across.weights[c]);
                    for (std::size_t k = 0; k < depth; ++k) at[c * depth + k] += weight * from[c * depth + k];
                }
            }
        },
        count * t.across.side * depth);
}

/// Between the pixels of a network, linearly, to the samples of the sections.
array<float> spread(const array<float>& values, const section_axis& down, const section_axis& across) {
    if (down.same() && across.same()) return values;
    const std::size_t n = values.shape()[0], depth = values.shape()[3], row_size = across.pixels * depth;
    array<float> out = make_array<float>({n, down.length, across.length, depth});
    parallel_for(
        n * down.length,
        [&](std::size_t i) {
            const double row = down.pixel_of(i % down.length);
            const auto above = static_cast<std::size_t>(row);
            const auto below_share = static_cast<float>(row - static_cast<double>(above));
            const float* upper = values.data() + (i / down.length * down.pixels + above) * row_size;
            const float* lower = above + 1 < down.pixels ? upper + row_size : upper;
            float* to = out.data() + i * across.length * depth;
            for (std::size_t c = 0; c < across.length; ++c) {
                const double col = across.pixel_of(c);
                const auto left = static_cast<std::size_t>(col);
                const auto share = static_cast<float>(col - static_cast<double>(left));
                const std::size_t a = left * depth, b = std::min(left + 1, across.pixels - 1) * depth;
                for (std::size_t k = 0; k < depth; ++k) {
                    const float up = upper[a + k] + share * (upper[b + k] - upper[a + k]),
                                low = lower[a + k] + share * (lower[b + k] - lower[a + k]);
                    *to++ = up + below_share * (low - up);
                }
            }
        },
        20 * across.length * depth);
    return out;
}

}  // namespace

section_predictor::section_predictor(const trained_model& model, predictor_options options)
    : model_(&model), options_(std::move(options)) {
    require(options_.explain == "none" || options_.explain == "exact" || options_.explain == "deep",
            "--explain: expected none, exact or deep, got ", options_.explain);
    require(options_.overlap >= 0 && options_.overlap < 1, "--overlap: expected 0 up to 1, got ", options_.overlap);
    const preparation& p = model.prepared;
    explained_ = options_.explain == "none" ? 0 : p.channels.size();
    tile_rows_ = rows_of(p.image_rows).pixels;
    tile_cols_ = cols_of(p.image_cols).pixels;
}

array<float> section_predictor::channels_of(const array<float>& sections, const section_axis& down,
                                            const section_axis& across) const {
    const preparation& p = model_->prepared;
    const shape s = shape_of(sections);
    array<float> images = sections;
    images.reshape({s[0], s[1], s[2], std::size_t{1}});
    images = data::decimate(images, p.decimate);
    if (p.size > 0) images = data::resize(images, down.resized, across.resized);
    images.reshape({s[0], down.resized, across.resized});
    array<float> channels = p.transform.transform(salt::channels_of(p.channels)(images));
    // Where an attribute has no value, as in flat windows, it says as little as its mean.
    std::replace_if(
        channels.begin(), channels.end(), [](float v) { return !std::isfinite(v); }, 0.0f);
    return data::decimate(channels, p.stride);
}

array<float> section_predictor::look_at(const array<float>& tiles) const {
    const array<float> probabilities = nn::predict(model_->net, tiles).probabilities;
    if (explained_ == 0) return probabilities;
    const std::size_t references = std::min(options_.background, model_->background.shape()[0]);
    const shap::background<float> background(slice(model_->background, 0, references));
    const auto players = shap::players::channels();
    const shap::explanation<float> e = options_.explain == "exact"
                                           ? shap::exact(model_->net, background, players)(tiles)
                                           : shap::deep(model_->net, background, players)(tiles);
    const std::size_t n = tiles.shape()[0], pixels = tiles.shape()[1] * tiles.shape()[2];
    array<float> values = make_array<float>({n, tiles.shape()[1], tiles.shape()[2], 1 + explained_});
    parallel_for(n, [&](std::size_t i) {
        float* to = values.data() + i * pixels * (1 + explained_);
        for (std::size_t p = 0; p < pixels; ++p) {
            *to++ = probabilities.data()[i * pixels + p];
            for (std::size_t c = 0; c < explained_; ++c) *to++ = e.values.data()[(i * explained_ + c) * pixels + p];
        }
    });
    return values;
}

array<float> section_predictor::blended(const array<float>& x, const tiling& t) const {
    const std::size_t n = x.shape()[0], channels = x.shape()[3], depth = values();
    const std::size_t tile_bytes = 4 * t.down.side * t.across.side * (channels + 2 * depth);
    const std::size_t at_once = std::clamp<std::size_t>((std::size_t{32} << 20) / tile_bytes, 32, 1024);
    array<float> sums = make_array<float>({n, t.rows, t.cols, depth}, 0.0f);
    // A network may round otherwise with other tiles beside one: those of a section go through it by themselves.
    parallel_chunks(n, [&](std::size_t section) {
        const float* from = x.data() + section * t.rows * t.cols * channels;
        float* to = sums.data() + section * t.rows * t.cols * depth;
        for (std::size_t first = 0; first < t.size(); first += at_once)
            add_weighted(look_at(cut(from, channels, t, first, std::min(first + at_once, t.size()))), t, first, to);
    });
    const auto of_rows = weight_sums(t.down, t.rows), of_cols = weight_sums(t.across, t.cols);
    parallel_for(
        n * t.rows,
        [&](std::size_t i) {
            float* row = sums.data() + i * t.cols * depth;
            for (std::size_t c = 0; c < t.cols; ++c)
                for (std::size_t k = 0; k < depth; ++k) row[c * depth + k] /= of_rows[i % t.rows] * of_cols[c];
        },
        8 * t.cols * depth);
    return sums;
}

tiling section_predictor::tiles_of(const section_axis& down, const section_axis& across) const {
    return {down.pixels, across.pixels, tile_rows_, tile_cols_, options_.overlap};
}

section_axis section_predictor::rows_of(std::size_t samples) const {
    const preparation& p = model_->prepared;
    return {samples, p.image_rows, p.decimate, p.size, p.stride};
}

section_axis section_predictor::cols_of(std::size_t traces) const {
    const preparation& p = model_->prepared;
    return {traces, p.image_cols, p.decimate, p.size, p.stride};
}

std::string section_predictor::tiles_text(std::size_t samples, std::size_t traces) const {
    return text_of(tiles_of(rows_of(samples), cols_of(traces)));
}

array<float> section_predictor::operator()(const array<float>& sections) const {
    const shape s = shape_of(sections);
    require(s.axes() == 3 && s.size() > 0, "section_predictor: expected sections {n, samples, traces}, got ", s);
    const section_axis down = rows_of(s[1]), across = cols_of(s[2]);
    return spread(blended(channels_of(sections, down, across), tiles_of(down, across)), down, across);
}

}  // namespace salt
