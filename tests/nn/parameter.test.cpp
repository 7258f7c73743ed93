#include "catch.hpp"
#include <diapir/nn/parameter.hpp>

#include <algorithm>
#include <limits>

using namespace diapir;

namespace {

template <class T>
bool same_elements(const tensor<T>& a, const tensor<T>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace

TEST_CASE("parameters are counted by element") {
    nn::parameters<float> p;
    CHECK(nn::parameter_count(p) == 0);
    p.push_back({"conv2d/kernel", tensor<float>(shape{3, 3, 2, 4})});
    p.push_back({"conv2d/bias", tensor<float>(shape{4})});
    CHECK(nn::parameter_count(p) == 76);
}

TEST_CASE("the first trained parameter with a number that is not finite is found") {
    nn::parameters<float> p{{"a", tensor<float>(shape{2}, 1.f)}, {"b", tensor<float>(shape{3}, 1.f)}};
    CHECK(nn::first_not_finite(p) == nullptr);
    p[1].value[2] = std::numeric_limits<float>::infinity();
    CHECK(nn::first_not_finite(p) == &p[1]);
    p[1].trainable = false;
    CHECK(nn::first_not_finite(p) == nullptr);
}

TEMPLATE_TEST_CASE("Glorot's weights are uniform within the limit of both fans", "", float, double) {
    const double limit = std::sqrt(6.0 / (5 * 3 * (20 + 8)));
    const auto w = nn::glorot_uniform<TestType>({5, 3, 20, 8}, 1, 2);
    CHECK(w.shape() == shape{5, 3, 20, 8});
    double mean = 0, square = 0, largest = 0;
    for (TestType e : w) {
        mean += static_cast<double>(e) / 2400;
        square += static_cast<double>(e * e) / 2400;
        largest = std::max(largest, std::abs(static_cast<double>(e)));
    }
    CHECK(mean == Approx(0).margin(0.05 * limit));
    CHECK(square == Approx(limit * limit / 3).epsilon(0.06));
    CHECK(largest <= limit);
    CHECK(largest > 0.99 * limit);
}

TEST_CASE("Glorot's weights follow seed and stream, and are of kernels only") {
    const shape kernel{3, 3, 2, 2};
    const auto w = nn::glorot_uniform<float>(kernel, 1, 2);
    CHECK(same_elements(w, nn::glorot_uniform<float>(kernel, 1, 2)));
    CHECK_FALSE(same_elements(w, nn::glorot_uniform<float>(kernel, 2, 2)));
    CHECK_FALSE(same_elements(w, nn::glorot_uniform<float>(kernel, 1, 3)));
    CHECK_THROWS_WITH(nn::glorot_uniform<float>({3}, 1, 2), Catch::Contains("{3}"));
}
