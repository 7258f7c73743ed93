// What a trained network says of whole sections: it looks at overlapping tiles as large as the images it was trained
// on, whose answers are blended.
#pragma once

#include "section_axis.hpp"
#include "tiling.hpp"
#include "trained_model.hpp"
#include <diapir/core/array.hpp>

#include <cstddef>
#include <string>

namespace salt {

struct predictor_options {
    double overlap = 0.5;
    std::string explain = "none";  ///< exact or deep
    std::size_t background = 8;    ///< references of the explainer
};

class section_predictor {
public:
    /// `model` must outlive it.
    section_predictor(const trained_model& model, predictor_options options);

    /// The values for each sample: the probability, and with an explainer the contribution of each channel to it.
    std::size_t values() const { return 1 + explained_; }
    /// Sections {n, samples, traces} of amplitudes as in training, {n, samples, traces, values}.
    /// What is said of a section does not depend on those beside it.
    diapir::array<float> operator()(const diapir::array<float>& sections) const;
    /// How tiles lie over a section of that size and what they weigh, for a record of what the values depend on.
    std::string tiles_text(std::size_t samples, std::size_t traces) const;

private:
    /// Values {tiles, rows, cols, values} of tiles {tiles, rows, cols, channels}.
    diapir::array<float> look_at(const diapir::array<float>& tiles) const;
    diapir::array<float> channels_of(const diapir::array<float>& sections, const section_axis& down,
                                     const section_axis& across) const;
    diapir::array<float> blended(const diapir::array<float>& x, const tiling& t) const;
    section_axis rows_of(std::size_t samples) const;
    section_axis cols_of(std::size_t traces) const;
    tiling tiles_of(const section_axis& down, const section_axis& across) const;

    const trained_model* model_;
    predictor_options options_;
    std::size_t explained_, tile_rows_, tile_cols_;
};

}  // namespace salt
