// A batch in parts is the batch: outputs, gradients and what layers remember.
#include "catch.hpp"
#include "distributed/thread_ranks.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/core/random.hpp>
#include <diapir/nn/losses/binary_crossentropy.hpp>
#include <diapir/nn/networks/unet.hpp>
#include <diapir/nn/training/recorded_batch.hpp>

#include <vector>

using namespace diapir;
using testing::run_ranks;

namespace {

tensor<double> noise(std::size_t samples) {
    auto x = tensor<double>::batch(samples, 2, 8, 8);
    random_stream random(1, 1);
    for (double& e : x) e = random.normal();
    return x;
}
const nn::unet_options options{
    .channels = 2, .filters = 2, .levels = 2, .bottleneck = 4, .kernel = 3, .dropout = 0, .supervision = 0.5};

nn::step_options in_parts(std::size_t part, const nn::training_ranks& ranks = {}) {
    return {.loss = nn::binary_crossentropy{}, .optimizer = nn::sgd{}, .part = part, .ranks = ranks};
}
std::vector<double> elements(const tensor<double>& t) {
    const auto samples = unpack(t);
    return {samples.begin(), samples.end()};
}
void check_near(const std::vector<double>& a, const std::vector<double>& b, double tolerance) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == Approx(b[i]).epsilon(tolerance).margin(tolerance));
}

}  // namespace

TEST_CASE("outputs and gradients in parts are those of the whole batch") {
    nn::unet<double> net(options, 3);
    const auto x = noise(10);
    nn::detail::recorded_batch<double> whole(net, x, in_parts(0), 1);
    for (const std::size_t part : {1, 3, 4, 10, 40}) {
        nn::detail::recorded_batch<double> parts(net, x, in_parts(part), 1);
        for (const std::size_t which : {0, 1})
            check_near(elements(parts.output(which)), elements(whole.output(which)), 1e-12);
    }
    nn::detail::recorded_batch<double> parts(net, x, in_parts(3), 1);
    const auto slopes = [&] {
        kept_vector<tensor<double>> all;
        for (const std::size_t which : {0, 1})
            all.push_back(nn::samples_of(whole.output(which), 0, 10));  // zero in empty lanes
        return all;
    };
    const auto of_parts = parts.gradients(slopes()), of_whole = whole.gradients(slopes());
    REQUIRE(of_parts.size() == of_whole.size());
    for (std::size_t p = 0; p < of_whole.size(); ++p)
        check_near({of_parts[p]->begin(), of_parts[p]->end()}, {of_whole[p]->begin(), of_whole[p]->end()}, 1e-12);
}

TEST_CASE("ranks know the outputs of all") {
    const auto x = noise(10);
    nn::unet<double> one(options, 3);
    const nn::detail::recorded_batch<double> alone(one, x, in_parts(3), 1);
    std::vector<char> equal(3);
    run_ranks(3, [&](auto& ranks) {
        nn::unet<double> net(options, 3);
        const nn::detail::recorded_batch<double> parts(net, x, in_parts(3, ranks), 1);
        equal[ranks.rank()] = elements(parts.output(0)) == elements(alone.output(0)) &&
                              elements(parts.output(1)) == elements(alone.output(1));
    });
    CHECK(equal == std::vector<char>(3, true));
}

TEST_CASE("running means of parts are their mean, with the weights of their samples") {
    auto normalized = options;
    normalized.residual = true;
    normalized.normalization = nn::normalization::batch;
    nn::unet<double> net(normalized, 3);
    const auto x = noise(10);
    CHECK(nn::detail::recorded_batch<double>(net, x, in_parts(0), 1).kept().size() > 2);
    const auto whole = nn::detail::recorded_batch<double>(net, x, in_parts(4), 1).kept();
    REQUIRE(whole.size() > 2);
    kept_vector<nn::training_pass<double>::memory> parts[3];
    const std::size_t begins[] = {0, 4, 8, 10};
    for (std::size_t i = 0; i < 3; ++i) {
        const auto some = nn::samples_of(x, begins[i], begins[i + 1]);
        parts[i] = nn::detail::recorded_batch<double>(net, some, in_parts(0), 1).kept();
    }
    for (std::size_t m = 0; m < whole.size(); ++m)
        for (std::size_t e = 0; e < whole[m].value.size(); ++e) {
            double mean = 0;
            for (std::size_t i = 0; i < 3; ++i) {
                REQUIRE(parts[i][m].parameter == whole[m].parameter);
                mean += static_cast<double>(begins[i + 1] - begins[i]) / 10 * parts[i][m].value[e];
            }
            CHECK(whole[m].value[e] == Approx(mean).epsilon(1e-12));
        }
}
