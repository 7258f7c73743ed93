// The convolution kernel and its adjoint against plain loops.
#include "catch.hpp"
#include "kernels/convolution_case.hpp"
#include <diapir/kernels/direct/correlate.hpp>

using namespace diapir;
using diapir::testing::naive_axis;

namespace {

template <class T>
void check(const testing::convolution_case& c, bool adjoint, bool with_bias) {
    testing::check_convolution<T>(
        c, adjoint, with_bias, testing::tolerance<T>,
        [adjoint](const auto& x, const auto& stored, const T* bias, const auto& rows, const auto& cols, auto& y) {
            const auto w = adjoint ? stored.adjoint() : stored;
            kernels::correlate(x, kernels::pack_kernel(w), w, bias, adjoint ? rows.adjoint() : rows.forward(),
                               adjoint ? cols.adjoint() : cols.forward(), y);
        });
}

}  // namespace

TEMPLATE_TEST_CASE("correlation agrees with a plain loop for every number of channels", "", float, double) {
    const naive_axis rows{4, 3, 1, padding::same}, cols{3, 2, 1, padding::same};
    for (std::size_t channels = 1; channels <= 17; ++channels)
        for (const bool adjoint : {false, true}) {
            check<TestType>({16, 2, channels, rows, cols}, adjoint, true);
            check<TestType>({16, channels, 3, rows, cols}, adjoint, false);
        }
}

TEMPLATE_TEST_CASE("correlation agrees with a plain loop for every number of samples", "", float, double) {
    const naive_axis rows{4, 3, 1, padding::same}, cols{5, 2, 2, padding::same};
    for (const std::size_t samples : {16, 17, 40, 64, 70}) {
        check<TestType>({samples, 3, 9, rows, cols}, false, true);
        check<TestType>({samples, 9, 3, rows, cols}, true, true);
    }
}

TEMPLATE_TEST_CASE("correlation agrees with a plain loop for few samples in rows of any length", "", float, double) {
    for (std::size_t samples = 1; samples < 16; ++samples)
        for (const std::size_t length : {1, 2, 7, 40}) {
            const naive_axis rows{3, 3, 2, padding::same};
            check<TestType>({samples, 2, 3, rows, {length, 3, 1, padding::same}}, false, true);
            check<TestType>({samples, 2, 3, rows, {length, 4, 1, padding::same}}, true, true);
        }
}

TEMPLATE_TEST_CASE("correlation agrees with a plain loop for every window", "", float, double) {
    for (const auto border : {padding::same, padding::valid})
        for (const std::size_t size : {1, 2, 3, 5})
            for (const std::size_t stride : {1, 2, 3}) {
                const naive_axis one{6, size, stride, border}, other{7, 4, 3 - (stride + 1) / 2, border};
                for (const bool adjoint : {false, true}) {
                    for (const std::size_t samples : {1, 3, 16}) {
                        check<TestType>({samples, 2, 3, one, other}, adjoint, true);
                        check<TestType>({samples, 2, 3, other, one}, adjoint, false);
                    }
                }
            }
    // A window larger than the image, and images of one row or column.
    for (const std::size_t samples : {1, 16})
        for (const bool adjoint : {false, true})
            check<TestType>({samples, 2, 3, {2, 5, 1, padding::same}, {1, 3, 1, padding::same}}, adjoint, true);
}
