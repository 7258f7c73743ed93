#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/kernels/direct/correlate.hpp>
#include <diapir/kernels/direct/correlate_planes.hpp>

#include <algorithm>

using namespace diapir;
using namespace diapir::kernels;

TEMPLATE_TEST_CASE("registers along the rows give what registers along the samples give, to the last bit", "", float,
                   double) {
    using T = TestType;
    random_stream random(4, 5);
    const auto noise = [&](tensor<T> t) {
        for (T& e : t) e = static_cast<T>(random.normal());
        return t;
    };
    for (const std::size_t size : {1, 3, 4})
        for (const auto border : {padding::same, padding::valid}) {
            const auto rows = window_axis::over(6, size, 1, border), cols = window_axis::over(5, size, 1, border);
            const auto x = noise(tensor<T>::batch(20, 3, 6, 5)), w = noise(tensor<T>(shape{size, size, 3, 9}));
            const auto view = kernel_view<T>::of(w);
            const auto packed = pack_kernel(view);
            auto by_samples = x.batch_like(9, rows.small, cols.small), by_rows = by_samples;
            correlate<T>(x, packed, view, nullptr, rows.forward(), cols.forward(), by_samples);
            kernels::detail::correlate_planes<T>(x, packed, view, nullptr, rows.forward(), cols.forward(), by_rows);
            CHECK(std::equal(by_rows.begin(), by_rows.end(), by_samples.begin()));
        }
}

TEST_CASE("a padded axis has room for the windows of all positions") {
    const auto same = window_axis::over(7, 4, 1, padding::same);
    const kernels::detail::padded_axis forward(same.forward(), 7, 7);
    CHECK(forward.before == 1);
    CHECK(forward.length == 10);
    const kernels::detail::padded_axis valid(window_axis::over(7, 4, 1, padding::valid).forward(), 7, 4);
    CHECK(valid.before == 0);
    CHECK(valid.length == 7);
    CHECK(kernels::detail::padded_axis::positions(2, 0, 5) == 3);
    CHECK(kernels::detail::padded_axis::positions(2, 1, 5) == 2);
}
