// The transform of small real images against the sum that defines it.
#include "catch.hpp"
#include "kernels/naive.hpp"
#include "larger.hpp"
#include <diapir/kernels/spectral/dft.hpp>

#include <complex>
#include <numbers>
#include <vector>

using namespace diapir;

namespace {

/// Images of n x n cells, one a lane, with numbers in the given rows and columns only.
template <std::size_t N, class T>
struct images {
    static constexpr std::size_t width = simd::width<T>;
    std::vector<T> values = std::vector<T>(N * N * width, T{0});
    kernels::image_cells<const T> cells;

    images(std::size_t row_begin, std::size_t row_end, std::size_t col_begin, std::size_t col_end)
        : cells{values.data(), 0, N * width, width, row_begin, row_end, col_begin, col_end} {
        random_stream random(5, 2);
        for (std::size_t r = row_begin; r < row_end; ++r)
            for (std::size_t c = col_begin; c < col_end; ++c)
                for (std::size_t l = 0; l < width; ++l)
                    values[(r * N + c) * width + l] = static_cast<T>(random.normal());
    }
    /// A number of the spectrum of one lane.
    std::complex<double> spectrum(std::size_t row, std::size_t col, std::size_t lane) const {
        std::complex<double> sum;
        for (std::size_t r = 0; r < N; ++r)
            for (std::size_t c = 0; c < N; ++c)
                sum += static_cast<double>(values[(r * N + c) * width + lane]) *
                       std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(row * r + col * c) / N);
        return sum;
    }
};

template <std::size_t N, class T>
std::vector<T> transformed(const images<N, T>& all, std::size_t slot_step) {
    std::vector<T> slots(kernels::real_dft<N, T>::slots * slot_step, T{0});
    kernels::real_dft<N, T>::forward(all.cells, slots.data(), slot_step);
    return slots;
}

template <std::size_t N, class T>
void check_slots(const images<N, T>& all) {
    constexpr std::size_t width = simd::width<T>, half = N / 2, step = 3 * width;
    const auto slots = transformed<N, T>(all, step);
    double worst = 0;
    const auto compare = [&](std::complex<double> found, std::complex<double> expected) {
        worst = testing::larger(worst, std::abs(found - 2.0 * expected));
    };
    for (std::size_t lane = 0; lane < width; ++lane)
        for (std::size_t r = 0; r < N; ++r)
            for (std::size_t c = 0; c < half; ++c) {
                const T* slot = slots.data() + (r * half + c) * step + lane;
                const std::complex<double> found(slot[0], slot[width]);
                if (c > 0) {
                    compare(found, all.spectrum(r, c, lane));
                } else if (r % half == 0) {
                    compare(found, {all.spectrum(r, 0, lane).real(), all.spectrum(r, half, lane).real()});
                } else if (r < half) {
                    compare(found, all.spectrum(r, 0, lane));
                } else {
                    compare(found, all.spectrum(N - r, half, lane));
                }
            }
    CHECK(worst < 100 * testing::tolerance<T>);
}

template <std::size_t N, class T>
void check_inverse(const images<N, T>& all, std::size_t rows) {
    constexpr std::size_t width = simd::width<T>, step = 3 * width;
    const auto slots = transformed<N, T>(all, step);
    double worst = 0;
    std::size_t next = 0;
    kernels::real_dft<N, T>::inverse(slots.data(), step, rows, [&](std::size_t row, const simd::pack<T>* values) {
        CHECK(row == next++);
        for (std::size_t c = 0; c < N; ++c) {
            T lanes[width];
            simd::store(lanes, values[c]);
            for (std::size_t l = 0; l < width; ++l)
                worst = testing::larger(worst, std::abs(static_cast<double>(lanes[l]) / (2 * N * N) -
                                                        static_cast<double>(all.values[(row * N + c) * width + l])));
        }
    });
    CHECK(next == rows);
    CHECK(worst < testing::tolerance<T>);
}

}  // namespace

TEMPLATE_TEST_CASE("every slot of a spectrum holds what the definition says", "", float, double) {
    check_slots<8, TestType>({0, 8, 0, 8});
    check_slots<16, TestType>({0, 16, 0, 16});
}

TEMPLATE_TEST_CASE("cells outside the given rows and columns count as zero, whatever lies there", "", float, double) {
    check_slots<8, TestType>({2, 7, 1, 6});
    check_slots<16, TestType>({5, 6, 0, 16});
    check_slots<16, TestType>({0, 16, 15, 16});
    check_slots<8, TestType>({3, 3, 0, 8});  // no row at all
    images<8, TestType> all(2, 7, 1, 6);
    const auto expected = transformed<8, TestType>(all, 2 * simd::width<TestType>);
    for (std::size_t c = 0; c < 8 * simd::width<TestType>; ++c) all.values[c] = 7;             // row 0
    for (std::size_t r = 0; r < 8; ++r) all.values[(r * 8 + 6) * simd::width<TestType>] = -3;  // column 6
    CHECK(transformed<8, TestType>(all, 2 * simd::width<TestType>) == expected);
}

TEMPLATE_TEST_CASE("the inverse of a spectrum is the image, for as many rows as asked for", "", float, double) {
    for (const std::size_t rows : {1, 3, 8}) check_inverse<8, TestType>({0, 8, 0, 8}, rows);
    for (const std::size_t rows : {2, 5, 16}) check_inverse<16, TestType>({0, 16, 0, 16}, rows);
}
