// Training samples in .npy files, which may be larger than memory: only the batches under way are read.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/io/npy_rows.hpp>
#include <diapir/nn/training/sample_source.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

struct npy_dataset_options {
    std::filesystem::path weights{};  ///< factors of the samples' losses, {n} or {n, rows, cols, 1}; none where empty
    /// Those rows of the files that are the samples, such as the indexes of a data::split; all where there is none.
    std::optional<std::vector<std::size_t>> rows{};
};

/// Samples {n, rows, cols, channels} or {n, features} and their targets {n, rows, cols, outputs}, {n, outputs} or {n},
/// each in a file. Elements become T. Any number of threads may read.
template <class T>
class npy_dataset : public nn::sample_source<T> {
public:
    /// Opens the files and reads their headers. Throws file_error where a file cannot be read as rows, and
    /// argument_error where the shapes do not belong together or a row does not exist.
    npy_dataset(const std::filesystem::path& samples, const std::filesystem::path& targets,
                npy_dataset_options options = {})
        : x_(samples), y_(targets), rows_(std::move(options.rows)) {
        if (!options.weights.empty()) weights_.emplace(options.weights);
        const shape &x = x_.shape(), &y = y_.shape();
        require((x.axes() == 4 || x.axes() == 2) && x.size() > 0, samples.string(),
                ": expected samples {n, rows, cols, channels} or {n, features}, got ", x);
        require(y.axes() == 4 || y.axes() == 2 || y.axes() == 1, targets.string(),
                ": expected targets {n, rows, cols, outputs}, {n, outputs} or {n}, got ", y);
        require(y[0] == x[0] && y.size() > 0, targets.string(), ": expected a target for each of ", x[0],
                " samples, got ", y);
        if (weights_) {
            const shape& w = weights_->shape();
            const bool pixels = w.axes() == 4 && x.axes() == 4 && w[1] == x[1] && w[2] == x[2] && w[3] == 1;
            require(w[0] == x[0] && (w.axes() == 1 || pixels), options.weights.string(), ": expected weights {", x[0],
                    "} or {", x[0], ", rows, cols, 1} of samples ", x, ", got ", w);
        }
        if (rows_)
            for (const std::size_t row : *rows_)
                require(row < x[0], samples.string(), ": row ", row, " does not exist in ", x);
    }

    std::size_t size() const override { return rows_ ? rows_->size() : x_.size(); }
    shape input() const override { return x_.shape().drop(1); }
    shape target() const override { return y_.shape().axes() == 1 ? shape{1} : y_.shape().drop(1); }
    shape weight() const override {
        if (!weights_) return {};
        return weights_->shape().axes() == 1 ? shape{1, 1, 1} : weights_->shape().drop(1);
    }
    /// Throws argument_error for a sample that there is not, and file_error when reading fails.
    void read(std::span<const std::size_t> indexes, T* x, T* y, T* weights) const override {
        std::vector<std::size_t> chosen;
        if (rows_) {
            for (const std::size_t i : indexes) {
                require(i < rows_->size(), "npy_dataset: expected a sample below ", rows_->size(), ", got ", i);
                chosen.push_back((*rows_)[i]);
            }
            indexes = chosen;
        }
        x_.take(indexes, x);
        y_.take(indexes, y);
        if (weights_) weights_->take(indexes, weights);
    }

private:
    npy_rows<T> x_, y_;
    std::optional<npy_rows<T>> weights_;
    std::optional<std::vector<std::size_t>> rows_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
