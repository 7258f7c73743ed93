#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/shap/game/model_game.hpp>

#include <stdexcept>

using namespace diapir;

namespace {

/// {n, 3} -> {n, 2, 1}: 100 a + 10 b + c, and a b c; notes the batches it was given.
struct digits {
    mutable std::vector<std::size_t> batches = {};

    array<double> operator()(const array<float>& x) const {
        batches.push_back(x.shape()[0]);
        auto y = make_array<double>({x.shape()[0], 2, 1});
        for (std::size_t i = 0; i < x.shape()[0]; ++i) {
            y(i, 0, 0) = 100.0 * x(i, 0) + 10.0 * x(i, 1) + x(i, 2);
            y(i, 1, 0) = x(i, 0) * x(i, 1) * x(i, 2);
        }
        return y;
    }
};

const shap::background<float> background(array<float>{{1, 1, 1}, {0, 2, 4}, {3, 0, 2}}, {1, 2, 1});
const std::vector<float> x{5, 6, 7};
const auto players = shap::players::elements().resolve({3});

using game = shap::model_game<float, double>;

/// All values of a game for coalitions given as masks.
std::vector<std::vector<double>> values_of(game& g, const std::vector<std::uint64_t>& masks) {
    shap::coalitions rows(g.players(), masks.size());
    for (std::size_t i = 0; i < masks.size(); ++i) rows.assign(i, masks[i]);
    std::vector<std::vector<double>> all;
    g.evaluate(rows, [&](std::size_t row, std::span<const double> v) {
        CHECK(row == all.size());
        all.emplace_back(v.begin(), v.end());
    });
    return all;
}

}  // namespace

TEST_CASE("a coalition is worth the weighted mean over the background, its members' elements being the input's") {
    const digits model;
    const shap::options options;
    game g(model, background, players, x, options);
    CHECK(g.players() == 3);
    const auto v = values_of(g, {0b001, 0b110, 0b000, 0b111});
    CHECK(g.outputs() == shape{2, 1});
    CHECK(g.evaluations() == 12);
    REQUIRE(v.size() == 4);
    CHECK(v[0] == std::vector<double>{(511 + 2 * 524 + 502) / 4.0, (5 + 2 * 40 + 0) / 4.0});
    CHECK(v[1] == std::vector<double>{(167 + 2 * 67 + 367) / 4.0, (42 + 0 + 126) / 4.0});
    CHECK(v[2] == std::vector<double>{(111 + 2 * 24 + 302) / 4.0, (1 + 0 + 0) / 4.0});
    CHECK(v[3] == std::vector<double>{567, 210});
}

TEST_CASE("nobody's coalition is the base value, everybody's the prediction") {
    const digits model;
    const shap::options options;
    game g(model, background, players, x, options);
    CHECK(g.prediction() == std::vector<double>{567, 210});
    CHECK(g.evaluations() == 1);
    CHECK(g.base_values() == values_of(g, {0}).front());
    CHECK(g.evaluations() == 1 + 3 + 3);
}

TEST_CASE("players may own several elements") {
    const digits model;
    const shap::options options;
    const auto groups = shap::players::labels(array<int>{1, 0, 1}).resolve({3});
    game g(model, background, groups, x, options);
    CHECK(g.players() == 2);
    CHECK(values_of(g, {0b10}).front()[0] == (517 + 2 * 527 + 507) / 4.0);
}

TEST_CASE("a small memory splits the calls, also within one background, and changes no value") {
    const digits model, frugal;
    const shap::options plenty, little{.memory = 130};
    game whole(model, background, players, x, plenty), split(frugal, background, players, x, little);
    std::vector<std::uint64_t> masks(8);
    for (std::uint64_t m = 0; m < 8; ++m) masks[m] = m;
    CHECK(values_of(whole, masks) == values_of(split, masks));
    CHECK(model.batches == std::vector<std::size_t>{24});
    // 2 (3 x 4 + 3 x 8) bytes a row while the outputs are not known, then 2 (3 x 4 + 2 x 8).
    CHECK(frugal.batches.front() == 1);
    CHECK(*std::max_element(frugal.batches.begin(), frugal.batches.end()) == 2);
    CHECK(split.evaluations() == 24);
}

TEST_CASE("a model must return a row for every input, and outputs of one shape") {
    const shap::options options;
    const auto check = [&](const auto& model, const std::string& message) {
        shap::model_game g(model, background, players, x, options);
        CHECK_THROWS_WITH((g.prediction(), g.base_values()), Catch::Contains(message));
    };
    check([](const array<float>& b) { return make_array<float>({b.shape()[0] + 1, 2}, 0.f); }, "returned {2, 2}");
    check([](const array<float>&) { return make_array<float>({}, 0.f); }, "returned {}");
    check([](const array<float>& b) { return make_array<float>({b.shape()[0], b.shape()[0]}, 0.f); }, "as before");
    check([](const array<float>& b) { return make_array<float>({b.shape()[0], 0}, 0.f); }, "returned {1, 0}");
}

TEST_CASE("what goes wrong in a model is told with its coalitions") {
    const auto grouped = (shap::players::labels(array<int>{0, 0, 1}, "part")).resolve({3});
    std::size_t calls = 0;
    bool throws = false;
    const auto model = [&](const array<float>& b) {
        ++calls;
        if (throws && calls == 3) throw std::out_of_range("the table ended");
        auto y = make_array<float>({b.shape()[0], 1}, 1.f);
        for (std::size_t i = 0; i < b.shape()[0]; ++i)
            if (b(i, 0) != 5 && b(i, 2) == 7) y(i, 0) = INFINITY;
        return y;
    };
    const auto run = [&](std::size_t memory) -> shap::model_error {
        const shap::options o{.memory = memory};
        shap::model_game g(model, background, grouped, x, o);
        shap::coalitions rows(2, 4);
        for (std::uint64_t m = 0; m < 4; ++m) rows.assign(m, m);
        calls = 0;
        try {
            g.prediction();
            g.evaluate(rows, [](std::size_t, std::span<const double>) {});
        } catch (const shap::model_error& e) {
            return e;
        }
        FAIL("the game did not notice");
        return {"", {}};
    };
    const auto infinite = run(1 << 20);
    CHECK(infinite.batch().bad == 2);
    CHECK(infinite.batch().first == 0);
    CHECK(infinite.batch().last == 3);
    CHECK(infinite.batch().count == 4);
    CHECK(infinite.batch().present == std::vector<std::size_t>{1});
    CHECK_THAT(infinite.what(), Catch::Contains("not finite") && Catch::Contains("coalition 2") &&
                                    Catch::Contains("part 1") && Catch::Contains("coalitions 0 to 3 of 4"));
    CHECK(infinite.cause() == nullptr);

    throws = true;
    const auto thrown = run(2 * 3 * (3 * 4 + 1 * 4));  // three inputs, one coalition, in a call
    CHECK(thrown.batch().bad == 1);
    CHECK(thrown.batch().last == 1);
    CHECK_THAT(thrown.what(), Catch::Contains("threw: the table ended"));
    CHECK_THROWS_AS(std::rethrow_exception(thrown.cause()), std::out_of_range);
}

TEST_CASE("a model with another answer for the same input is found out") {
    const shap::options options;
    const auto check = [&](const auto& model) {
        shap::model_game g(model, background, players, x, options);
        g.prediction();
        g.check_repeatable();
    };
    CHECK_NOTHROW(check([](const array<float>& b) { return make_array<float>({b.shape()[0], 1}, 1.f); }));
    std::size_t calls = 0;
    const auto random = [&](const array<float>& b) {
        return make_array<float>({b.shape()[0], 1}, 1.f + 0.01f * static_cast<float>(++calls));
    };
    CHECK_THROWS_WITH(check(random), Catch::Contains("another answer for the same input"));
    const auto normalized = [](const array<float>& b) {  // as in a batch normalization that still trains
        float total = 0;
        for (float v : b) total += v;
        auto y = make_array<float>({b.shape()[0], 1});
        for (std::size_t i = 0; i < y.size(); ++i) y(i, 0) = b(i, 0) / total * static_cast<float>(b.shape()[0]);
        return y;
    };
    CHECK_THROWS_AS(check(normalized), shap::model_error);
}

TEST_CASE("a link is applied to the mean over the background") {
    const auto p = [](const array<float>& b) {
        auto y = make_array<double>({b.shape()[0]});
        for (std::size_t i = 0; i < y.size(); ++i) y(i) = b(i, 0) / 10.0;
        return y;
    };
    const shap::options o{.link = shap::link::logit};
    shap::model_game g(p, background, players, x, o);
    const double mean = (0.1 + 2 * 0.0 + 0.3) / 4;
    CHECK(g.base_values()[0] == Approx(std::log(mean / (1 - mean))));
    CHECK(g.prediction()[0] == Approx(0).margin(1e-12));
    const digits no_probability;
    shap::model_game wrong(no_probability, background, players, x, o);
    CHECK_THROWS_WITH(wrong.prediction(), Catch::Contains("no probability"));
}

TEST_CASE("a game over a background of each input") {
    const digits model;
    const shap::options o;
    const shap::background<float> mirrored({3}, [](const array<float>& one) {
        return array<float>{{-one(0), -one(1), -one(2)}};
    });
    shap::model_game g(model, mirrored, players, x, o);
    CHECK(g.base_values() == std::vector<double>{-567, -210});
}

TEST_CASE("values do not depend on the number of threads") {
    const auto model = [](const array<float>& b) {
        const std::size_t n = b.shape()[0], inner = b.size() / n;
        auto y = make_array<float>({n, 20000});
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t o = 0; o < 20000; ++o)
                y(i, o) = b.data()[i * inner + o % inner] * static_cast<float>(o % 7) / 3.f;
        return y;
    };
    random_stream random(3);
    auto b = make_array<float>({3, 64, 65});
    std::vector<float> input(64 * 65);
    for (float& v : b) v = static_cast<float>(random.normal());
    for (float& v : input) v = static_cast<float>(random.normal());
    const auto map = (shap::players::grid(8, 5) * shap::players::channels()).resolve({64, 65});
    const shap::background<float> references(b, {1, 2, 3});
    const shap::options o;
    const auto run = [&](std::size_t count) {
        const thread_limit limit(count);
        shap::model_game g(model, references, map, input, o);
        shap::coalitions rows(map.count(), 20);
        for (std::size_t row = 0; row < rows.size(); ++row)
            for (std::size_t p = row; p < map.count(); p += row + 1) rows.add(row, p);
        std::vector<double> all;
        g.evaluate(rows, [&](std::size_t, std::span<const double> v) { all.insert(all.end(), v.begin(), v.end()); });
        return all;
    };
    const auto one = run(1);
    CHECK(one == run(2));
    CHECK(one == run(5));
    const auto* at = one.data() + 3 * 20000;  // coalition 3 has players 3, 7, 11, ...
    for (std::size_t e = 0; e < 64 * 65; ++e) {
        const float own = input[e],
                    mean = (b.data()[e] + 2 * b.data()[64 * 65 + e] + 3 * b.data()[2 * 64 * 65 + e]) / 6;
        CHECK(at[e] == Approx((map.labels[e] % 4 == 3 ? own : mean) * static_cast<float>(e % 7) / 3.f).margin(1e-5));
    }
}
