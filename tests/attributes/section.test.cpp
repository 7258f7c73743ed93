#include "attributes/noise.hpp"
#include "catch.hpp"
#include <diapir/attributes/channels.hpp>
#include <diapir/attributes/chaos.hpp>
#include <diapir/attributes/curvature.hpp>
#include <diapir/attributes/derivative.hpp>
#include <diapir/attributes/dip.hpp>
#include <diapir/attributes/energy.hpp>
#include <diapir/attributes/gaussian.hpp>
#include <diapir/attributes/gradient_magnitude.hpp>
#include <diapir/attributes/semblance.hpp>
#include <diapir/attributes/similarity.hpp>
#include <diapir/attributes/steered_semblance.hpp>
#include <diapir/attributes/texture.hpp>
#include <diapir/attributes/variance.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace attr = diapir::attributes;
using diapir::array;
using diapir::make_array;
using diapir::testing::noise;

namespace {

/// An attribute with a window of samples x traces.
template <class T>
struct windowed {
    const char* name;
    std::function<array<T>(const array<T>&, attr::box)> of;
};

/// All whose windows are boxes.
template <class T>
std::vector<windowed<T>> windowed_attributes() {
    using S = const array<T>&;
    using attr::box;
    const auto semblance = [](attr::semblance_method m) {
        return [m](S s, box w) { return attr::semblance(s, {.samples = w.samples, .traces = w.traces, .method = m}); };
    };
    const auto texture = [](attr::texture_measure m) {
        return [m](S s, box w) {
            return attr::texture(s, m, {.samples = w.samples, .traces = w.traces == 0 ? 0 : w.traces + 1});
        };
    };
    return {
        {"gst", semblance(attr::semblance_method::gst)},
        {"marfurt", semblance(attr::semblance_method::marfurt)},
        {"gersztenkorn", semblance(attr::semblance_method::gersztenkorn)},
        {"chaos", [](S s, box w) { return attr::chaos(s, {.samples = w.samples, .traces = w.traces}); }},
        {"dip", [](S s, box w) { return attr::dip(s, {.samples = w.samples, .traces = w.traces}); }},
        {"curvature", [](S s, box w) { return attr::curvature(s, {.samples = w.samples, .traces = w.traces}); }},
        {"variance", [](S s, box w) { return attr::variance(s, {.samples = w.samples, .traces = w.traces}); }},
        {"variance between traces",
         [](S s, box w) {
             return attr::variance(s, {.samples = w.samples, .traces = w.traces, .form = attr::variance_form::traces});
         }},
        {"similarity", [](S s, box w) { return attr::similarity(s, {.samples = w.samples, .reach = w.traces}); }},
        {"steered_semblance",
         [](S s, box w) {
             return attr::steered_semblance(s, {.samples = w.samples, .traces = w.traces, .max_dip = 1});
         }},
        {"browsed_dip",
         [](S s, box w) { return attr::browsed_dip(s, {.samples = w.samples, .traces = w.traces, .max_dip = 1}); }},
        {"contrast", texture(attr::texture_measure::contrast)},
        {"homogeneity", texture(attr::texture_measure::homogeneity)},
        {"entropy", texture(attr::texture_measure::entropy)},
        {"gradient_magnitude", [](S s, box) { return attr::gradient_magnitude(s); }},
        {"gradient_magnitude of SciPy",
         [](S s, box) { return attr::gradient_magnitude(s, attr::gradient_magnitude_options::scipy(1)); }},
    };
}

}  // namespace

TEMPLATE_TEST_CASE("attributes over windows: what they cannot work with is named, what is small or large has a result",
                   "", float, double) {
    using T = TestType;
    for (const auto& [name, of] : windowed_attributes<T>()) {
        INFO(name);
        CHECK_THROWS_AS(of(make_array<T>({5}, T(0)), {3, 3}), diapir::argument_error);
        if (std::string(name).rfind("gradient", 0) != 0)
            for (const attr::box window : {attr::box{0, 3}, {3, 0}})
                CHECK_THROWS_AS(of(noise<T>({5, 5}, 6, 10), window), diapir::argument_error);
        for (const diapir::shape& empty : {diapir::shape{0, 4}, {4, 0}, {0, 4, 5}, {2, 4, 0}})
            CHECK(diapir::shape_of(of(make_array<T>(empty), {3, 3})) == empty);
        for (const diapir::shape& small : {diapir::shape{1, 1}, {1, 7}, {7, 1}, {2, 2}})
            for (const attr::box window : {attr::box{3, 3}, {4, 2}, {31, 12}})
                CHECK(diapir::shape_of(of(noise<T>(small, 6, 10), window)) == small);
        array<T> missing = noise<T>({50, 40}, 6, 10);
        missing(20, 10) = std::numeric_limits<T>::quiet_NaN();
        CHECK(std::isnan(of(missing, {5, 5})(20, 11)));
        CHECK(std::isfinite(of(missing, {5, 5})(40, 10)));
        CHECK(std::isfinite(of(missing, {5, 5})(20, 30)));
        for (const T x : of(make_array<T>({4, 4}, std::numeric_limits<T>::quiet_NaN()), {3, 3})) CHECK(std::isnan(x));
    }
}

TEMPLATE_TEST_CASE("attributes over windows: the same bits for any number of threads, and for a section of a batch", "",
                   float, double) {
    using T = TestType;
    const auto large = noise<T>({2, 301, 103}, 6, 10);
    for (const auto& [name, of] : windowed_attributes<T>())
        for (const attr::box window : {attr::box{5, 3}, {12, 2}}) {
            INFO(name);
            const auto with = [&, f = of](std::size_t threads) {
                const diapir::thread_limit limit(threads);
                return f(large, window);
            };
            const auto alone = with(1), shared = with(2), many = with(5);
            CHECK(std::equal(alone.begin(), alone.end(), shared.begin()));
            CHECK(std::equal(alone.begin(), alone.end(), many.begin()));
            const array<T> second = of(diapir::slice(large, 1, 2), window);
            CHECK(std::equal(second.begin(), second.end(), alone.begin() + 301 * 103));
        }
}

TEST_CASE("attributes keep the floating type of a section and read integers as double") {
    CHECK(std::is_same_v<decltype(attr::sobel(array<float>())), array<float>>);
    CHECK(std::is_same_v<decltype(attr::sobel(array<double>())), array<double>>);
    CHECK(std::is_same_v<decltype(attr::sobel(array<unsigned char>())), array<double>>);
    array<unsigned char> step = make_array<unsigned char>({4, 6}, 200);
    for (std::size_t row = 0; row < 4; ++row) step(row, 5) = 0;
    CHECK(attr::sobel(step)(2, 5) == -800);
    CHECK(attr::energy(step)(2, 0) == Approx(200.0 * 200 * 4 / 5));
}

TEST_CASE("every section of a batch is treated as if it were alone, views included") {
    const auto batch = noise({2, 3, 12, 9}, 3);
    const auto check = [&](const auto& attribute) {
        const array<double> all = attribute(batch);
        REQUIRE(diapir::shape_of(all) == diapir::shape_of(batch));
        for (std::size_t i = 0; i < 2; ++i)
            for (std::size_t j = 0; j < 3; ++j) {
                const array<double> one = attribute(xt::view(batch, i, j));
                CHECK(std::equal(one.data(), one.data() + one.size(), &all(i, j, 0, 0)));
            }
    };
    check([](const auto& x) { return attr::sobel(x, attr::axis::sample); });
    check([](const auto& x) { return attr::energy(x, {.window = 4}); });
    check([](const auto& x) { return attr::gaussian_filter(x, {.sigma = 1.5}); });
    check([](const auto& x) { return attr::semblance(x); });
    check([](const auto& x) { return attr::semblance(x, {.method = attr::semblance_method::gersztenkorn}); });
}

TEST_CASE("the axes of a section are exchanged by transposing it") {
    const auto section = noise({14, 11}, 4);
    const array<double> turned = xt::transpose(section);
    const auto check = [&](const array<double>& a, const array<double>& b) {
        for (std::size_t i = 0; i < 14; ++i)
            for (std::size_t j = 0; j < 11; ++j) REQUIRE(a(i, j) == Approx(b(j, i)).margin(1e-12));
    };
    check(attr::sobel(section, attr::axis::sample), attr::sobel(turned, attr::axis::trace));
    check(attr::energy(section, {.along = attr::axis::sample}), attr::energy(turned, {.along = attr::axis::trace}));
    check(attr::gaussian_filter(section, {.along = attr::axis::sample, .order = 1}),
          attr::gaussian_filter(turned, {.along = attr::axis::trace, .order = 1}));
    check(attr::semblance(section, {.samples = 3, .traces = 5}), attr::semblance(turned, {.samples = 5, .traces = 3}));
}

TEMPLATE_TEST_CASE("a large section has the same bits for any number of threads", "", float, double) {
    using T = TestType;
    const auto large = noise<T>({2, 301, 203}, 6, 1000);
    const auto check = [&](const auto& attribute) {
        const auto with = [&](std::size_t threads) {
            const diapir::thread_limit limit(threads);
            return attribute(large);
        };
        const auto alone = with(1);
        for (const std::size_t threads : {2, 5}) {
            const auto shared = with(threads);
            CHECK(std::equal(alone.begin(), alone.end(), shared.begin()));
        }
    };
    for (const auto along : {attr::axis::sample, attr::axis::trace}) {
        check([=](const auto& x) { return attr::sobel(x, along); });
        check([=](const auto& x) { return attr::rms(x, {.window = 7, .along = along}); });
        check([=](const auto& x) { return attr::gaussian_filter(x, {.sigma = 2, .along = along}); });
    }
    check([](const auto& x) { return attr::laplace(x); });
    for (const auto method : {attr::semblance_method::gst, attr::semblance_method::marfurt})
        for (const std::size_t window : {4, 31})
            check([=](const auto& x) {
                return attr::semblance(x, {.samples = window, .traces = window + 2, .method = method});
            });
    check([](const auto& x) {
        return attr::semblance(x, {.samples = 9, .traces = 2, .method = attr::semblance_method::gersztenkorn});
    });
    check([](const auto& x) { return attr::channels(x); });
}

TEST_CASE("arguments that attributes cannot work with are named") {
    const array<double> line = make_array<double>({5}, 0), section = make_array<double>({5, 5}, 0);
    CHECK_THROWS_AS(attr::sobel(line), diapir::argument_error);
    CHECK_THROWS_WITH(attr::energy(line), "energy: expected sections {..., samples, traces}, got {5}");
    CHECK_THROWS_AS(attr::energy(section, {.window = 0}), diapir::argument_error);
    CHECK_THROWS_AS(attr::semblance(section, {.samples = 0}), diapir::argument_error);
    CHECK_THROWS_AS(attr::semblance(section, {.sigma = 0}), diapir::argument_error);
    CHECK_THROWS_AS(attr::gaussian_filter(section, {.sigma = -1}), diapir::argument_error);
    CHECK_THROWS_AS(attr::gaussian_filter(section, {.order = 2}), diapir::argument_error);
    CHECK(attr::energy(make_array<double>({0, 5, 5})).size() == 0);
}

TEMPLATE_TEST_CASE("the unit factor is a power of two that takes the largest finite amplitude to one magnitude", "",
                   float, double) {
    using T = TestType;
    const int magnitude = std::numeric_limits<T>::max_exponent * 5 / 16;
    std::vector<T> x(37, T(0));
    CHECK(attr::unit_factor(x.data(), x.size()) == 1);
    for (const std::size_t place : {0, 5, 36})
        for (const T amplitude : {T(3e-20), T(-1), T(7e25)}) {
            std::vector<T> one(37, amplitude / 8);
            one[place] = amplitude;
            const T factor = attr::unit_factor(one.data(), one.size());
            int exponent;
            CHECK(std::frexp(factor, &exponent) == T(0.5));
            CHECK(std::ilogb(amplitude * factor) == magnitude);
            one[place] = std::numeric_limits<T>::infinity();
            one[36 - place] = std::numeric_limits<T>::quiet_NaN();
            CHECK(attr::unit_factor(one.data(), one.size()) == 8 * factor);
        }
    x[3] = std::numeric_limits<T>::denorm_min();
    CHECK(std::isfinite(attr::unit_factor(x.data(), x.size())));
}

TEST_CASE("null values of Surfer leave attributes alone but for their own windows") {
    const auto plain = noise<float>({40, 30}, 6, 10);
    array<float> nulls = plain;
    nulls(0, 0) = 1.70141e38f;
    const auto check = [&](const auto& attribute) {
        const array<float> expected = attribute(plain), found = attribute(nulls);
        for (std::size_t i = 12; i < 40; ++i)
            for (std::size_t j = 12; j < 30; ++j) CHECK(found(i, j) == Approx(expected(i, j)).margin(1e-5));
    };
    check([](const auto& x) { return attr::rms(x); });
    check([](const auto& x) { return attr::semblance(x); });
    check([](const auto& x) { return attr::similarity(x); });
    check([](const auto& x) { return attr::gradient_magnitude(x); });
    CHECK(attr::unit_factors(nulls.data(), 1, nulls.size())[0] == attr::unit_factor(nulls.data(), nulls.size()));
}

TEST_CASE("unit factors of many sections are those of each") {
    std::vector<float> x(3 * 40000, 0.5f);
    x[30000] = 1e10f;
    x[119999] = -1e-10f;
    std::fill(x.begin() + 40000, x.begin() + 80000, 0.0f);
    const std::vector<float> units = attr::unit_factors(x.data(), 3, 40000);
    for (std::size_t i = 0; i < 3; ++i) CHECK(units[i] == attr::unit_factor(&x[i * 40000], 40000));
    CHECK(units[0] != units[2]);
    CHECK(units[1] == 1);
}

TEST_CASE("spacings are those whose squares, and the squares of what they divide by, are normal numbers") {
    CHECK(attr::detail::is_spacing<float>(0x1p-63));
    CHECK_FALSE(attr::detail::is_spacing<float>(0x0.ffffp-63));
    CHECK(attr::detail::is_spacing<float>(0x1p63));
    CHECK_FALSE(attr::detail::is_spacing<float>(0x1.0001p63));
    CHECK(attr::detail::is_spacing<double>(0x1p-511));
    CHECK_FALSE(attr::detail::is_spacing<double>(0x0.ffffp-511));
}
