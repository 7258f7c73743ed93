// DeepSHAP against shap 0.41's DeepExplainer, read both ways.
#include "catch.hpp"
#include "shap/networks.hpp"
#include <diapir/shap/background/blur.hpp>
#include <diapir/shap/deep/deep.hpp>

using namespace diapir;
using namespace diapir::testing;

TEMPLATE_TEST_CASE("DeepSHAP reproduces shap's DeepExplainer", "", float, double) {
    const reference_network<TestType> c;
    const bool single = std::is_same_v<TestType, float>;
    const auto full = shap::deep(c.net, c.background)(c.x);
    CHECK(shape_of(full.values) == shape{2, 12, 12, 4, 12, 12, 1});
    const auto expected = inputs_first(c.archive.template get<double>("shap_values"));
    const double largest = max_magnitude(expected);
    CHECK(max_difference(full.values, expected) < (single ? 1e-3 : 1e-6) * largest);
    std::size_t outliers = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
        outliers += std::abs(static_cast<double>(full.values.data()[i]) - expected.data()[i]) > 1e-4 * largest;
    CHECK(outliers * 1000 <= expected.size());
    CHECK(max_difference(full.base_values, c.archive.template get<double>("expected_value")) < (single ? 1e-6 : 1e-12));
    CHECK(max_difference(full.predictions, c.archive.template get<double>("f_x")) < (single ? 2e-6 : 1e-12));
    CHECK(max_difference(c.net(c.background), c.archive.template get<double>("f_background")) <
          (single ? 2e-6 : 1e-12));
    CHECK(full.residual < (single ? 1e-5 : 1e-12));
    CHECK(full.evaluations == 2 + 2 * c.config(5) * (2 + 144));

    // Summed over the outputs.
    const auto total = c.archive.template get<double>("pixel_channel_total");
    std::vector<double> sums;
    for (std::size_t e = 0; e < 2 * 576; ++e) {
        double over_outputs = 0;
        for (std::size_t o = 0; o < 144; ++o) over_outputs += static_cast<double>(full.values.data()[e * 144 + o]);
        sums.push_back(over_outputs);
    }
    CHECK(max_difference(sums, total) < (single ? 1e-3 : 1e-6) * max_magnitude(total));
}

TEMPLATE_TEST_CASE("pushed channel values are shap's values summed over the pixels", "", float, double) {
    const reference_network<TestType> c;
    const bool single = std::is_same_v<TestType, float>;
    const auto expected = inputs_first(c.archive.template get<double>("channel"));
    for (const auto direction :
         {shap::deep_direction::automatic, shap::deep_direction::push, shap::deep_direction::pull}) {
        const auto e = shap::deep(c.net, c.background, shap::players::channels(), {}, {.direction = direction})(c.x);
        CHECK(shape_of(e.values) == shape{2, 4, 12, 12, 1});
        CHECK(max_difference(e.values, expected) < (single ? 1e-4 : 1e-8));
        CHECK(e.residual < (single ? 1e-5 : 1e-12));
        // The last channel of the second sample is that of every reference: a dummy player.
        for (std::size_t o = 0; o < 144; ++o) CHECK(e.values.data()[(4 + 3) * 144 + o] == 0);
    }
}

TEST_CASE("DeepSHAP chooses the cheaper direction, and weights count as repeated references") {
    const reference_network<double> c;
    const auto pushed = shap::deep(c.net, c.background, shap::players::channels())(c.x);
    CHECK(pushed.evaluations == 2 + 2 * 8 * (2 + 4));
    const auto pulled = shap::deep(c.net, c.background)(c.x);
    CHECK(pulled.evaluations == 2 + 2 * 8 * (2 + 144));

    const auto twice = take(c.background, std::vector<std::size_t>{0, 1, 1, 2});
    const shap::background<double> weighted(slice(c.background, 0, 3), {1, 2, 1});
    const auto a = shap::deep(c.net, twice, shap::players::channels())(c.x);
    const auto b = shap::deep(c.net, weighted, shap::players::channels())(c.x);
    CHECK(max_difference(a.values, b.values) < 1e-14);
    CHECK(max_difference(a.base_values, b.base_values) < 1e-14);
}

TEST_CASE("DeepSHAP does not depend on threads or on the memory that batches may take") {
    const reference_network<float> c;
    std::vector<std::size_t> many(70);
    for (std::size_t i = 0; i < many.size(); ++i) many[i] = i % 8;
    const auto background = take(c.background, many);
    const auto whole = shap::deep(c.net, background, shap::players::channels())(c.x);
    const thread_limit one(1);
    CHECK(max_difference(shap::deep(c.net, background, shap::players::channels())(c.x).values, whole.values) == 0);
    const auto small = shap::deep(c.net, background, shap::players::channels(), {.memory = 1})(c.x);
    CHECK(max_difference(small.values, whole.values) < 1e-6);
}

TEST_CASE("DeepSHAP explains any function written with operations, on images and on tables") {
    const small_network net(3, 5, 2, activation::relu);
    const auto f = [&](const auto& x) { return net(x); };
    const auto e = shap::deep(f, normal({6, 3}, 5))(normal({2, 3}, 6));
    CHECK(shape_of(e.values) == shape{2, 3, 2});
    CHECK(e.residual < 1e-12);
    CHECK_THROWS_AS(shap::deep(f, normal({6, 3}, 5))(normal({2, 4}, 6)), argument_error);
    CHECK_THROWS_AS(shap::deep(f, normal({6, 3, 2}, 5)), argument_error);
}

TEST_CASE("DeepSHAP keeps the laws, read either way") {
    for (const auto d : {shap::deep_direction::push, shap::deep_direction::pull})
        check_network_laws([&](const auto& f, const auto& background, const auto& inputs) {
            const auto e = shap::deep(f, background, {}, {.direction = d})(inputs);
            CHECK(e.residual < 1e-13);
            return e;
        });
}

TEST_CASE("DeepSHAP reports progress and can be cancelled") {
    const reference_network<float> c;
    std::size_t calls = 0;
    shap::deep(c.net, c.background, shap::players::channels(), {.progress = [&](const progress& p) {
                   CHECK(p.total == 16);
                   return ++calls, true;
               }})(c.x);
    CHECK(calls > 0);
    const auto stopped =
        shap::deep(c.net, c.background, shap::players::channels(), {.progress = [](const progress&) { return false; }});
    CHECK_THROWS_AS(stopped(c.x), shap::cancelled);
}

TEST_CASE("inputs that DeepSHAP had finished come with what ended it") {
    const reference_network<float> c;
    const auto background = shap::backgrounds::blur<float>({12, 12, 4}, 1);
    const auto whole = shap::deep(c.net, background, shap::players::channels())(c.x);
    const auto stopped = shap::deep(c.net, background, shap::players::channels(),
                                    {.progress = [](const progress& p) { return p.done < 2; }});
    try {
        stopped(c.x);
        FAIL("expected it to be cancelled");
    } catch (const shap::cancelled& e) {
        const auto* done = shap::finished<float>(e);
        REQUIRE(done);
        CHECK(done->size() == 1);
        CHECK(done->values == slice(whole.values, 0, 1));
    }
}
