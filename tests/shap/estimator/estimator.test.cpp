// What all estimators share, seen through the exact one and through one of the test's own.
#include "catch.hpp"
#include "reference.hpp"
#include "shap/models.hpp"
#include <diapir/shap/background/blur.hpp>
#include <diapir/shap/background/kmeans.hpp>
#include <diapir/shap/exact/additive.hpp>
#include <diapir/shap/exact/exact.hpp>
#include <diapir/shap/sampled/kernel.hpp>
#include <diapir/shap/sampled/partition.hpp>
#include <diapir/shap/sampled/permutation.hpp>
#include <diapir/shap/sampled/sampling.hpp>

#include <stdexcept>

using namespace diapir;
using diapir::testing::max_difference;
using diapir::testing::rowwise;

namespace {

const array<double> background{{0.5, -1, 2}, {1, 0, 0.25}, {-0.5, 3, 1}};
const array<double> inputs{{1, 2, 3}, {-1, 0.5, 0}, {2, 2, 2}};
const auto product = rowwise([](const double* x) { return x[0] * x[1] + x[2]; });

/// The difference of prediction and base value, shared out equally, and one as every standard error.
template <shap::standard_errors Errors>
struct equal_shares {
    static constexpr const char* name = "shares";
    static constexpr shap::standard_errors errors = Errors;
    double factor = 1;

    std::string settings() const { return "factor " + std::to_string(factor); }
    void operator()(shap::evaluator& game, shap::estimation& one, const shap::options&) const {
        const double share = factor * (one.prediction[0] - one.base[0]) / static_cast<double>(game.players());
        one.write(std::vector(game.players(), share), std::vector(game.players(), 1.0));
    }
};
constexpr shap::estimator<equal_shares<shap::standard_errors::none>> shares{};
constexpr shap::estimator<equal_shares<shap::standard_errors::given>> shares_with_errors{};

}  // namespace

TEST_CASE("an estimator is a function of one game") {
    const auto named = shap::players::elements().named({"a", "b", "c"});
    const auto e = shares(product, background, {.players = named, .seed = 9})(inputs);
    CHECK(e.estimator == "shares");
    CHECK(e.residual < 1e-14);
    CHECK_FALSE(e.has_standard_errors());
    CHECK(e.standard_errors.size() == 0);
    CHECK(e.player_axes == std::vector<shap::axis>{{"feature", {"a", "b", "c"}}});
    CHECK(e.evaluations == 3 + 3 + 2);  // each input, the background once, and whether the first repeats
    const auto with = shares_with_errors(product, background, named, {}, {.factor = 2})(inputs);
    CHECK(with.has_standard_errors());
    CHECK(shape_of(with.standard_errors) == shape_of(with.values));
    CHECK(with.standard_errors(2, 2, 0) == 1);
    CHECK(with.values(2, 2, 0) == 2 * e.values(2, 2, 0));
    CHECK(with.made_with.settings == "factor 2.000000");
    CHECK(e.made_with.seed == 9);
    CHECK(e.made_with.references == 3);
    CHECK(e.made_with.input == shape{3});
    CHECK(e.made_with.labels == std::vector<std::uint32_t>{0, 1, 2});
    CHECK(e.made_with.choice == shap::output_choice::all);
}

TEST_CASE("a model of integers has values of double") {
    const auto mask = [](const array<double>& x) {
        auto y = make_array<int>({x.shape()[0], 1});
        for (std::size_t i = 0; i < x.shape()[0]; ++i) y(i, 0) = x(i, 0) * x(i, 1) > 0 ? 1 : 0;
        return y;
    };
    const auto e = shap::exact(mask, background)(inputs);
    STATIC_REQUIRE(std::is_same_v<decltype(e), const shap::explanation<double>>);
    CHECK(e.values(0, 0, 0) != std::round(e.values(0, 0, 0)));
    CHECK(e.residual < 1e-14);
}

TEST_CASE("explaining inputs together or apart is the same") {
    const auto explain = shap::exact(product, background);
    const auto all = explain(inputs);
    for (std::size_t i = 0; i < 3; ++i) {
        const auto alone = explain(slice(inputs, i, i + 1)), among = all.input(i);
        CHECK(alone.values == among.values);
    }
}

TEST_CASE("progress runs up to the end, over all inputs") {
    std::size_t last = 0;
    double left = 1;
    const auto watch = [&](const progress& p) {
        CHECK(p.done >= last);
        CHECK(p.done <= p.total);
        CHECK(p.total == 3 * 8);
        last = p.done;
        left = p.seconds_left;
        return true;
    };
    shap::exact(product, background, shap::players::elements(), {.progress = watch})(inputs);
    CHECK(last == 3 * 8);
    CHECK(left == 0);
}

TEST_CASE("what ends an explanation leaves the inputs that were finished") {
    const auto whole = shap::exact(product, background)(inputs);
    const auto check = [&](const std::exception& e, std::size_t count) {
        const auto* done = shap::finished<double>(e);
        REQUIRE(done != nullptr);
        CHECK(shap::finished<float>(e) == nullptr);
        CHECK(done->size() == count);
        const auto expected = whole.inputs(0, count);
        CHECK(done->values == expected.values);
        CHECK(done->predictions == expected.predictions);
        CHECK(done->base_values == whole.base_values);
        CHECK(done->residual < 1e-14);
        CHECK(done->evaluations > 0);
    };
    const auto breaking = rowwise(
        [](const double* x) { return x[0] == 2 && x[1] == 2 && x[2] != 2 ? std::nan("") : x[0] * x[1] + x[2]; });
    try {
        shap::exact(breaking, background, shap::players::elements().named({"a", "b", "c"}))(inputs);
        FAIL("nothing was thrown");
    } catch (const shap::model_error& e) {
        check(e, 2);
        CHECK_THAT(e.what(), Catch::Contains("shap::exact, input 2 of 3") && Catch::Contains("{a; b}"));
        CHECK(e.batch().present == std::vector<std::size_t>{0, 1});
    }
    const auto stop = [](const progress& p) { return p.done < 8 + 3; };
    try {
        shap::exact(product, background, shap::players::elements(), {.progress = stop})(inputs);
        FAIL("nothing was thrown");
    } catch (const shap::cancelled& e) {
        check(e, 1);
    }
    try {
        shap::exact([](const array<double>&) -> array<double> { throw 7; }, background)(inputs);
        FAIL("nothing was thrown");
    } catch (const error& e) {
        REQUIRE(shap::finished<double>(e) != nullptr);
        CHECK(shap::finished<double>(e)->size() == 0);
        const auto* told = dynamic_cast<const shap::model_error*>(&e);
        REQUIRE(told != nullptr);
        CHECK_THROWS_AS(std::rethrow_exception(told->cause()), int);
    }
    CHECK(shap::finished<double>(argument_error("another")) == nullptr);
}

TEST_CASE(
    "whatever a model does wrong late in a sampled estimate is told with its coalitions, and inputs before it are "
    "kept") {
    constexpr std::size_t players = 10;
    array<double> x = make_array<double>({2, players}, 1.0), nobody = make_array<double>({1, players}, 0.0);
    for (std::size_t p = 0; p < players; ++p) x(1, p) = 2;
    std::size_t calls = 0;
    enum class fault { none, throws, fewer_rows, other_outputs, not_a_number, infinite } wrong = fault::none;
    const auto model = [&](const array<double>& b) {
        ++calls;
        const std::size_t n = b.shape()[0];
        auto y = make_array<double>({n, 1}, 0.0);
        bool second = false;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t p = 0; p < players; ++p) {
                y(i, 0) += b(i, p) * b(i, (p + 1) % players) * static_cast<double>(p);
                second = second || b(i, p) == 2;
            }
        if (!second || n < 5) return y;  // a large batch of the second input
        if (wrong == fault::throws) throw std::domain_error("out of order");
        if (wrong == fault::fewer_rows) return make_array<double>({n - 1, 1}, 0.0);
        if (wrong == fault::other_outputs) return make_array<double>({n, 2}, 0.0);
        if (wrong == fault::not_a_number) y(4, 0) = std::nan("");
        if (wrong == fault::infinite) y(4, 0) = -INFINITY;
        return y;
    };
    const auto check = [&](const auto& explain) {
        wrong = fault::none;
        const auto whole = explain(x);
        for (const auto& [what, told] :
             std::vector<std::pair<fault, std::string>>{{fault::throws, "threw: out of order"},
                                                        {fault::fewer_rows, "returned {"},
                                                        {fault::other_outputs, "with outputs as before"},
                                                        {fault::not_a_number, "not finite"},
                                                        {fault::infinite, "not finite"}}) {
            wrong = what;
            try {
                explain(x);
                FAIL("nothing was thrown");
            } catch (const shap::model_error& e) {
                CHECK_THAT(e.what(), Catch::Contains("shap::" + whole.estimator + ", input 1 of 2") &&
                                         Catch::Contains(told) && Catch::Contains("in the batch of coalitions"));
                CHECK(e.batch().first <= e.batch().bad);
                CHECK(e.batch().bad <= e.batch().last);
                CHECK(e.batch().last < e.batch().count);
                if (what == fault::not_a_number) CHECK(e.batch().bad == e.batch().first + 4);
                REQUIRE(shap::finished<double>(e) != nullptr);
                CHECK(shap::finished<double>(e)->values == whole.inputs(0, 1).values);
            }
        }
    };
    const auto all = shap::players::elements();
    check(shap::kernel(model, nobody, all, {.budget = {.evaluations = 300}}));
    check(shap::permutation(model, nobody, all, {.budget = {.evaluations = 300}}));
    check(shap::sampling(model, nobody, all, {.budget = {.evaluations = 300}}));
    check(shap::partition(model, nobody, all));
    check(shap::exact(model, nobody));
    check(shap::occlusion(model, nobody));
}

TEST_CASE("what was estimated of the input at hand is not lost") {
    constexpr std::size_t players = 12;
    const array<double> x = make_array<double>({1, players}, 1.0), nobody = make_array<double>({1, players}, 0.0);
    std::size_t evaluated = 0, most = 0;
    const auto model = [&](const array<double>& b) {
        const std::size_t n = b.shape()[0];
        if ((evaluated += n) > most) throw std::runtime_error("the connection was lost");
        auto y = make_array<double>({n, 1}, 0.0);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t p = 0; p < players; ++p)
                y(i, 0) += b(i, p) * b(i, (p + 1) % players) * b(i, (p + 5) % players);
        return y;
    };
    const auto check = [&](const auto& explain, std::size_t until) {
        evaluated = 0;
        most = until;
        try {
            explain(x);
            FAIL("nothing was thrown");
        } catch (const shap::model_error& e) {
            const auto* so_far = shap::finished<double>(e);
            REQUIRE(so_far != nullptr);
            REQUIRE(so_far->size() == 1);
            CHECK(so_far->evaluations > 300);
            CHECK(so_far->residual < 1e-12);
            for (std::size_t p = 0; p < players; ++p) {
                CHECK(so_far->standard_errors(0, p, 0) > 0);
                CHECK(std::abs(so_far->values(0, p, 0) - 1) <= 5 * so_far->standard_errors(0, p, 0));
            }
        }
    };
    const auto all = shap::players::elements();
    check(shap::permutation(model, nobody, all, {.budget = {.evaluations = 3000}}), 1500);
    check(shap::sampling(model, nobody, all, {.budget = {.evaluations = 2000}}), 1500);
    check(shap::kernel(model, nobody, all, {.budget = {.tolerance = 1e-9}}), 2600);
}

TEST_CASE("a model with another answer for the same input ends every estimate before it has begun") {
    double drift = 0;
    const auto model = [&](const array<double>& b) {
        drift += 0.01;
        return make_array<double>({b.shape()[0], 1}, 1 + drift);
    };
    const auto check = [&](const auto& explain) {
        CHECK_THROWS_WITH(explain(inputs),
                          Catch::Contains("input 0 of 3: the model gave another answer for the same input"));
    };
    const auto all = shap::players::elements();
    check(shap::exact(model, background));
    check(shap::kernel(model, background));
    check(shap::permutation(model, background));
    check(shap::sampling(model, background));
    check(shap::partition(model, background, all));
    check(shap::additive(model, background));
}

TEST_CASE("a background of each input has base values of each input") {
    const auto image = make_array<double>({2, 4, 5, 2});
    auto x = image;
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = std::sin(static_cast<double>(i * i));
    const auto model = [](const array<double>& b) {
        auto y = make_array<double>({b.shape()[0]});
        for (std::size_t i = 0; i < y.size(); ++i) y(i) = b(i, 1, 2, 0) * b(i, 3, 3, 1) + b(i, 0, 0, 1);
        return y;
    };
    const auto e = shap::exact(model, shap::backgrounds::blur<double>({4, 5, 2}, 1.5), shap::players::channels())(x);
    CHECK(e.has_base_for_each_input());
    CHECK(e.residual < 1e-14);
    for (std::size_t i = 0; i < 2; ++i) {
        const auto one = slice(x, i, i + 1);
        const auto absent = shap::backgrounds::blur<double>({4, 5, 2}, 1.5).at({one.data(), one.size()});
        CHECK(*e.base(i) == Approx(model(absent.samples())(0)));
        const auto apart = shap::exact(model, absent, shap::players::channels())(one);
        CHECK(max_difference(apart.values, e.input(i).values) < 1e-15);
    }
}

TEST_CASE("integers are computed with as doubles, whatever is an integer") {
    const auto half = rowwise([](const double* x) { return x[0] / 2 + x[1] * x[1]; });
    const array<int> whole{{0, 1}, {1, 2}};
    const array<double> x{{1.5, 0.5}};
    const array<double> expected = shap::exact(half, array<double>(xt::cast<double>(whole)))(x).values;
    CHECK((shap::exact(half, whole)(x).values == expected));
    CHECK((shap::exact(half, shap::background(whole))(x).values == expected));
    CHECK(shap::exact(half, shap::backgrounds::sample(whole, 2, 1))(x).residual < 1e-14);
    const auto e = shap::exact(half, shap::backgrounds::constant({2}, 0))(x);
    CHECK(e.values(0, 0, 0) == 0.75);
    CHECK(e.predictions(0, 0) == 1);
    CHECK(shap::exact(half, shap::backgrounds::mean(whole))(x).base_values(0) == 0.25 + 2.25);
    CHECK(shap::exact(half, shap::backgrounds::kmeans(whole, 1, 1))(x).base_values(0) == 0.25 + 2.25);
    const auto f = shap::exact([](const array<float>& b) { return b; }, whole)(x);
    CHECK(f.values(0, 0, 0) == 1);
}

TEST_CASE("a model of a fixed batch is given whole batches") {
    std::vector<std::size_t> calls;
    const auto fixed = [&](const array<double>& b) {
        calls.push_back(b.shape()[0]);
        return product(b);
    };
    const auto e = shap::exact(fixed, background, {.batch = 5})(inputs);
    CHECK((e.values == shap::exact(product, background)(inputs).values));
    CHECK(std::all_of(calls.begin(), calls.end(), [](std::size_t n) { return n == 5; }));
}

TEST_CASE("the check for repeatable answers has a tolerance and can be turned off") {
    double drift = 0;
    const auto model = [&](const array<double>& b) {
        drift += 0.01;
        return make_array<double>({b.shape()[0], 1}, 1 + drift);
    };
    CHECK_THROWS_WITH(shap::exact(model, background)(inputs), Catch::Contains("options::checks"));
    CHECK_NOTHROW(shap::exact(model, background, {.checks = {.tolerance = 0.1}})(inputs));
    CHECK_NOTHROW(shap::exact(model, background, {.checks = {.repeatable = false}})(inputs));
}
