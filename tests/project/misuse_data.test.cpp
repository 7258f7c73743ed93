// What data/ and distributed/ refuse.
#include "project/misuse.hpp"
#include <diapir/data.hpp>
#include <diapir/distributed.hpp>

#include <string>
#include <vector>

using namespace diapir;
using namespace diapir::testing;

namespace {

using indexes = std::vector<std::size_t>;
using numbers = std::vector<double>;

array<double> images() {
    return filled({2, 8, 6, 3});
}
void flip(const shape& masks, const data::flip_options& options) {
    array<double> x = images(), y = filled(masks);
    data::flip_traces(x, y, options);
}
/// Changes an image of 8 x 6 pixels and 3 channels, and a mask of as many pixels.
void change(const data::augmentation_options& options, std::size_t rows = 8) {
    array<double> x = filled({8, 6, 3}), y = filled({rows, 6, 1});
    random_stream random(1);
    const data::augmentation made(options);
    made(image_view<double>{x.data(), 8, 6, 3}, image_view<double>{y.data(), rows, 6, 1}, random);
}
void noise(double deviation) {
    double value = 0;
    random_stream random(1);
    data::add_noise(&value, 1, deviation, random);
}

/// Transforms a sample of one channel by what no fit has found.
void transform_by(double lambda, double mean, double scale) {
    data::power_transform({{lambda}, {mean}, {scale}}).transform(filled({2, 1}));
}
void uplift(std::size_t rows, std::size_t cols, const shape& of) {
    random_stream random(1);
    data::random_sediments(rows, cols, filled(of), random);
}
double layers(double thickness, double depth = 0) {
    random_stream random(1);
    return data::layer_stack(random, thickness)(depth);
}
/// A rank that is not among those that there are.
struct lost_rank : distributed::single_rank {
    std::size_t rank() const { return 1; }
};

const misuse of_samples[] = {
    {"a transform with a lambda that is NaN", [] { transform_by(not_a_number, 0, 1); },
     "power_transform: channel 0: expected a finite lambda and mean and a scale above 0, got nan, 0 and 1"},
    {"a transform with an infinite mean", [] { transform_by(1, infinite, 1); }, "got 1, inf and 1"},
    {"a transform with a scale of 0", [] { transform_by(1, 0, 0); }, "got 1, 0 and 0"},
    {"a transform with an infinite scale", [] { transform_by(1, 0, infinite); }, "got 1, 0 and inf"},
    {"shares of 1", [] { data::split(10, {.test = 1}); }, "split: expected shares in [0, 1), got test 1 and valid 0.2"},
    {"a share that is NaN", [] { data::split(10, {.valid = not_a_number}); }, "got test 0.2 and valid nan"},
    {"a split of nothing", [] { data::split(0); },
     "split: 0 samples leave none for training after 0 for test and 0 for validation"},
    {"a split that leaves nothing", [] { data::split(2, {.test = 0.5, .valid = 0.5}); },
     "split: 2 samples leave none for training after 1 for test and 1 for validation"},
    {"a split of no labels", [] { data::split(std::span<const std::size_t>()); }, "split: 0 samples leave none"},
    {"strata of NaN",
     [] {
         data::stratified_split(numbers{1, not_a_number, 3});
     },
     "quantile_edges: expected finite values, got nan"},
    {"no strata",
     [] {
         data::quantile_edges(numbers{1, 2}, 0);
     },
     "quantile_edges: expected 1 to 1048576 strata, got 0"},
    {"minus one strata",
     [] {
         data::quantile_edges(numbers{1, 2}, minus_one);
     },
     "strata, got 18446744073709551615"},
    {"edges that go down",
     [] {
         data::strata(numbers{1}, numbers{2, 1});
     },
     "strata: expected edges that ascend, got 1 as number 1"},
    {"an edge that is NaN", [] { data::strata(numbers{1}, numbers{not_a_number}); }, "got nan as number 0"},
    {"a class beyond the last", [] { data::one_hot<float>(filled({2}, 3), 3); },
     "one_hot: expected labels from 0 to below 3, got 3 at element 0"},
    {"a negative class", [] { data::one_hot<float>(filled({2}, -1), 3); }, "got -1 at element 0"},
    {"half a class", [] { data::one_hot<float>(filled({2}, 0.5), 3); }, "one_hot: expected whole numbers, got 0.5"},
    {"complete samples of a scalar", [] { data::complete_samples(filled({})); },
     "complete_samples: expected samples {n, ...}, got a scalar"},
    {"resizing features",
     [] {
         data::resize(filled({2, 3}), 4, 4);
     },
     "resize: expected images {n, rows, cols, channels}, got {2, 3}"},
    {"resizing to nothing", [] { data::resize(images(), 0, 4); },
     "resize: expected at least 1 row and 1 column, got 0 x 4"},
    {"decimating by 0", [] { data::decimate(images(), 0); }, "decimate: expected a step of at least 1, got 0"},
    {"decimating features",
     [] {
         data::decimate(filled({2, 3}));
     },
     "decimate: expected images {n, rows, cols} or {n, rows, cols, channels}, got {2, 3}"},
    {"a power transform of a scalar", [] { data::power_transform().fit(filled({})); },
     "power_transform: expected samples {..., channels}, got {}"},
    {"a power transform of infinite values",
     [] {
         data::power_transform().fit(filled({3, 1}, infinite));
     },
     "power_transform: channel 0 has infinite values"},
    {"numbers of which every power overflows",
     [] {
         array<double> x = filled({2, 1}, 1e200);
         x(0, 0) = -1e200;
         data::power_transform().fit(x);
     },
     "power_transform: channel 0: expected values that some power keeps finite, got -1e+200 to 1e+200"},
    {"a power transform of other channels",
     [] {
         data::power_transform().fit(filled({3, 2})).transform(filled({3, 1}));
     },
     "expected samples {..., 2}, got {3, 1}"},
    {"the 101st percentile", [] { data::amplitude_statistics().percentile(101); },
     "percentile: expected 0 to 100, got 101"},
    {"a percentile that is NaN", [] { data::amplitude_statistics().percentile(not_a_number); }, "got nan"},
    {"a minimum between one end", [] { data::minimize([](double x) { return x * x; }, 1, 1); },
     "minimize: expected two ends that are finite and apart, got 1 and 1"},
    {"a minimum up to infinity", [] { data::minimize([](double x) { return x * x; }, 0, infinite); }, "got 0 and inf"},
    {"a minimum to within NaN", [] { data::minimize([](double x) { return x * x; }, 0, 1, not_a_number); },
     "minimize: expected a tolerance of at least 0, got nan"},
};

const misuse of_changes[] = {
    {"a mirrored channel that is odd twice",
     [] {
         double pixels[6] = {};
         data::mirror_traces(image_view<double>{pixels, 1, 3, 2}, indexes{0, 1, 0});
     },
     "mirror_traces: expected each odd channel once, got channel 0 twice"},
    {"a warped channel that is odd twice",
     [] {
         array<double> x = filled({8, 6, 3});
         data::warp_image(image_view<double>{x.data(), 8, 6, 3}, data::warp::shift(0, 1), data::interpolation::linear,
                          indexes{2, 2});
     },
     "warp_image: expected each odd channel once, got channel 2 twice"},
    {"a flipped channel that is odd twice",
     [] {
         flip({2, 8, 6, 1}, {.probability = 0, .odd_channels = {1, 1}});
     },
     "flip_traces: expected each odd channel once, got channel 1 twice"},
    {"a changed channel that is odd twice",
     [] {
         change({.odd_channels = {1, 1}});
     },
     "augmentation: expected each odd channel once, got channel 1 twice"},
    {"a mirrored channel that is not there",
     [] {
         double pixels[6] = {};
         data::mirror_traces(image_view<double>{pixels, 1, 3, 2}, std::vector<std::size_t>{2});
     },
     "mirror_traces: channel 2 does not exist in an image {1, 3, 2}"},
    {"flipping masks of other rows",
     [] {
         flip({2, 7, 6, 1}, {});
     },
     "flip_traces: expected masks {2, 8, 6, classes}, got {2, 7, 6, 1}"},
    {"flipping a channel that is not there",
     [] {
         flip({2, 8, 6, 1}, {.odd_channels = {3}});
     },
     "flip_traces: channel 3 does not exist in images {2, 8, 6, 3}"},
    {"flipping with a probability of 2",
     [] {
         flip({2, 8, 6, 1}, {.probability = 2});
     },
     "flip_traces: expected a probability in [0, 1], got 2"},
    {"flipping with a probability that is NaN",
     [] {
         flip({2, 8, 6, 1}, {.probability = not_a_number});
     },
     "got nan"},
    {"a probability of 2", [] { change({.flip = 2}); }, "augmentation: expected flip in [0, 1], got 2"},
    {"a crop of nothing", [] { change({.crop_area = 0}); }, "augmentation: expected crop_area in (0, 1], got 0"},
    {"noise that is NaN", [] { change({.noise = not_a_number}); },
     "augmentation: expected noise of 0 or more, got nan"},
    {"a mask of other rows", [] { change({}, 7); }, "augmentation: expected a mask {8, 6, classes}, got {7, 6, 1}"},
    {"a shift beyond the image", [] { change({.shift = 1, .shift_rows = 8}); },
     "augmentation: expected an image larger than shifts of 8 x 10 pixels, got {8, 6, 3}"},
    {"a shear of many heights", [] { change({.shear = 1, .shear_limit = 26}); },
     "augmentation: expected a shear_limit that slides traces apart by at most 16 times the rows of {8, 6, 3}, got 26"},
    {"an offset beyond numbers", [] { change({.offset = 1e308}); },
     "augmentation: expected offset of at most 1.12356e+307, got 1e+308"},
    {"a channel that is not there", [] { change({.odd_channels = {3}}); },
     "augmentation: channel 3 does not exist in an image {8, 6, 3}"},
    {"a place that is NaN",
     [] {
         array<double> x = filled({8, 6, 3});
         data::warp_image(image_view<double>{x.data(), 8, 6, 3}, data::warp{.row_origin = not_a_number});
     },
     "warp_image: expected places within 1.67772e+07 pixels, got nan"},
    {"noise below 0", [] { noise(-1); }, "add_noise: expected a deviation of 0 to 1.12356e+307, got -1"},
    {"infinite noise", [] { noise(infinite); }, "add_noise: expected a deviation of 0 to 1.12356e+307, got inf"},
};

const misuse of_synthetic[] = {
    {"an uplift of other rows",
     [] {
         uplift(60, 50, {50, 50});
     },
     "random_sediments: expected an uplift {60, 50} of a row and a column or more, got {50, 50}"},
    {"an uplift without columns",
     [] {
         uplift(60, 0, {60, 0});
     },
     "random_sediments: expected an uplift {60, 0} of a row and a column or more, got {60, 0}"},
    {"layers down to above the top", [] { layers(-10); },
     "layer_stack: expected a depth of 0 to 1.09951e+12 samples, got -10"},
    {"layers down to NaN", [] { layers(not_a_number); }, "samples, got nan"},
    {"layers without a bottom", [] { layers(infinite); }, "samples, got inf"},
    {"a place in layers that is NaN", [] { layers(10, not_a_number); },
     "layer_stack: expected a depth that is a number, got NaN"},
    {"a survey of traces without an end", [] { data::synthetic_survey({.samples = minus_one}); },
     "shape: expected at most 288230376151711744 elements, got {3, 18446744073709551615}"},
    {"a survey of inlines that no memory holds", [] { data::synthetic_survey({.xlines = std::size_t{1} << 60}); },
     "shape: expected at most 288230376151711744 elements, got {200, 1152921504606846976}"},
    {"a section of 8 rows", [] { data::synthesize({.rows = 8}, 1, 0); },
     "synthesize: expected at least 16 x 16 samples, got 8 x 101"},
    {"a period of a sample", [] { data::synthesize({.shortest_period = 1}, 1, 0); },
     "synthesize: expected periods of at least 3 samples in order, got 1 and 14"},
    {"an infinite period", [] { data::synthesize({.longest_period = infinite}, 1, 0); },
     "synthesize: expected periods of at most 10 times the 101 rows, got inf"},
    {"a share of 2", [] { data::synthesize({.salt_free = 2}, 1, 0); },
     "synthesize: expected salt_free and hard in 0 ... 1, got 2"},
    {"noise that is NaN", [] { data::synthesize({.noise = not_a_number}, 1, 0); },
     "synthesize: expected noise of 0 or more, got nan"},
    {"figures of 8 pixels", [] { data::shapes<float>(2, {.size = 8}); },
     "shapes: expected a size of at least 12, got 8"},
    {"eleven figures", [] { data::shapes<float>(2, {.classes = 11}); }, "shapes: expected 1 to 10 classes, got 11"},
    {"figures with infinite noise", [] { data::shapes<float>(2, {.noise = infinite}); },
     "shapes: expected noise of 0 or more, got inf"},
    {"a survey with infinite noise", [] { data::synthetic_survey({.noise = infinite}); },
     "synthetic_survey: expected noise of 0 or more, got inf"},
    {"a survey of one line", [] { data::synthetic_survey({.ilines = 1}, 1); },
     "synthetic_survey: expected at least 2 x 2 lines of 16 samples, got 1 x"},
    {"an inline beyond the last",
     [] { data::synthetic_survey({.ilines = 4, .xlines = 4, .samples = 16}, 1).inline_section(4); },
     "synthetic_survey: expected an inline below 4, got 4"},
};

const misuse of_ranks[] = {
    {"a part that was not handed out", [] { distributed::work_queue(2).finish(1); },
     "work_queue: expected a part that is handed out and not finished, got 1"},
    {"a part that is finished twice",
     [] {
         distributed::work_queue queue(2);
         queue.next();
         queue.finish(0);
         queue.finish(0);
     },
     "work_queue: expected a part that is handed out and not finished, got 0"},
    {"the values of ranks on a rank beyond the last",
     [] {
         lost_rank lost;
         distributed::all_gather(lost, 1);
     },
     "all_gather: expected a rank below their number, 1, got 1"},
    {"runs of minus one items", [] { distributed::runs_of_items(minus_one, 1, 1); },
     "hand_out_runs: expected at most 100000000 items, got 18446744073709551615"},
    {"a queue of minus one parts", [] { distributed::work_queue{minus_one}; },
     "work_queue: expected at most 100000000 parts, got 18446744073709551615"},
    {"a broadcast from rank 1",
     [] {
         distributed::single_rank alone;
         distributed::broadcast(alone, 3, 1);
     },
     "a single rank: expected rank 0, got 1"},
    {"a message to rank 1", [] { distributed::single_rank().send(1, {}); }, "a single rank: expected rank 0, got 1"},
    {"an exchange of pieces that do not fit",
     [] {
         std::byte to[2] = {}, from[3] = {};
         const std::size_t sizes[] = {2, 3};
         distributed::single_rank().exchange(to, {sizes, 1}, from, {sizes + 1, 1});
     },
     "exchange: expected 3 bytes, got 2"},
    {"an exchange without sizes",
     [] {
         std::byte to[2] = {}, from[3] = {};
         distributed::single_rank().exchange(to, {}, from, {});
     },
     "exchange: expected the sizes of 1 pieces, got 0"},
};

}  // namespace

TEST_CASE("misuse of data is refused") {
    check_refused(of_samples);
}
TEST_CASE("misuse of augmentation is refused") {
    check_refused(of_changes);
}
TEST_CASE("misuse of synthetic data is refused") {
    check_refused(of_synthetic);
}
TEST_CASE("misuse of ranks is refused") {
    check_refused(of_ranks);
}
