#include "catch.hpp"
#include <diapir/data/split.hpp>

#include <algorithm>
#include <numeric>

namespace data = diapir::data;

namespace {

void check_partition(const data::split_indexes& s, std::size_t count) {
    std::vector<std::size_t> all = s.train;
    all.insert(all.end(), s.valid.begin(), s.valid.end());
    all.insert(all.end(), s.test.begin(), s.test.end());
    std::sort(all.begin(), all.end());
    std::vector<std::size_t> every(count);
    std::iota(every.begin(), every.end(), std::size_t{0});
    CHECK(all == every);
}

}  // namespace

TEST_CASE("a split has the sizes of train_test_split called twice and holds every sample once") {
    const auto s = data::split(4000);
    CHECK(s.train.size() == 2560);
    CHECK(s.valid.size() == 640);
    CHECK(s.test.size() == 800);
    check_partition(s, 4000);
    const auto small = data::split(11, {.test = 0.25, .valid = 0.1});
    CHECK(small.test.size() == 3);
    CHECK(small.valid.size() == 1);
    check_partition(small, 11);
    CHECK(data::split(10, {.test = 0, .valid = 0}).train.size() == 10);
}

TEST_CASE("a split depends on its seed and on nothing else") {
    CHECK(data::split(100, {.seed = 3}).test == data::split(100, {.seed = 3}).test);
    CHECK(data::split(100, {.seed = 3}).test != data::split(100, {.seed = 4}).test);
}

TEST_CASE("a stratified split has every class in proportion in every set") {
    std::vector<std::size_t> labels(1000);
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = i < 70 ? 0 : i < 400 ? 2 : 5;
    const auto s = data::split(labels, {.seed = 9});
    check_partition(s, 1000);
    CHECK(s.test.size() == 200);
    CHECK(s.valid.size() == 160);
    for (const auto* part : {&s.train, &s.valid, &s.test})
        for (const auto& [label, share] : {std::pair{0, 0.07}, {2, 0.33}, {5, 0.6}}) {
            const auto count = std::count_if(part->begin(), part->end(), [&, l = label](std::size_t i) {
                return labels[i] == static_cast<std::size_t>(l);
            });
            CHECK(static_cast<double>(count) == Approx(share * static_cast<double>(part->size())).margin(2));
        }
    CHECK_FALSE(std::is_sorted(s.train.begin(), s.train.end()));
    CHECK(data::split(labels, {.seed = 10}).test != s.test);
}

TEST_CASE("a split must leave samples for training") {
    CHECK_THROWS_AS(data::split(2, {.test = 0.5, .valid = 0.5}), diapir::argument_error);
    CHECK_THROWS_AS(data::split(0), diapir::argument_error);
    CHECK_THROWS_AS(data::split(10, {.test = 1.5}), diapir::argument_error);
    CHECK_THROWS_AS(data::split(std::vector<std::size_t>{}), diapir::argument_error);
}
