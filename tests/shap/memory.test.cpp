// A memory cap is kept: every allocation of this program is counted.
#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/shap.hpp>

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> in_use{0}, peak{0};

void* counted(void* block) {
    if (block == nullptr) throw std::bad_alloc();
    const std::size_t now = in_use += malloc_usable_size(block);
    for (std::size_t before = peak; before < now && !peak.compare_exchange_weak(before, now);) continue;
    return block;
}
void discard(void* block) noexcept {
    if (block == nullptr) return;
    in_use -= malloc_usable_size(block);
    std::free(block);
}

}  // namespace

void* operator new(std::size_t bytes) {
    return counted(std::malloc(bytes > 0 ? bytes : 1));
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
    const auto a = static_cast<std::size_t>(alignment);
    return counted(std::aligned_alloc(a, (bytes + a - 1) / a * a));
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {  // of sanitizers, another one than above
    try {
        return ::operator new(bytes);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}
void operator delete(void* block) noexcept {
    discard(block);
}
void operator delete(void* block, std::size_t) noexcept {
    discard(block);
}
void operator delete(void* block, std::align_val_t) noexcept {
    discard(block);
}
void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
    discard(block);
}

using namespace diapir;

namespace {

constexpr std::size_t cap = std::size_t{64} << 20;

/// A segmentation {n, 96, 96, 4} -> {n, 96, 96, 1}, or its mean {n, 1}, with the memory of its outputs alone.
auto segmentation(bool whole, std::size_t& largest) {
    return [whole, &largest](const array<float>& x) {
        const std::size_t n = x.shape()[0], pixels = 96 * 96;
        largest = std::max(largest, n);
        auto y = make_array<float>(whole ? shape{n, 96, 96, 1} : shape{n, 1}, 0.f);
        for (std::size_t i = 0; i < n * pixels; ++i) {
            const float* p = x.data() + 4 * i;
            y.data()[whole ? i : i / pixels] += p[0] + p[1] + p[2] * p[3];
        }
        return y;
    };
}

/// An image {1, 96, 96, 4} with references, and 250 patches x 4 channels for players.
struct superpixels {
    array<float> x = make_array<float>({1, 96, 96, 4}), references;
    shap::player_rule players;

    explicit superpixels(std::size_t count)
        : references(make_array<float>({count, 96, 96, 4})),
          players(shap::players::labels(patches(), "superpixel") * shap::players::channels()) {
        random_stream random(1);
        for (float& v : x) v = static_cast<float>(random.uniform());
        for (float& v : references) v = static_cast<float>(random.uniform());
    }
    static array<int> patches() {
        auto tiles = make_array<int>({96, 96});  // 10 x 25
        for (std::size_t i = 0; i < tiles.size(); ++i)
            tiles.data()[i] = static_cast<int>(i / 96 * 10 / 96 * 25 + i % 96 * 25 / 96);
        return tiles;
    }
};

/// An explanation, and the most bytes in use on the way beyond those of its arrays.
template <class Explain>
auto measured(const Explain& explain, const array<float>& x) {
    const std::size_t before = in_use;
    peak = before;
    auto e = explain(x);
    const std::size_t most = peak - before;
    const std::size_t arrays = e.values.size() + e.standard_errors.size() + e.predictions.size() + e.base_values.size();
    return std::pair(std::move(e), most - arrays * sizeof(float));
}

}  // namespace

TEST_CASE("64 MB are enough for a thousand superpixel-channel players of a 96 x 96 x 4 image") {
    const superpixels c(10);
    for (const bool whole : {false, true}) {
        std::size_t largest = 0;
        const auto model = segmentation(whole, largest);
        const auto explain = shap::additive(model, c.references, c.players, {.memory = cap});
        REQUIRE(explain.players().count() == 1000);
        const auto [e, taken] = measured(explain, c.x);
        CHECK(taken < cap);
        CHECK(taken > cap / 4);  // and it is used
        CHECK(largest > 32);
        CHECK(e.evaluations == 1 + 2 + 10 + 1000 * 10);
        CHECK(shape_of(e.values) == (whole ? shape{1, 250, 4, 96, 96, 1} : shape{1, 250, 4, 1}));
    }
}

namespace {

shap::options with_budget(std::size_t evaluations) {
    return {.budget = {.evaluations = evaluations}, .memory = cap};
}

}  // namespace

TEST_CASE("every estimator for a thousand players keeps 64 MB, its own sums included") {
    const superpixels c(1);
    std::size_t largest = 0;
    const auto pixel = segmentation(false, largest), map = segmentation(true, largest);
    const auto check = [&](const auto& explain, bool adds_up = true) {
        const auto [e, taken] = measured(explain, c.x);
        INFO(e.estimator << " took " << (taken >> 20) << " MB");
        CHECK(taken < cap);
        CHECK((e.residual < 1e-3) == adds_up);
    };
    const shap::options o{.memory = cap};
    const auto& [x, b, p] = c;
    check(shap::kernel(pixel, b, p, with_budget(3000)));
    check(shap::permutation(pixel, b, p, with_budget(10000)));
    check(shap::sampling(pixel, b, p, with_budget(10100)));
    check(shap::partition(pixel, b, p, with_budget(500)));
    check(shap::additive(map, b, p, o), false);
    check(shap::occlusion(map, b, p, o), false);
}

TEST_CASE("sums that do not fit the memory are refused before the model has worked for them") {
    const superpixels c(1);
    std::size_t largest = 0;
    const auto map = segmentation(true, largest);
    const auto check = [&](const auto& explain) {
        CHECK_THROWS_WITH(explain(c.x), Catch::Contains("9216") || Catch::Contains("{96, 96, 1}"));
        CHECK_THROWS_AS(explain(c.x), argument_error);
    };
    const shap::options o{.memory = cap};
    check(shap::kernel(map, c.references, c.players, with_budget(3000)));
    check(shap::permutation(map, c.references, c.players, with_budget(10000)));
    check(shap::sampling(map, c.references, c.players, with_budget(10100)));
    check(shap::partition(map, c.references, c.players, with_budget(200)));
    check(shap::interactions(map, c.references, shap::players::grid(3, 4), o, {.index = shap::interaction_index::sii}));
    CHECK(largest <= 2);
}

TEST_CASE("a cap is kept however many references and coalitions there are") {
    for (const std::size_t memory : {std::size_t{1} << 20, std::size_t{8} << 20}) {
        std::size_t largest = 0;
        const auto model = segmentation(true, largest);
        const shap::background<float> b(make_array<float>({40, 96, 96, 4}, 0.5f));
        const auto players = shap::players::channels().resolve(b.input());
        const std::vector<float> x(96 * 96 * 4, 1.f);
        const shap::options o{.memory = memory};
        const std::size_t before = in_use;
        peak = before;
        shap::model_game g(model, b, players, x, o);
        shap::coalitions rows(4, 200);
        double sum = 0;
        for (std::size_t row = 0; row < rows.size(); ++row) rows.assign(row, row % 16);
        g.evaluate(rows, [&](std::size_t, std::span<const double> v) { sum += v[0]; });
        CHECK(sum > 0);
        CHECK(peak - before < memory);
    }
}

TEST_CASE("coalitions of many players are listed a few at a time") {
    std::size_t most = 0;
    const auto game = shap::games::function(2000, {}, [&](const shap::coalitions& rows) {
        most = std::max(most, rows.size());
        auto v = make_array<double>({rows.size()});
        for (std::size_t i = 0; i < rows.size(); ++i) v(i) = static_cast<double>(rows.count(i));
        return v;
    });
    const shap::options o{.budget = {.evaluations = 21000}, .memory = std::size_t{1} << 20};
    for (const auto& e :
         {shap::occlusion(game, o), shap::additive(game, o), shap::permutation(game, o), shap::sampling(game, o)}) {
        CHECK(most > 256);
        CHECK(most <= 512);  // of 256 bytes each, in an eighth of the memory
        for (double v : e.values) CHECK(v == Approx(1).epsilon(1e-12));
        CHECK(e.evaluations > 2000);
    }
}
