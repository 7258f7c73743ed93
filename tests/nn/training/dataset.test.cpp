#include "catch.hpp"
#include <diapir/nn/training/batch_feed.hpp>
#include <diapir/nn/training/dataset.hpp>

#include <span>
#include <vector>

using namespace diapir;

namespace {

array<double> numbered(const shape& s) {
    array<double> a = make_array<double>(s);
    for (std::size_t i = 0; i < a.size(); ++i) a.data()[i] = static_cast<double>(i);
    return a;
}

}  // namespace

TEST_CASE("a data set counts its images, their channels and outputs") {
    const nn::dataset<double> d{numbered({5, 3, 2, 4}), numbered({5, 3, 2, 1})}, none;
    CHECK(d.size() == 5);
    CHECK(d.channels() == 4);
    CHECK(d.outputs() == 1);
    CHECK(none.size() == 0);
    CHECK(none.channels() == 0);
}

TEST_CASE("images and targets that do not belong together make no data set") {
    const auto made = [](const shape& x, const shape& y) { return nn::dataset<double>{numbered(x), numbered(y)}; };
    CHECK_NOTHROW(made({5, 3, 2, 4}, {5, 3, 2, 7}));
    CHECK_THROWS_WITH(made({10, 3, 2, 4}, {5, 3, 2, 1}),
                      Catch::Contains("{10, 3, 2, 4}") && Catch::Contains("{5, 3, 2, 1}"));
    CHECK_THROWS_AS(made({5, 3, 2, 4}, {5, 2, 3, 1}), argument_error);
    CHECK_NOTHROW(made({5, 3, 2, 4}, {5, 7}));  // of the whole image
    CHECK_NOTHROW(made({5, 3, 2, 4}, {5, 1, 1, 7}));
    CHECK_THROWS_AS(made({5, 3, 2, 4}, {5, 2, 2, 7}), argument_error);
    CHECK_NOTHROW(made({5, 4}, {5, 1}));
    CHECK_THROWS_AS(made({5, 3, 2, 4}, {5, 3, 2}), argument_error);
    CHECK_THROWS_AS(made({5, 3, 2}, {5, 3, 2}), argument_error);
    CHECK_THROWS_AS(made({0, 3, 2, 4}, {0, 3, 2, 1}), argument_error);
    CHECK_THROWS_AS(made({5, 3, 2, 0}, {5, 3, 2, 1}), argument_error);
}

TEST_CASE("rows of an array are packed in any order") {
    const auto x = numbered({6, 3, 2, 2});
    const std::vector<std::size_t> order{5, 0, 3, 1};
    const nn::dataset<double> d{x, x};
    const auto batch = nn::read_batch(d, std::span(order).subspan(1, 2));
    CHECK(batch.x.samples() == 2);
    CHECK((unpack(batch.x) == take(x, std::vector<std::size_t>{0, 3})));
    CHECK((unpack(nn::pack_rows(x, 2, 5)) == slice(x, 2, 5)));
}

TEST_CASE("weights of samples or of their pixels belong to their samples") {
    const auto x = numbered({5, 3, 2, 4}), y = numbered({5, 3, 2, 1});
    const nn::dataset<double> none{x, y}, samples{x, y, numbered(shape{5})}, pixels{x, y, numbered({5, 3, 2, 1})};
    CHECK(none.weight().axes() == 0);
    CHECK(samples.weight() == shape{1, 1, 1});
    CHECK(pixels.weight() == shape{3, 2, 1});
    CHECK(pixels.input() == shape{3, 2, 4});
    CHECK(pixels.target() == shape{3, 2, 1});
    const std::vector<std::size_t> order{4, 2};
    CHECK_FALSE(nn::read_batch(none, order).weights);
    const auto of_samples = unpack(*nn::read_batch(samples, order).weights);
    CHECK(shape_of(of_samples) == shape{2, 1, 1, 1});
    CHECK(of_samples(0, 0, 0, 0) == 4);
    CHECK(of_samples(1, 0, 0, 0) == 2);
    CHECK((unpack(*nn::read_batch(pixels, order).weights) == take(pixels.weights, order)));
}

TEST_CASE("weights that do not belong to the samples make no data set") {
    const auto made = [](const shape& x, const shape& y, const shape& w) {
        return nn::dataset<double>{numbered(x), numbered(y), numbered(w)};
    };
    CHECK_NOTHROW(made({5, 4}, {5, 1}, {5}));
    for (const shape& w : {shape{4}, {5, 1}, {5, 3, 2}, {5, 2, 3, 1}, {5, 3, 2, 2}, {4, 3, 2, 1}, {0}})
        CHECK_THROWS_WITH(made({5, 3, 2, 4}, {5, 3, 2, 1}, w), Catch::Contains("dataset: expected weights {5} or "));
    CHECK_THROWS_WITH(made({5, 4}, {5, 1}, {4}), Catch::Contains("dataset: expected weights {5}"));
}
