// Registers of output channels give what a plain loop gives, for any strides, numbers of lanes and threads.
#include "catch.hpp"
#include "kernels/convolution_case.hpp"
#include <diapir/core/shared_tensor.hpp>
#include <diapir/kernels/direct/correlate_channels.hpp>

#include <algorithm>

using namespace diapir;
using diapir::testing::convolution_case;

namespace {

template <class T>
void compute(bool adjoint, const tensor<T>& x, const kernels::kernel_view<T>& w, const T* bias,
             const kernels::window_axis& rows, const kernels::window_axis& cols, tensor<T>& y) {
    if (adjoint) {
        kernels::correlate_channels(x, w.adjoint(), bias, rows.adjoint(), cols.adjoint(), y);
    } else {
        kernels::correlate_channels(x, w, bias, rows.forward(), cols.forward(), y);
    }
}

}  // namespace

TEMPLATE_TEST_CASE("registers of output channels agree with a plain loop", "", float, double) {
    for (const std::size_t threads : {1, 3}) {
        const thread_limit limit(threads);
        for (const auto& c : {convolution_case{1, 3, 5, {6, 5, 1, padding::same}, {7, 3, 1, padding::same}},
                              {2, 130, 33, {6, 5, 1, padding::same}, {6, 5, 1, padding::same}},
                              {3, 17, 64, {9, 3, 2, padding::same}, {11, 5, 3, padding::same}},
                              {5, 4, 70, {8, 2, 2, padding::same}, {6, 3, 2, padding::valid}},
                              {8, 300, 16, {2, 5, 1, padding::same}, {1, 3, 1, padding::same}},
                              {16, 8, 20, {4, 3, 1, padding::valid}, {5, 1, 1, padding::same}},
                              {1, 16, 16, {40, 5, 1, padding::same}, {30, 5, 1, padding::same}},
                              {1, 2, 3, {3, 7, 2, padding::same}, {2, 9, 4, padding::same}}})
            for (const bool adjoint : {false, true})
                testing::check_convolution<TestType>(
                    c, adjoint, threads == 3, 10 * testing::tolerance<TestType>,
                    [&](auto&&... arguments) { compute<TestType>(adjoint, arguments...); });
    }
}

TEST_CASE("a kernel whose channels fill registers is read where it lies, another is copied once where it is frozen") {
    const auto fills = kernels::kernel_view<float>::of(testing::normal_tensor<float>(1, {3, 3, 4, 64}));
    CHECK(kernels::detail::channel_kernel<float>(fills).copy == nullptr);
    const auto frozen = freeze(testing::normal_tensor<float>(1, {3, 3, 4, 5}));
    const auto view = kernels::kernel_view<float>::of(*frozen);
    const auto form = kernels::form_of<kernels::detail::channel_kernel<float>>(view);
    CHECK(form->copy != nullptr);
    CHECK(kernels::form_of<kernels::detail::channel_kernel<float>>(view) == form);
    CHECK(kernels::form_of<kernels::detail::channel_kernel<float>>(view.adjoint()) != form);
    CHECK(form->steps.data[form->steps.at(2, 1, 3, 4)] == view.data[view.at(2, 1, 3, 4)]);
}
