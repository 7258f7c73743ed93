// The cross-entropy of several classes against torch 1.13, the binary one, central differences, and far from zero.
#include "nn/losses/support.hpp"
#include <diapir/nn/losses/binary_crossentropy.hpp>
#include <diapir/nn/losses/categorical_crossentropy.hpp>

#include <cmath>
#include <limits>

using namespace diapir;

namespace {

/// {3, 1, 2, 4}: classes 0 1, 2 3, 3 3.
tensor<double> one_hot() {
    std::vector<double> y(24, 0.0);
    const std::size_t classes[] = {0, 1, 2, 3, 3, 3};
    for (std::size_t i = 0; i < 6; ++i) y[4 * i + classes[i]] = 1;
    return testing::targets(3, 2, 4, y);
}
/// softmax(cos(k)) over the classes.
tensor<double> probabilities() {
    std::vector<double> y(24);
    for (std::size_t i = 0; i < 6; ++i) {
        double sum = 0;
        for (std::size_t c = 0; c < 4; ++c) sum += y[4 * i + c] = std::exp(std::cos(static_cast<double>(4 * i + c)));
        for (std::size_t c = 0; c < 4; ++c) y[4 * i + c] /= sum;
    }
    return testing::targets(3, 2, 4, y);
}

}  // namespace

TEST_CASE("the categorical cross-entropy is that of torch 1.13") {
    const auto z = testing::sines(3, 2, 4);
    using loss = nn::categorical_crossentropy;
    testing::check_literals(loss{}, z, one_hot(), 2.364477690623157,
                            {-0.09815318917788765, 0.07846740860810184, 0.016883360043690655, 0.0028024205260951526,
                             0.0020977246588506637, -0.1585015516369765, 0.05312645463858666, 0.10327737233953917});
    testing::check_literals(loss{}, z, probabilities(), 1.495975131039586,
                            {-0.014371524923477397, 0.02612764190022365, -0.0032284518212038504, -0.008527665155542416,
                             -0.011066124353684814, -0.0254434238368905, -0.012981446234218322, 0.04949099442479364});
    testing::check_literals(loss{.label_smoothing = 0.2}, z, one_hot(), 2.31534248997271,
                            {-0.07315318917788766, 0.0701340752747685, 0.008550026710357324, -0.005530912807238181,
                             -0.0062356086744826695, -0.1335015516369765, 0.04479312130525333, 0.09494403900620584});
    testing::check_literals(loss{.class_weights = {1, 0.5, 2, 0}}, z, one_hot(), 1.4426837041787959,
                            {-0.09815318917788765, 0.07846740860810184, 0.016883360043690655, 0.0028024205260951526,
                             0.0010488623294253319, -0.07925077581848824, 0.02656322731929333, 0.05163868616976958});
    testing::check_literals(loss{.label_smoothing = 0.2, .class_weights = {1, 0.5, 2, 0}}, z, probabilities(),
                            1.4380790901655673,
                            {-0.013559045663026365, 0.04485401260154305, -0.03379342809434224, 0.00249846115582555,
                             -0.016864268126520563, -0.009824785334323178, -0.07178414644144131, 0.09847319990228505});
}

TEST_CASE("a pixel of no class has no loss and no gradient, smoothed or not") {
    const auto z = testing::sines(1, 2, 3);
    const auto y = testing::targets(1, 2, 3, {0, 1, 0, 0, 0, 0}), w = testing::targets(1, 2, 1, {1, 0});
    for (const double smoothing : {0.0, 0.25}) {
        const nn::categorical_crossentropy loss{.label_smoothing = smoothing};
        auto slope = z.like(), weighted = z.like();
        CHECK(loss(z, y, &slope) == loss(z, y, w, &weighted));
        CHECK(std::equal(slope.begin(), slope.end(), weighted.begin()));
        const auto images = unpack(slope);
        for (std::size_t c = 0; c < 3; ++c) CHECK(images.data()[3 + c] == 0);
        CHECK(images.data()[1] != 0);
    }
}

TEST_CASE("the gradient of the categorical cross-entropy agrees with central differences, also with weights") {
    const nn::categorical_crossentropy all{.label_smoothing = 0.1, .class_weights = {0.5, 2}};
    const auto z = laws::random_like(tensor<double>::batch(9, 2, 3, 2), 1);
    for (const auto& loss : {nn::categorical_crossentropy{}, all}) {
        const auto y = testing::some_mask(z);
        testing::check_slopes([&](const auto& at, auto* slope) { return loss(at, y, slope); }, z);
        testing::check_weighted(loss);
    }
}

TEMPLATE_TEST_CASE("of two classes it is the binary one of the difference of the logits", "", float, double) {
    for (const std::size_t samples : {3, 9, 40}) {
        auto z = tensor<TestType>::batch(samples, 2, 31, 3), y = z.like(), slope = z.like();
        auto difference = tensor<TestType>::batch(samples, 1, 31, 3), truth = difference.like(),
             expected = truth.like();
        random_stream random(1);
        const std::size_t plane = difference.block_size();
        for (std::size_t i = 0; i < truth.size(); ++i) {
            const std::size_t at = i / plane * 2 * plane + i % plane;
            z[at] = static_cast<TestType>(random.normal());
            z[at + plane] = static_cast<TestType>(random.normal());
            y[at + plane] = truth[i] = random.uniform() < 0.5;
            y[at] = 1 - truth[i];
            difference[i] = z[at + plane] - z[at];
        }
        CHECK(nn::categorical_crossentropy{}(z, y, &slope) ==
              Approx(nn::binary_crossentropy{}(difference, truth, &expected)).epsilon(1e-5));
        for (std::size_t i = 0; i < truth.size(); ++i) {
            const std::size_t at = i / plane * 2 * plane + i % plane;
            CHECK(slope[at + plane] == Approx(expected[i]).epsilon(1e-4).margin(1e-9));
            CHECK(slope[at] == Approx(-expected[i]).epsilon(1e-4).margin(1e-9));
        }
    }
}

TEMPLATE_TEST_CASE("the categorical cross-entropy and its slope are finite far from zero", "", float, double) {
    for (const double size : {100.0, 1e4, 1e30}) {
        auto z = tensor<TestType>::batch(5, 3, 1, 1), y = z.like(), slope = z.like();
        for (std::size_t i = 0; i < z.size(); ++i) {
            z[i] = static_cast<TestType>(i % 2 ? size : -size);
            y[i] = i / 5 == 1;
        }
        CHECK(std::isfinite(nn::categorical_crossentropy{.label_smoothing = 0.1}(z, y, &slope)));
        for (const TestType s : slope) CHECK(std::isfinite(s));
    }
}

TEMPLATE_TEST_CASE("a class that is masked costs nothing where it is not the truth", "", float, double) {
    constexpr TestType most = std::numeric_limits<TestType>::max();
    for (const TestType masked : {TestType(-INFINITY), -most})
        for (const TestType other : {TestType(0), most}) {
            auto z = tensor<TestType>::batch(1, 3, 1, 17), y = z.like(), slope = z.like();
            for (std::size_t i = 0; i < z.size(); ++i) {
                z[i] = i < 17 ? masked : other;
                y[i] = i / 17 == 1;
            }
            CHECK(nn::categorical_crossentropy{}(z, y, &slope) == Approx(std::log(2)));
            for (std::size_t i = 0; i < 17; ++i) CHECK((slope[i] == 0 && slope[17 + i] < 0 && slope[34 + i] > 0));
        }
}

TEST_CASE("bad input of the categorical cross-entropy is refused") {
    const auto z = tensor<double>::batch(3, 2, 2, 2);
    tensor<double>* none = nullptr;
    CHECK_THROWS_AS(nn::categorical_crossentropy{}(z, tensor<double>::batch(3, 3, 2, 2), none), argument_error);
    CHECK_THROWS_WITH(nn::categorical_crossentropy{.label_smoothing = -1}(z, z, none), Catch::Contains("smoothing"));
    CHECK_THROWS_WITH(nn::categorical_crossentropy{.class_weights = {1}}(z, z, none), Catch::Contains("of 2 classes"));
    CHECK_THROWS_WITH((nn::categorical_crossentropy{.class_weights = {1, -1}}(z, z, none)),
                      Catch::Contains("class_weights at least 0"));
}
