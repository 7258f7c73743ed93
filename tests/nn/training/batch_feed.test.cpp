#include "catch.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/nn/training/batch_feed.hpp>
#include <diapir/nn/training/dataset.hpp>
#include <diapir/nn/training/generated_samples.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

using namespace diapir;

namespace {

/// Samples {2, 1, 2} with their number in the first channel, targets and weights with ten and a hundred times it.
nn::dataset<double> numbered(std::size_t count) {
    nn::dataset<double> d{make_array<double>({count, 2, 1, 2}, 0.0), make_array<double>({count, 2, 1, 1}),
                          make_array<double>({count})};
    for (std::size_t i = 0; i < count; ++i) {
        const auto number = static_cast<double>(i);
        d.x(i, 0, 0, 0) = d.x(i, 1, 0, 0) = number;
        d.y(i, 0, 0, 0) = d.y(i, 1, 0, 0) = 10 * number;
        d.weights(i) = 100 * number;
    }
    return d;
}
/// Writes random numbers to the second channel. Comes from other threads, in which Catch checks nothing.
const nn::sample_change marking = [](auto image, auto target, random_stream& random) {
    require(image.shape() == shape{2, 1, 2} && target.shape() == shape{2, 1, 1}, "other shapes");
    using T = std::remove_reference_t<decltype(image.at(0, 0, 0))>;
    image.at(1, 0, 1) = static_cast<T>(random.uniform());
};

struct epoch_read {
    std::vector<std::size_t> order, sizes;
    std::map<std::size_t, double> marks;
};
/// All batches of an epoch, whose targets and weights must be those of their samples.
template <class T>
epoch_read read_epoch(nn::batch_feed<T>& feed, std::size_t epoch) {
    epoch_read all;
    feed.start(epoch);
    for (std::size_t b = 0; b < feed.batches(); ++b) {
        const auto batch = feed.next();
        all.sizes.push_back(batch.x.samples());
        const auto x = unpack(batch.x), y = unpack(batch.y), w = unpack(*batch.weights);
        for (std::size_t i = 0; i < batch.x.samples(); ++i) {
            const double number = x(i, 0, 0, 0);
            CHECK(x(i, 1, 0, 0) == number);
            CHECK(y(i, 1, 0, 0) == 10 * number);
            CHECK(w(i, 0, 0, 0) == 100 * number);
            all.order.push_back(static_cast<std::size_t>(number));
            all.marks[all.order.back()] = x(i, 1, 0, 1);
        }
    }
    return all;
}

}  // namespace

TEST_CASE("an epoch has every sample once, in an order of its own that follows from the seed") {
    const auto d = numbered(11);
    nn::batch_feed<double> feed(d, {.batch = 4, .seed = 7}), same(d, {.batch = 4, .seed = 7}),
        other(d, {.batch = 4, .seed = 8});
    CHECK(feed.batches() == 3);
    std::vector<std::vector<std::size_t>> orders;
    for (std::size_t epoch = 0; epoch < 4; ++epoch) {
        const auto read = read_epoch(feed, epoch);
        CHECK(read.sizes == std::vector<std::size_t>{4, 4, 3});
        auto sorted = read.order;
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t i = 0; i < 11; ++i) CHECK(sorted[i] == i);
        CHECK(std::find(orders.begin(), orders.end(), read.order) == orders.end());
        CHECK(read_epoch(other, epoch).order != read.order);
        orders.push_back(read.order);
    }
    CHECK(read_epoch(same, 2).order == orders[2]);  // whatever was read before
    CHECK(read_epoch(feed, 0).order == orders[0]);
    nn::batch_feed<double> plain(d, {.batch = 4, .shuffle = false});
    for (std::size_t epoch = 0; epoch < 2; ++epoch) {
        const auto order = read_epoch(plain, epoch).order;
        CHECK(std::is_sorted(order.begin(), order.end()));
    }
}

TEST_CASE("a batch of any size takes what there is") {
    const auto d = numbered(11);
    for (const std::size_t batch : {std::size_t{11}, std::size_t{12}, std::numeric_limits<std::size_t>::max() - 5,
                                    std::numeric_limits<std::size_t>::max()}) {
        nn::batch_feed<double> feed(d, {.batch = batch});
        CHECK(read_epoch(feed, 0).sizes == std::vector<std::size_t>{11});
    }
    nn::batch_feed<double> halves(d, {.batch = 10});
    CHECK(read_epoch(halves, 0).sizes == std::vector<std::size_t>{10, 1});
}

TEST_CASE("batches that are made ahead are those that are not") {
    const auto d = numbered(23);
    for (const bool shuffle : {true, false}) {
        nn::batch_feed<double> ahead(d, {.batch = 5, .shuffle = shuffle, .change = marking}),
            when_asked(d, {.batch = 5, .shuffle = shuffle, .change = marking, .ahead = false});
        for (std::size_t epoch = 0; epoch < 3; ++epoch) {
            const auto a = read_epoch(ahead, epoch), b = read_epoch(when_asked, epoch);
            CHECK(a.order == b.order);
            CHECK(a.marks == b.marks);
        }
    }
}

TEST_CASE("changes depend on the seed, the epoch and the sample only") {
    const auto d = numbered(23);
    const auto marks = [&](std::size_t batch, bool shuffle, std::uint64_t seed, std::size_t epoch) {
        nn::batch_feed<double> feed(d, {.batch = batch, .shuffle = shuffle, .seed = seed, .change = marking});
        return read_epoch(feed, epoch).marks;
    };
    const auto first = marks(5, true, 1, 3);
    CHECK(first.size() == 23);
    CHECK(marks(8, false, 1, 3) == first);
    for (const auto& others : {marks(5, true, 1, 4), marks(5, true, 2, 3)})
        for (const auto& [sample, mark] : others) CHECK(mark != first.at(sample));
    std::vector<double> values;
    for (const auto& [sample, mark] : first) values.push_back(mark);
    std::sort(values.begin(), values.end());
    CHECK(std::adjacent_find(values.begin(), values.end()) == values.end());
    CHECK(d.x(5, 1, 0, 1) == 0);  // the samples stay as they are
}

TEST_CASE("weights of pixels go with their pixels where these are moved") {
    nn::dataset<double> d{make_array<double>({3, 2, 2, 1}), make_array<double>({3, 2, 2, 2}),
                          make_array<double>({3, 2, 2, 1})};
    for (std::size_t p = 0; p < 12; ++p) {
        const auto number = static_cast<double>(p);
        d.x.data()[p] = number;
        d.y.data()[2 * p] = 10 * number;
        d.y.data()[2 * p + 1] = 20 * number;
        d.weights.data()[p] = 100 * number;
    }
    const nn::sample_change turned = [](auto image, auto target, random_stream&) {
        require(target.shape() == shape{2, 2, 3}, "expected weights behind the targets");
        for (auto v : {image, target})
            for (std::size_t c = 0; c < v.shape()[2]; ++c) {
                std::swap(v.at(0, 0, c), v.at(1, 1, c));
                std::swap(v.at(0, 1, c), v.at(1, 0, c));
            }
    };
    const auto batch = nn::read_batch(d, std::vector<std::size_t>{2, 0}, turned);
    const auto x = unpack(batch.x), y = unpack(batch.y), w = unpack(*batch.weights);
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t p = 0; p < 4; ++p) {
            const auto number = static_cast<double>((i == 0 ? 8 : 0) + 3 - p);
            CHECK(x(i, p / 2, p % 2, 0) == number);
            CHECK(y(i, p / 2, p % 2, 0) == 10 * number);
            CHECK(y(i, p / 2, p % 2, 1) == 20 * number);
            CHECK(w(i, p / 2, p % 2, 0) == 100 * number);
        }
}

TEST_CASE("an epoch may be left in its middle") {
    const auto d = numbered(12);
    nn::batch_feed<double> feed(d, {.batch = 4}), fresh(d, {.batch = 4});
    feed.start(0);
    (void)feed.next();
    CHECK(read_epoch(feed, 1).order == read_epoch(fresh, 1).order);
    CHECK_FALSE(std::is_move_constructible_v<nn::batch_feed<double>>);
}

TEST_CASE("what the source or a change throws arrives with the batch that it belongs to") {
    const nn::generated_samples<double> source(6, {2, 1, 2}, {2, 1, 1},
                                               [](std::size_t i, random_stream&, std::span<double>, std::span<double>) {
                                                   if (i == 4) throw file_error("sample 4 cannot be read");
                                               });
    for (const bool ahead : {true, false}) {
        nn::batch_feed<double> feed(source, {.batch = 2, .shuffle = false, .ahead = ahead});
        for (std::size_t epoch = 0; epoch < 2; ++epoch) {
            feed.start(epoch);
            CHECK_NOTHROW(feed.next());
            CHECK_NOTHROW(feed.next());
            CHECK_THROWS_WITH(feed.next(), "sample 4 cannot be read");
        }
        const auto d = numbered(4);
        nn::batch_feed<double> changed(
            d, {.change = [](auto, auto, random_stream&) { throw error("no change"); }, .ahead = ahead});
        changed.start(0);
        CHECK_THROWS_WITH(changed.next(), "no change");
    }
}

TEST_CASE("features are changed as images of one pixel, and samples without weights have none") {
    const nn::dataset<float> d{make_array<float>({3, 5}, 1.f), make_array<float>({3, 2}, 0.f)};
    const nn::sample_change doubled = [](auto image, auto target, random_stream&) {
        require(image.shape() == shape{1, 1, 5} && target.shape() == shape{1, 1, 2}, "other shapes");
        for (std::size_t i = 0; i < image.size(); ++i) image.data[i] *= 2;
        target.data[1] = 9;
    };
    const std::vector<std::size_t> indexes{2, 0};
    const auto batch = nn::read_batch<float>(d, indexes, doubled);
    CHECK_FALSE(batch.weights);
    const auto x = unpack(batch.x), y = unpack(batch.y);
    CHECK(std::all_of(x.begin(), x.end(), [](float e) { return e == 2; }));
    CHECK(y(1, 0, 0, 0) == 0);
    CHECK(y(1, 0, 0, 1) == 9);
}
