#include "catch.hpp"
#include "reference.hpp"
#include <diapir/attributes/gaussian.hpp>
#include <diapir/core/random.hpp>
#include <diapir/shap/background/blur.hpp>

using namespace diapir;
using diapir::testing::max_difference;

TEST_CASE("blurring is scipy's Gaussian filter along either axis, also one longer than the image") {
    random_stream random(5);
    auto x = make_array<double>({9, 12});
    for (double& v : x) v = random.normal();
    for (double sigma : {0.7, 2.0, 6.0}) {
        CHECK(max_difference(shap::blurred(x, 1, sigma),
                             attributes::gaussian_filter(x, {.sigma = sigma, .along = attributes::axis::trace})) <
              1e-12);
        CHECK(max_difference(shap::blurred(x, 0, sigma),
                             attributes::gaussian_filter(x, {.sigma = sigma, .along = attributes::axis::sample})) <
              1e-12);
    }
    for (const shape& nothing : {shape{5, 0}, shape{0, 5}})
        CHECK(shape_of(shap::blurred(make_array<double>(nothing), 0, 1)) == nothing);
    CHECK_THROWS_AS(shap::blurred(x, 2, 1), argument_error);
    CHECK_THROWS_AS(shap::blurred(x, 0, 0), argument_error);
}

TEST_CASE("a blurred reference keeps each channel's mean and loses its detail") {
    random_stream random(6);
    auto x = make_array<float>({16, 10, 2});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(i % 2 ? 7 + random.normal() : 3);
    const auto b = shap::backgrounds::blur<float>({16, 10, 2}, 2);
    CHECK(b.depends_on_input());
    const auto made = b.at({x.data(), x.size()});
    REQUIRE(shape_of(made.samples()) == shape{1, 16, 10, 2});
    double before = 0, after = 0, mean_before = 0, mean_after = 0;
    for (std::size_t i = 0; i < x.size(); i += 2) {
        CHECK(made.samples().data()[i] == Approx(3));
        before += std::pow(x.data()[i + 1] - 7, 2);
        after += std::pow(made.samples().data()[i + 1] - 7, 2);
        mean_before += x.data()[i + 1] / 160;
        mean_after += made.samples().data()[i + 1] / 160;
    }
    CHECK(after < 0.2 * before);
    CHECK(mean_after == Approx(mean_before).margin(1e-3));  // mirrored ends keep the sum
    const auto trace = shap::backgrounds::blur<double>({5}, 1).at(std::vector<double>{0, 0, 1, 0, 0});
    CHECK(trace.samples()(0, 1) == trace.samples()(0, 3));
    CHECK(trace.samples()(0, 2) > trace.samples()(0, 1));
    CHECK_THROWS_AS(shap::backgrounds::blur<double>({5}, 0), argument_error);
}
