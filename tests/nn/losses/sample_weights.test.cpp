#include "nn/losses/support.hpp"
#include <diapir/nn/losses/sample_weights.hpp>

using namespace diapir;

TEST_CASE("weights are spread over channels, and over the axes of which they have one element") {
    const auto z = tensor<float>::batch(40, 2, 3, 5);
    for (const std::size_t rows : {1, 3})
        for (const std::size_t cols : {1, 5}) {
            auto w = tensor<float>::batch(40, 1, rows, cols);
            for (std::size_t i = 0; i < w.size(); ++i) w[i] = static_cast<float>(i);
            const auto spread = unpack(nn::detail::spread_weights("mine", w, z)), given = unpack(w);
            for (std::size_t n = 0; n < 40; ++n)
                for (std::size_t r = 0; r < 3; ++r)
                    for (std::size_t c = 0; c < 5; ++c)
                        for (std::size_t k = 0; k < 2; ++k)
                            CHECK(spread(n, r, c, k) == given(n, r % rows, c % cols, 0));
        }
}

TEST_CASE("weights that fit no samples are refused in the name of the loss") {
    const auto z = tensor<float>::batch(3, 1, 2, 2);
    CHECK_THROWS_WITH(nn::detail::check_weights("mine", tensor<float>::batch(3, 1, 2, 3), z),
                      Catch::Contains("mine: expected weights"));
    CHECK_THROWS_AS(nn::detail::check_weights("mine", tensor<float>(shape{1, 1, 1, 1, 3}), z), argument_error);
}
