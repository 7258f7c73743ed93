// The same bits for any number of threads: training with all that is random in it, predictions, and every estimator.
#include "catch.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/diapir.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

using namespace diapir;

namespace {

array<float> noise(const shape& s, std::uint64_t seed) {
    random_stream random(seed);
    array<float> a = make_array<float>(s);
    for (float& e : a) e = static_cast<float>(random.normal());
    return a;
}

nn::network<float> residual_net() {
    return nn::unet<float>({.channels = 3,
                            .filters = 4,
                            .levels = 2,
                            .kernel = 3,
                            .dropout = 0.25,
                            .residual = true,
                            .normalization = nn::normalization::batch,
                            .squeeze_excitation = true,
                            .hypercolumn = true},
                           7);
}

/// Numbers by what they are of.
using results = std::map<std::string, std::vector<double>>;

template <class Values>
std::vector<double> numbers(const Values& values) {
    return {values.begin(), values.end()};
}

results everything() {
    results all;
    nn::dataset<float> train{noise({21, 12, 12, 3}, 1), make_array<float>({21, 12, 12, 1})};
    for (std::size_t i = 0; i < train.y.size(); ++i) train.y.data()[i] = train.x.data()[3 * i] > 0 ? 1.f : 0.f;

    nn::network<float> net = residual_net();
    const auto history = nn::fit(net, train, train,
                                 {.epochs = 2,
                                  .batch = 8,
                                  .optimizer = nn::adamw{},
                                  .loss = 0.5 * nn::binary_crossentropy{} + nn::lovasz_hinge{},
                                  .schedule = nn::cosine{},
                                  .clip = {.global_norm = 1},
                                  .average = nn::averaging{.recompute_statistics = true},
                                  .change = data::augmentation({.shift = 0.5, .shear = 0.5, .crop = 0.5, .noise = 0.1}),
                                  .seed = 3});
    for (const auto& p : net.parameters())
        all["weights after training"].insert(all["weights after training"].end(), p.value.begin(), p.value.end());
    for (const char* metric : {"loss", "auc", "val_loss", "val_auc"})
        all["history"].push_back(history.column(metric).back());

    const array<float> x = noise({2, 12, 12, 3}, 4), background = noise({9, 12, 12, 3}, 5);
    all["predictions"] = numbers(net(noise({33, 12, 12, 3}, 6)));
    all["one large image"] = numbers(net(noise({1, 96, 80, 3}, 8)));

    const auto by_channel = shap::players::channels();
    const auto note = [&](const char* name, const auto& e) {
        all[name] = numbers(e.values);
        if (e.has_standard_errors())
            for (const float error : e.standard_errors) all[name].push_back(static_cast<double>(error));
    };
    note("exact", shap::exact(net, background, by_channel)(x));
    note("additive", shap::additive(net, background, by_channel)(x));
    note("occlusion", shap::occlusion(net, background, by_channel)(x));
    note("deep", shap::deep(net, background, by_channel)(x));
    note("deep, pulled", shap::deep(net, background, by_channel, {}, {.direction = shap::deep_direction::pull})(x));
    note("expected gradients", shap::expected_gradients(net, background, by_channel, {.seed = 2}, {.samples = 30})(x));
    note("integrated gradients", shap::integrated_gradients(net, background, by_channel, {}, {.steps = 5})(x));
    const shap::options some{.players = shap::players::grid(4, 4),
                             .outputs = shap::outputs::indices({0, 77, 143}),
                             .budget = {.evaluations = 2000},
                             .seed = 5};
    note("kernel", shap::kernel(net, background, some)(x));
    note("permutation", shap::permutation(net, background, some)(x));
    note("sampling", shap::sampling(net, background, some)(x));
    note("partition", shap::partition(net, background, some)(x));
    return all;
}

}  // namespace

TEST_CASE("results are the same bits for any number of threads") {
    const results alone = [] {
        const thread_limit limit(1);
        return everything();
    }();
    CHECK(alone.size() == 15);
    for (const std::size_t count : {2, 3, 8, 16}) {
        const thread_limit limit(count);
        for (const auto& [name, values] : everything()) {
            INFO(name << " with " << count << " threads");
            REQUIRE(values.size() == alone.at(name).size());
            CHECK(std::equal(values.begin(), values.end(), alone.at(name).begin()));
        }
    }
}
