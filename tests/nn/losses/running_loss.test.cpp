#include "nn/losses/support.hpp"
#include <diapir/nn/losses/binary_crossentropy.hpp>
#include <diapir/nn/losses/dice_loss.hpp>
#include <diapir/nn/losses/lovasz_hinge.hpp>
#include <diapir/nn/losses/running_loss.hpp>
#include <diapir/nn/losses/tversky_loss.hpp>

using namespace diapir;

TEST_CASE("the loss of a set does not depend on its batches") {
    random_stream random(1);
    array<double> z = make_array<double>({50, 3, 2, 1}), y = make_array<double>({50, 3, 2, 1}, 0.0);
    for (double& e : z) e = random.normal();
    for (std::size_t i = 0; i < y.size(); ++i) y.data()[i] = i < 60 && random.uniform() < 0.5;  // the first ten images
    tensor<double>* none = nullptr;
    for (const nn::any_loss& loss :
         {nn::any_loss(nn::binary_crossentropy{}), nn::any_loss(nn::dice_loss{}), nn::any_loss(nn::tversky_loss{}),
          nn::any_loss(nn::lovasz_hinge{}), 0.5 * nn::binary_crossentropy{} + 2 * nn::dice_loss{.smooth = 0}}) {
        INFO(loss.name());
        const double whole = loss(pack(z), pack(y), none);
        for (const std::size_t batch : {1, 7, 32, 64}) {
            nn::running_loss running(loss);
            for (std::size_t first = 0; first < 50; first += batch) {
                const std::size_t last = std::min<std::size_t>(first + batch, 50);
                running.add(pack(slice(z, first, last)), pack(slice(y, first, last)));
            }
            CHECK(running.samples() == 50);
            CHECK(running.value() == Approx(whole).epsilon(1e-12));
        }
    }
}

TEST_CASE("the weighted loss of a set does not depend on its batches") {
    random_stream random(1);
    array<double> z = make_array<double>({50, 3, 2, 1}), y = make_array<double>({50, 3, 2, 1}, 0.0),
                  w = make_array<double>({50, 1, 1, 1});
    for (double& e : z) e = random.normal();
    for (double& e : y) e = random.uniform() < 0.5;
    for (double& e : w) e = random.uniform();
    const nn::any_loss loss = 0.5 * nn::binary_crossentropy{} + 2 * nn::lovasz_hinge{};
    const double whole = loss(pack(z), pack(y), pack(w), static_cast<tensor<double>*>(nullptr));
    for (const std::size_t batch : {1, 7, 32, 64}) {
        nn::running_loss running(loss);
        for (std::size_t first = 0; first < 50; first += batch) {
            const std::size_t last = std::min<std::size_t>(first + batch, 50);
            running.add(pack(slice(z, first, last)), pack(slice(y, first, last)), pack(slice(w, first, last)));
        }
        CHECK(running.value() == Approx(whole).epsilon(1e-12));
    }
}

TEST_CASE("a sample whose loss is NaN makes that of the set NaN, and no samples have none") {
    auto z = tensor<float>::batch(3, 1, 1, 1), y = z.like();
    std::fill(z.begin(), z.end(), 1.f);
    std::fill(y.begin(), y.end(), 1.f);
    nn::running_loss running(nn::binary_crossentropy{});
    CHECK_THROWS_AS(running.value(), argument_error);
    running.add(z, y);
    CHECK(std::isfinite(running.value()));
    z[1] = std::nanf("");
    running.add(z, y);
    CHECK(std::isnan(running.value()));
}
