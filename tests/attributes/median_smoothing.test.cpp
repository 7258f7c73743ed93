#include "attributes/compare.hpp"
#include <diapir/attributes/median_smoothing.hpp>
#include <diapir/core/random.hpp>

#include <vector>

namespace attr = diapir::attributes;
using namespace diapir;
using namespace diapir::testing;
using Catch::Contains;

namespace {

/// The medians from their definition: sorts what each window holds.
template <class T>
array<T> sorted_medians(const array<T>& x, const attr::median_options& options) {
    const auto rows = static_cast<std::ptrdiff_t>(x.shape()[0]), cols = static_cast<std::ptrdiff_t>(x.shape()[1]);
    array<T> medians = make_array<T>(shape_of(x), NAN);
    for (std::ptrdiff_t i = 0; i < rows; ++i)
        for (std::ptrdiff_t j = 0; j < cols; ++j) {
            std::vector<T> inside;
            for (std::size_t a = 0; a < options.samples; ++a)
                for (std::size_t b = 0; b < options.traces; ++b) {
                    const std::ptrdiff_t row = kernels::edge_index(static_cast<std::size_t>(i) + a, options.samples / 2,
                                                                   x.shape()[0], options.edge);
                    const std::ptrdiff_t col = kernels::edge_index(static_cast<std::size_t>(j) + b, options.traces / 2,
                                                                   x.shape()[1], options.edge);
                    const bool outside = row < 0 || col < 0;
                    if (outside && options.edge == attr::edge::truncate) continue;
                    const T value = outside ? T{0} : x(static_cast<std::size_t>(row), static_cast<std::size_t>(col));
                    if (!std::isnan(value)) inside.push_back(value);
                }
            std::sort(inside.begin(), inside.end());
            if (!inside.empty())
                medians(static_cast<std::size_t>(i), static_cast<std::size_t>(j)) = inside[inside.size() / 2];
        }
    return medians;
}

template <class T>
array<T> noise_with_gaps(const shape& s, double part_of_nan) {
    array<T> x = make_array<T>(s);
    random_stream random(8, 0);
    for (T& value : x) value = random.uniform() < part_of_nan ? static_cast<T>(NAN) : static_cast<T>(random.normal());
    return x;
}

}  // namespace

TEST_CASE("median_smoothing is scipy.ndimage.median_filter") {
    const auto x = reference("attributes").get<double>("img_nonsquare");
    const auto archive = reference("trace_filters");
    const auto compare = [&](const std::string& name, const attr::median_options& options) {
        INFO(name);
        const auto expected = archive.get<double>("median_" + name);
        CHECK(max_difference(attr::median_smoothing(x, options), expected) == 0);
        CHECK(max_difference(attr::median_smoothing(array<float>(xt::cast<float>(x)), options), expected) == 0);
    };
    compare("3x3", {});
    compare("4x2", {.samples = 4, .traces = 2});
    compare("5x7", {.samples = 5, .traces = 7});
    compare("1x9", {.samples = 1, .traces = 9});
    compare("2x1", {.samples = 2, .traces = 1});
    compare("5x3_mirror", {.samples = 5, .edge = attr::edge::mirror});
    compare("5x3_zero", {.samples = 5, .edge = attr::edge::zero});
}

TEMPLATE_TEST_CASE("medians are what is in the middle of the sorted window", "", float, double) {
    for (const double part_of_nan : {0.0, 0.1, 0.8})
        for (const attr::edge mode : {attr::edge::zero, attr::edge::truncate, attr::edge::nearest, attr::edge::reflect})
            for (const auto& [samples, traces] : {std::pair{1, 1}, {3, 3}, {2, 5}, {7, 7}, {24, 23}, {40, 3}}) {
                INFO(part_of_nan << " NaN, edge " << static_cast<int>(mode) << ", window " << samples << " x "
                                 << traces);
                const auto x = noise_with_gaps<TestType>({13, 19}, part_of_nan);
                const attr::median_options options{static_cast<std::size_t>(samples), static_cast<std::size_t>(traces),
                                                   mode};
                CHECK(max_difference(attr::median_smoothing(x, options), sorted_medians(x, options)) == 0);
            }
}

TEST_CASE("infinity counts as a number") {
    auto x = noise_with_gaps<double>({9, 9}, 0);
    for (std::size_t i = 0; i < 9; ++i) x(i, 4) = i % 2 == 0 ? INFINITY : -INFINITY;
    CHECK(same(attr::median_smoothing(x), sorted_medians(x, {})));
}

TEST_CASE("spikes go and edges stay") {
    auto x = make_array<double>({12, 12}, 1);
    for (std::size_t i = 6; i < 12; ++i)
        for (std::size_t j = 0; j < 12; ++j) x(i, j) = 4;
    const auto step = x;
    x(2, 3) = 100;
    x(9, 7) = -100;
    CHECK(same(attr::median_smoothing(x), step));
}

TEST_CASE("medians of batches, threads, small sections and wrong options") {
    const auto x = noise_with_gaps<float>({2, 70, 41}, 0.01);
    set_threads(1);
    const auto alone = attr::median_smoothing(x, {.samples = 5});
    set_threads(3);
    CHECK(max_difference(attr::median_smoothing(x, {.samples = 5}), alone) == 0);
    set_threads(2);
    CHECK(max_difference(slice(alone, 1, 2), attr::median_smoothing(slice(x, 1, 2), {.samples = 5})) == 0);
    CHECK(attr::median_smoothing(make_array<double>({1, 1}, 3))(0, 0) == 3);
    CHECK(shape_of(attr::median_smoothing(make_array<double>({3, 0}))) == shape{3, 0});
    CHECK_THROWS_WITH(attr::median_smoothing(x, {.samples = 0}),
                      Contains("median_smoothing: expected a window of at least 1 sample and 1 trace, got 0 x 3"));
    CHECK_THROWS_WITH(attr::median_smoothing(make_array<double>({3})),
                      Contains("median_smoothing: expected sections {..., samples, traces}, got {3}"));
}
