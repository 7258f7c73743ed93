#include "catch.hpp"
#include <diapir/attributes/structure_tensor.hpp>

#include <vector>

namespace attr = diapir::attributes;

TEST_CASE("the tensor of a plane holds the products of its slopes") {
    constexpr attr::extents e{30, 40};
    std::vector<double> plane(e.size());
    for (std::size_t row = 0; row < e.samples; ++row)
        for (std::size_t trace = 0; trace < e.traces; ++trace)
            plane[row * e.traces + trace] = 3 * static_cast<double>(row) - 2 * static_cast<double>(trace);
    const auto entry = [&](int which) {
        std::vector<double> result(e.size());
        attr::detail::structure_tensor<double>({plane.data(), e, 4}, {3, 5}, 1, {0, e.samples}, result.data(),
                                               [=](const auto& dd, const auto& aa, const auto& da) {
                                                   return which == 0 ? dd : which == 1 ? aa : da;
                                               });
        return result[15 * e.traces + 20] / (16 * 3 * 5);
    };
    // The filter ends at four sigmas, and is normalized for smoothing.
    CHECK(entry(0) == Approx(9).epsilon(2e-3));
    CHECK(entry(1) == Approx(4).epsilon(2e-3));
    CHECK(entry(2) == Approx(-6).epsilon(2e-3));
}

TEST_CASE("the derivative across the traces is that of its own row") {
    constexpr attr::extents e{30, 40};
    std::vector<double> saddle(e.size()), across(e.size());
    for (std::size_t i = 0; i < e.size(); ++i) saddle[i] = static_cast<double>(i / e.traces * (i % e.traces));
    attr::detail::structure_tensor<double>({saddle.data(), e, 1}, {1, 1}, 1, {0, e.samples}, across.data(),
                                           [](const auto&, const auto& aa, const auto&) { return aa; });
    for (const std::size_t row : {1, 7, 22}) CHECK(across[row * e.traces + 20] == Approx(row * row).epsilon(2e-3));
}
