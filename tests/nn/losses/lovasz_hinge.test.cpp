// The Lovasz hinge against the formulas of its authors' lovasz_losses.py, evaluated by torch 1.13; against its
// definition by sets; against central differences; and far from zero.
#include "nn/losses/support.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/nn/losses/lovasz_hinge.hpp>

#include <algorithm>
#include <numeric>

using namespace diapir;

namespace {

/// 1 - |A and B| / |A or B| where the pixels of `wrong` are taken for what they are not.
double jaccard_loss(const std::vector<double>& truth, const std::vector<std::size_t>& wrong) {
    std::vector<double> taken = truth;
    for (const std::size_t pixel : wrong) taken[pixel] = 1 - truth[pixel];
    double both = 0, any = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        both += truth[i] * taken[i];
        any += std::max(truth[i], taken[i]);
    }
    return any == 0 ? 0 : 1 - both / any;
}

/// The extension of the Jaccard loss from sets to errors, by its definition.
double extension(const std::vector<double>& errors, const std::vector<double>& truth, bool elu) {
    std::vector<std::size_t> order(errors.size()), wrong;
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return errors[a] > errors[b]; });
    double sum = 0, before = 0;
    for (const std::size_t pixel : order) {
        wrong.push_back(pixel);
        const double loss = jaccard_loss(truth, wrong), e = errors[pixel];
        sum += (loss - before) * (elu ? (e > 0 ? e + 1 : std::exp(e)) : std::max(e, 0.0));
        before = loss;
    }
    return sum;
}

double by_definition(const tensor<double>& z, const tensor<double>& y, const nn::lovasz_hinge& loss) {
    const std::size_t pixels = z.channels() * z.rows() * z.cols();
    double sum = 0;
    for (std::size_t image = 0; image < z.samples(); ++image) {
        std::vector<double> logits(pixels), truth(pixels), other(pixels), errors(pixels);
        unpack_sample(z, image, logits.data());
        unpack_sample(y, image, truth.data());
        for (std::size_t i = 0; i < pixels; ++i) {
            errors[i] = 1 - logits[i] * (2 * truth[i] - 1);
            other[i] = 1 - truth[i];
        }
        const double one = extension(errors, truth, loss.elu);
        sum += loss.symmetric ? (one + extension(errors, other, loss.elu)) / 2 : one;
    }
    return sum / static_cast<double>(z.samples());
}

}  // namespace

TEST_CASE("the Lovasz hinge is that of its authors, also of an image without any truth") {
    const auto z = testing::sines(3, 9, 1);
    const auto y =
        testing::targets(3, 9, 1, {1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1});
    testing::check_literals(
        nn::lovasz_hinge{.per_image = true, .elu = true, .symmetric = true}, z, y, 2.6894768409435734,
        {-0.009354235756494729, 0.05555555555555557, 0.0367063492063492, -0.04444444444444443, -0.06666666666666665,
         0.034722222222222224, 0.03968253968253969, -0.006959131897323002, -0.018518518518518507});
    testing::check_literals(
        nn::lovasz_hinge{.per_image = true, .elu = true, .symmetric = false}, z, y, 2.9621247674344104,
        {-0.018708471512989457, 0.04444444444444447, 0.017857142857142867, -0.05555555555555554, -0.06666666666666665,
         0.013888888888888912, 0.023809523809523798, -0.013918263794646004, -0.037037037037037014});
    testing::check_literals(nn::lovasz_hinge{.per_image = true, .elu = false, .symmetric = true}, z, y,
                            1.7805384934542419,
                            {0, 0.05555555555555557, 0.0367063492063492, -0.04444444444444443, -0.06666666666666665,
                             0.034722222222222224, 0.03968253968253969, 0, -0.018518518518518507});
    testing::check_literals(nn::lovasz_hinge{.per_image = true, .elu = false, .symmetric = false}, z, y,
                            2.0517073313337257,
                            {0, 0.04444444444444447, 0.017857142857142867, -0.05555555555555554, -0.06666666666666665,
                             0.013888888888888912, 0.023809523809523798, 0, -0.037037037037037014});
    testing::check_literals(
        nn::lovasz_hinge{.per_image = false, .elu = true, .symmetric = true}, z, y, 2.5063331562469315,
        {-0.01189614764684656, 0.06267942583732061, 0.03483893557422968, -0.0551282051282051, -0.07485380116959062,
         0.02930622009569378, 0.04029304029304026, -0.0074944497355786165, -0.029738377564464513});
    testing::check_literals(
        nn::lovasz_hinge{.per_image = false, .elu = true, .symmetric = false}, z, y, 2.6937391864429836,
        {-0.021047030452113133, 0.07272727272727275, 0.022058823529411686, -0.07692307692307687, -0.09999999999999998,
         0.013157894736842035, 0.03296703296703296, -0.014453581632901606, -0.04761904761904767});
    testing::check_literals(nn::lovasz_hinge{.per_image = false, .elu = false, .symmetric = true}, z, y,
                            1.6062454310499077,
                            {0, 0.06267942583732061, 0.03483893557422968, -0.0551282051282051, -0.07485380116959062,
                             0.02930622009569378, 0.04029304029304026, 0, -0.029738377564464513});
    testing::check_literals(nn::lovasz_hinge{.per_image = false, .elu = false, .symmetric = false}, z, y,
                            1.7926384227121346,
                            {0, 0.07272727272727275, 0.022058823529411686, -0.07692307692307687, -0.09999999999999998,
                             0.013157894736842035, 0.03296703296703296, 0, -0.04761904761904767});
}

TEST_CASE("the Lovasz hinge extends the Jaccard loss of sets") {
    const auto z = laws::random_like(tensor<double>::batch(35, 2, 5, 3), 1);
    auto y = testing::some_mask(z);
    for (std::size_t i = 0; i < y.size(); ++i)
        if (i % z.lanes() < 2) y[i] = static_cast<double>(i % z.lanes());  // nothing, and all
    for (const bool elu : {false, true})
        for (const bool symmetric : {false, true}) {
            const nn::lovasz_hinge loss{.elu = elu, .symmetric = symmetric};
            CHECK(loss(z, y, static_cast<tensor<double>*>(nullptr)) ==
                  Approx(by_definition(z, y, loss)).epsilon(1e-12));
        }
}

TEST_CASE("the slopes of many images are those of each alone") {
    const std::size_t images = 35, pixels = 2 * 5 * 3;
    const auto z = laws::random_like(tensor<double>::batch(images, 2, 5, 3), 2);
    const auto y = testing::some_mask(z);
    const nn::lovasz_hinge loss{};
    tensor<double> slopes(z.shape()), alone(tensor_shape::batch(1, 2, 5, 3, 1));
    loss(z, y, &slopes);
    std::vector<double> in_batch(pixels);
    for (std::size_t image = 0; image < images; ++image) {
        auto one = alone, targets = alone;
        unpack_sample(z, image, one.data());
        unpack_sample(y, image, targets.data());
        loss(one, targets, &alone);
        unpack_sample(slopes, image, in_batch.data());
        for (std::size_t i = 0; i < pixels; ++i)
            CHECK(in_batch[i] == Approx(alone[i] / static_cast<double>(images)).margin(1e-15));
    }
}

TEST_CASE("the gradient of the Lovasz hinge agrees with central differences, also with weights") {
    for (const bool elu : {false, true})
        for (const bool symmetric : {false, true}) {
            testing::check_gradient(nn::lovasz_hinge{.per_image = false, .elu = elu, .symmetric = symmetric});
            testing::check_gradient(nn::lovasz_hinge{.elu = elu, .symmetric = symmetric});
            testing::check_weighted(nn::lovasz_hinge{.elu = elu, .symmetric = symmetric}, false);
        }
}

TEMPLATE_TEST_CASE("the Lovasz hinge and its slope are finite far from zero, and none is left of a right answer", "",
                   float, double) {
    for (const bool per_image : {false, true})
        for (const double size : {100.0, 1e4, 1e30}) {
            auto z = tensor<TestType>::batch(3, 1, 4, 5), y = z.like(), slope = z.like();
            for (std::size_t i = 0; i < z.size(); ++i) {
                y[i] = i % 3 == 0;
                z[i] = static_cast<TestType>(i % 2 ? size : -size);
            }
            const nn::lovasz_hinge loss{.per_image = per_image};
            CHECK(std::isfinite(loss(z, y, &slope)));
            for (const TestType s : slope) CHECK(std::isfinite(s));
            for (std::size_t i = 0; i < z.size(); ++i) z[i] = static_cast<TestType>(y[i] > 0 ? size : -size);
            CHECK(loss(z, y, &slope) == Approx(0).margin(1e-12));
        }
}

TEST_CASE("a logit that is not a number makes the Lovasz hinge NaN") {
    for (const float nan : {std::nanf(""), -std::nanf("")})
        for (const bool elu : {false, true}) {
            auto z = tensor<float>::batch(2, 1, 3, 3);
            std::fill(z.begin(), z.end(), 0.5f);
            const tensor<float> y(z.shape(), 0.f);
            z[5] = nan;
            CHECK(std::isnan(
                nn::lovasz_hinge{.elu = elu, .symmetric = false}(z, y, static_cast<tensor<float>*>(nullptr))));
        }
}

TEST_CASE("the Lovasz hinge is the same for any number of threads, and of ties the first goes first") {
    auto z = tensor<float>::batch(20, 1, 101, 101), y = z.like();
    random_stream random(1);
    for (float& e : z) e = static_cast<float>(std::round(4 * random.normal()));
    for (float& e : y) e = random.uniform() < 0.3f;
    auto one = z.like(), many = z.like();
    double alone = 0;
    {
        const thread_limit limit(1);
        alone = nn::lovasz_hinge{}(z, y, &one);
    }
    const thread_limit limit(3);
    CHECK(nn::lovasz_hinge{}(z, y, &many) == alone);
    CHECK(std::equal(one.begin(), one.end(), many.begin()));

    auto tied = tensor<double>::batch(1, 1, 1, 2), slope = tied.like();
    std::fill(tied.begin(), tied.end(), 0.0);
    nn::lovasz_hinge{.symmetric = false}(tied, tensor<double>(tied.shape(), 0.0), &slope);
    CHECK((slope[0] == 1 && slope[1] == 0));
}

TEST_CASE("bad input of the Lovasz hinge is refused") {
    const tensor<double> z(tensor<double>::batch(3, 1, 2, 2).shape(), 0.0), w = z;
    const tensor<double> of_images(tensor<double>::batch(3, 1, 1, 1).shape(), 1.0);
    tensor<double>* none = nullptr;
    CHECK_THROWS_AS(nn::lovasz_hinge{}(z, tensor<double>::batch(3, 1, 2, 3), none), argument_error);
    CHECK_THROWS_WITH(nn::lovasz_hinge{}(z, z, w, none), Catch::Contains("lovasz_hinge: expected weights of images"));
    CHECK_THROWS_WITH(nn::lovasz_hinge{.per_image = false}(z, z, of_images, none),
                      Catch::Contains("weights of images"));
}
