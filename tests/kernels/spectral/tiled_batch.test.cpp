// The tiles of a batch against the cells that they stand for.
#include "catch.hpp"
#include "kernels/naive.hpp"
#include <diapir/kernels/spectral/tiled_batch.hpp>

using namespace diapir;
using kernels::detail::tile_axis;
using kernels::detail::tiled_batch;

namespace {

/// Calls f(signal, plane, row, col, lane, offset in the batch, or -1 outside of it) for the cells of all tiles.
template <class T, class F>
void for_each_cell(const tensor<T>& t, const tile_axis& rows, const tile_axis& cols, const F& f) {
    constexpr std::size_t width = simd::width<T>;
    const std::size_t lane_tiles = t.blocks() * rows.count * cols.count * t.lanes();
    for (std::size_t lane_tile = 0; lane_tile < lane_tiles; ++lane_tile) {
        const std::size_t lane = lane_tile % t.lanes(), tile = lane_tile / t.lanes();
        const std::size_t col = tile % cols.count, row = tile / cols.count % rows.count,
                          block = tile / cols.count / rows.count;
        for (std::size_t plane = 0; plane < t.channels() * rows.phases * cols.phases; ++plane) {
            const std::size_t channel = plane % t.channels(), phase = plane / t.channels();
            for (std::size_t r = 0; r < rows.extent; ++r)
                for (std::size_t c = 0; c < cols.extent; ++c) {
                    const auto cell = [](const tile_axis& a, std::size_t k, std::size_t at, std::size_t of_phase) {
                        return (static_cast<std::ptrdiff_t>(k * a.step + at) + a.first) *
                                   static_cast<std::ptrdiff_t>(a.phases) +
                               static_cast<std::ptrdiff_t>(of_phase);
                    };
                    const std::ptrdiff_t y = cell(rows, row, r, phase / cols.phases),
                                         x = cell(cols, col, c, phase % cols.phases);
                    const bool inside = y >= 0 && x >= 0 && y < static_cast<std::ptrdiff_t>(t.rows()) &&
                                        x < static_cast<std::ptrdiff_t>(t.cols());
                    const std::size_t offset =
                        inside
                            ? (((block * t.channels() + channel) * t.rows() + static_cast<std::size_t>(y)) * t.cols() +
                               static_cast<std::size_t>(x)) *
                                      t.lanes() +
                                  lane
                            : 0;
                    f(lane_tile / width, plane, r, c, lane_tile % width,
                      inside ? static_cast<std::ptrdiff_t>(offset) : -1);
                }
        }
    }
}

const tile_axis rows{7, 1, 3, 3, -1, 5}, cols{11, 2, 4, 2, 0, 4};

}  // namespace

TEMPLATE_TEST_CASE("a signal reads the cells of its tiles, and zero outside the image", "", float, double) {
    for (const std::size_t samples : {1, 2, 5, 8, 16, 33}) {
        const auto t = testing::normal_batch<TestType>(1, samples, 3, 7, 11);
        const tiled_batch<TestType> tiles(t, rows, cols);
        CHECK(tiles.planes() == 6);
        std::size_t wrong = 0;
        for_each_cell(t, rows, cols, [&](auto signal, auto plane, auto r, auto c, auto lane, std::ptrdiff_t offset) {
            tiles.read(t.data(), signal, plane, [&](const kernels::image_cells<const TestType>& cells) {
                const bool given = cells.has_row(r) && c >= cells.col_begin && c < cells.col_end;
                const TestType found = given ? cells.at(r, c)[lane] : TestType(0);
                wrong += found != (offset < 0 ? TestType(0) : t[static_cast<std::size_t>(offset)]);
            });
        });
        CHECK(wrong == 0);
    }
}

/// Writes a number of its own to every cell of tiles that do not overlap, and compares.
template <class T>
void check_write(std::size_t samples, const tile_axis& own_rows, const tile_axis& own_cols) {
    auto t = testing::normal_batch<T>(1, samples, 3, own_rows.cells, own_cols.cells);
    std::fill(t.begin(), t.end(), T(-1));
    const tiled_batch<T> tiles(t, own_rows, own_cols);
    const auto value = [](auto signal, auto plane, auto r, auto c, auto lane) {
        return static_cast<T>((((signal * 8 + plane) * 16 + r) * 16 + c) * 16 + lane);
    };
    for (std::size_t signal = 0; signal < tiles.signals(); ++signal)
        for (std::size_t plane = 0; plane < tiles.planes(); ++plane)
            tiles.write(t.data(), signal, plane, [&](const kernels::image_cells<T>& cells) {
                for (std::size_t r = cells.row_begin; r < cells.row_end; ++r)
                    for (std::size_t c = cells.col_begin; c < cells.col_end; ++c)
                        for (std::size_t l = 0; l < simd::width<T>; ++l)
                            cells.at(r, c)[l] = value(signal, plane, r, c, l);
            });
    std::size_t wrong = 0, set = 0;
    for_each_cell(t, own_rows, own_cols,
                  [&](auto signal, auto plane, auto r, auto c, auto lane, std::ptrdiff_t offset) {
                      if (offset < 0) return;
                      ++set;
                      wrong += t[static_cast<std::size_t>(offset)] != value(signal, plane, r, c, lane);
                  });
    INFO(samples << " samples, tiles of " << own_rows.extent << " x " << own_cols.extent);
    CHECK(wrong == 0);
    CHECK(set == t.size());
}

TEMPLATE_TEST_CASE("what is written to all tiles sets the cells of the image once", "", float, double) {
    for (const std::size_t samples : {1, 2, 5, 8, 16, 33})
        check_write<TestType>(samples, {7, 1, 3, 3, 0, 3}, {11, 2, 4, 2, 0, 4});
    for (std::size_t extent = 1; extent <= 16; ++extent)  // rows of every length are copied
        check_write<TestType>(1, {5, 1, 2, 3, 0, 2}, {2 * extent + 1, 1, extent, 3, 0, extent});
}
