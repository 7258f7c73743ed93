#include "catch.hpp"
#include <diapir/data/row_resampler.hpp>

#include <vector>

namespace data = diapir::data;

TEST_CASE("rows are sums over both axes, whatever range of rows they are in") {
    constexpr std::size_t rows = 23, cols = 9, channels = 3, out_rows = 40, out_cols = 5;
    std::vector<double> image(rows * cols * channels);
    for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<double>(i * i % 31);
    const auto down = data::detail::make_resampling<double>(rows, out_rows, true);
    const auto across = data::detail::make_resampling<double>(cols, out_cols, true);
    data::detail::row_resampler<double> resampler(down, across, cols, channels);
    const data::detail::value_range<double> all{-100, 12};
    std::vector<double> whole(out_rows * out_cols * channels), part(7 * out_cols * channels);
    resampler.run(image.data(), {0, out_rows}, all, whole.data());
    resampler.run(image.data(), {19, 26}, all, part.data());
    CHECK(std::equal(part.begin(), part.end(), whole.begin() + 19 * out_cols * channels));
    for (std::size_t row = 0; row < out_rows; ++row)
        for (std::size_t col = 0; col < out_cols; ++col)
            for (std::size_t channel = 0; channel < channels; ++channel) {
                double sum = 0;
                for (std::size_t i = down.first[row]; i < down.first[row + 1]; ++i)
                    for (std::size_t j = across.first[col]; j < across.first[col + 1]; ++j)
                        sum += down.weights[i] * across.weights[j] *
                               image[(down.sources[i] * cols + across.sources[j]) * channels + channel];
                CHECK(whole[(row * out_cols + col) * channels + channel] == Approx(std::min(sum, 12.0)));
            }
}
