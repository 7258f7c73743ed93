// Images whose rows and columns are taken from those of another: what padding and cropping have in common.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::ops {

/// Where the positions of one axis take their values: runs of consecutive cells, or zeros.
class taken_axis {
public:
    static constexpr std::ptrdiff_t zero = -1;

    /// `count` positions from `to` on that take the cells from `from` on; zeros where that is `zero`.
    struct run {
        std::size_t to;
        std::ptrdiff_t from;
        std::size_t count;
    };

    /// Position p of `size` takes cell source(p) of `from` ones, or none where that is `zero`.
    template <class F>
    taken_axis(std::size_t from, std::size_t size, const F& source) : from_(from), size_(size) {
        for (std::size_t p = 0; p < size; ++p) {
            const std::ptrdiff_t cell = source(p);
            cells_.push_back(cell);
            const bool goes_on =
                p > 0 && (cell == zero ? cells_[p - 1] == zero : cells_[p - 1] != zero && cell == cells_[p - 1] + 1);
            if (goes_on) {
                ++runs_.back().count;
            } else {
                runs_.push_back({p, cell, 1});
            }
        }
    }

    std::size_t from() const { return from_; }
    std::size_t size() const { return size_; }
    std::ptrdiff_t cell(std::size_t position) const { return cells_[position]; }
    const kept_vector<run>& runs() const { return runs_; }

private:
    std::size_t from_, size_;
    kept_vector<std::ptrdiff_t> cells_;
    kept_vector<run> runs_;
};

/// From images to those that take their rows and columns.
template <class T>
class pixel_map {
public:
    pixel_map(taken_axis rows, taken_axis cols)
        : rows_(make_kept<const taken_axis>(std::move(rows))), cols_(make_kept<const taken_axis>(std::move(cols))) {}

    tensor<T> push(const tensor<T>& v) const {
        tensor<T> y = v.batch_like(v.channels(), rows_->size(), cols_->size());
        const std::size_t lanes = v.lanes(), line = y.cols() * lanes;
        parallel_for(
            y.blocks() * y.channels() * y.rows(),
            [&](std::size_t item) {
                const std::ptrdiff_t row = rows_->cell(item % y.rows());
                T* to = y.data() + item * line;
                if (row == taken_axis::zero) {
                    std::fill_n(to, line, T{0});
                    return;
                }
                const T* from =
                    v.data() + (item / y.rows() * v.rows() + static_cast<std::size_t>(row)) * v.cols() * lanes;
                for (const auto& run : cols_->runs())
                    if (run.from == taken_axis::zero) {
                        std::fill_n(to + run.to * lanes, run.count * lanes, T{0});
                    } else {
                        std::copy_n(from + static_cast<std::size_t>(run.from) * lanes, run.count * lanes,
                                    to + run.to * lanes);
                    }
            },
            2 * line);
        return y;
    }
    tensor<T> pull(const tensor<T>& w) const {
        tensor<T> x = w.batch_like(w.channels(), rows_->from(), cols_->from());
        const std::size_t lanes = w.lanes();
        parallel_for(
            x.blocks() * x.channels(),
            [&](std::size_t plane) {
                T* to = x.data() + plane * x.rows() * x.cols() * lanes;
                std::fill_n(to, x.rows() * x.cols() * lanes, T{0});
                for (std::size_t r = 0; r < w.rows(); ++r)
                    if (const std::ptrdiff_t row = rows_->cell(r); row != taken_axis::zero)
                        add_row(w.data() + (plane * w.rows() + r) * w.cols() * lanes, lanes,
                                to + static_cast<std::size_t>(row) * x.cols() * lanes);
            },
            4 * w.rows() * w.cols() * lanes);
        return x;
    }

private:
    void add_row(const T* from, std::size_t lanes, T* to) const {
        for (const auto& run : cols_->runs())
            if (run.from != taken_axis::zero) {
                T* cells = to + static_cast<std::size_t>(run.from) * lanes;
                simd::transform(
                    run.count * lanes, cells, [](auto sum, auto e) { return sum + e; }, cells, from + run.to * lanes);
            }
    }

    std::shared_ptr<const taken_axis> rows_, cols_;
};

}  // namespace diapir::inline DIAPIR_TARGET::ops
