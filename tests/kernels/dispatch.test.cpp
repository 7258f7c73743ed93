// The kernels of the library of precompiled kernels, with which these tests are linked.
#include "catch.hpp"
#include "kernels/convolution_case.hpp"
#include <diapir/core/instruction_set.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/kernels/dispatch.hpp>

#include <cstdlib>
#include <string>

using namespace diapir;

TEST_CASE("a program uses the kernels that it was told to use", "[dispatched]") {
    const char* asked = std::getenv("DIAPIR_INSTRUCTION_SET");
    CHECK(instruction_set() == common::kernels_in_use().name);
    if (asked) CHECK(instruction_set() == asked);
    UNSCOPED_INFO("kernels for " << instruction_set());
}

TEST_CASE("kernels of the library are called by the names of those that are compiled here", "[dispatched]") {
    const auto x = testing::normal_batch<float>(1, 16, 2, 5, 5);
    const auto w = testing::normal_tensor<float>(2, {3, 3, 2, 4});
    const auto axis = kernels::window_axis::over(5, 3, 1, padding::same);
    const auto view = kernels::kernel_view<float>::of(w);
    auto y = x.batch_like(4, 5, 5), same = y, here = y;
    kernels::convolve<float>(x, view, nullptr, axis, axis, y);
    common::kernels_in_use().kernels->singles.convolve(x, view, nullptr, axis, axis, same);
    CHECK(std::equal(y.begin(), y.end(), same.begin()));
    kernels::correlate(x, kernels::pack_kernel(view), view, static_cast<const float*>(nullptr), axis.forward(),
                       axis.forward(), here);
    for (std::size_t i = 0; i < y.size(); ++i) CHECK(y[i] == Approx(here[i]).margin(1e-5));
}

TEST_CASE("exceptions of the library's kernels are caught as those of the program", "[dispatched]") {
    const tensor<float> plain(shape{2, 3}), w(shape{3, 3, 2, 4});
    auto y = tensor<float>::batch(16, 4, 5, 5);
    const auto axis = kernels::window_axis::over(5, 3, 1, padding::same);
    CHECK_THROWS_AS(kernels::convolve<float>(plain, kernels::kernel_view<float>::of(w), nullptr, axis, axis, y),
                    argument_error);
    CHECK_THROWS_AS(kernels::convolve<double>(tensor<double>(shape{2, 3}), kernels::kernel_view<double>{}, nullptr,
                                              axis, axis, *std::make_unique<tensor<double>>(shape{1})),
                    error);
}

TEST_CASE("kernels of the library run on the threads of the program, and in its memory", "[dispatched]") {
    const auto x = testing::normal_batch<float>(1, 64, 8, 12, 12);
    const auto w = testing::normal_tensor<float>(2, {3, 3, 8, 8});
    const auto axis = kernels::window_axis::over(12, 3, 1, padding::same);
    auto one = x.like(), many = x.like();
    {
        const thread_limit limit(1);
        kernels::convolve<float>(x, kernels::kernel_view<float>::of(w), nullptr, axis, axis, one);
    }
    const thread_limit limit(3);
    kernels::convolve<float>(x, kernels::kernel_view<float>::of(w), nullptr, axis, axis, many);
    CHECK(std::equal(one.begin(), one.end(), many.begin()));
    // What the library keeps is what the program keeps: its next buffer of that size is one that is there.
    CHECK(common::block_cache::mine() != nullptr);
}
