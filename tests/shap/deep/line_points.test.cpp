#include "catch.hpp"
#include <diapir/autodiff/anchor.hpp>
#include <diapir/shap/deep/line_points.hpp>

#include <algorithm>
#include <cstddef>

using namespace diapir;
using shap::detail::point_sums;

TEST_CASE("contributions are summed by input, with the standard error of the sum over its points") {
    point_sums sums(0, 2, 3, 1, 2, true);
    const double contributions[] = {1, 2, 3, 10, 10};
    sums.add(contributions, 0, 5, 0, 1);  // three points of the first input, two of the second
    sums.add(contributions, 5, 6, 0, 1);
    CHECK(sums.values(0)[0] == 0);
    CHECK(sums.values(0)[1] == 6);
    CHECK(sums.values(1)[1] == 21);
    CHECK(sums.standard_errors(0)[1] == Approx(std::sqrt(3 * 1.0)));  // variance 1 of a contribution, three of them
    CHECK(point_sums(0, 1, 3, 1, 1, false).standard_errors(0).empty());

    point_sums whole(0, 2, 3, 1, 2, true);  // the same in two parts, each of the inputs that its items belong to
    for (const auto& [first, last] : {std::pair<std::size_t, std::size_t>{0, 2}, {2, 6}}) {
        point_sums part(first / 3, (last - 1) / 3 + 1 - first / 3, 3, 1, 2, true);
        const double all[] = {1, 2, 3, 10, 10, 1};
        part.add(all + first, first, last, 0, 1);
        whole.add(part);
    }
    for (const std::size_t input : {0, 1}) {
        CHECK(whole.values(input)[1] == sums.values(input)[1]);
        CHECK(whole.standard_errors(input)[1] == sums.standard_errors(input)[1]);
    }
}

TEST_CASE("an anchor lies at the points of the lines from the references to the input") {
    using shap::detail::anchor_on;
    const shap::detail::line_point points[] = {{0, 0.9}, {1, 0.25}, {2, 0.5}, {3, 1}, {4, 0}, {5, 0.75}};
    auto input = tensor<double>::batch_of_blocks(1, 1, 1, 2, 1, 1);
    input[0] = 8;
    input[1] = -4;
    const auto cell = [](std::size_t sample, std::size_t col) { return (sample / 4 * 2 + col) * 4 + sample % 4; };
    auto references = tensor<double>::batch_of_blocks(2, 1, 1, 2, 4, 5);  // five samples, four to a block
    std::fill(references.begin(), references.end(), 0.0);
    for (std::size_t sample = 0; sample < 5; ++sample) {
        references[cell(sample, 0)] = static_cast<double>(sample);
        references[cell(sample, 1)] = 16;
    }
    const auto at = anchor_on<point<double>>(input, references, points, 1);
    const auto line = anchor_on<chord<double>>(input, references, points, 1);
    for (std::size_t sample = 0; sample < 5; ++sample) {
        const double reference = static_cast<double>(sample), share = points[1 + sample].at;
        CHECK((*at.x)[cell(sample, 0)] == reference + share * (8 - reference));
        CHECK((*at.x)[cell(sample, 1)] == 16 + share * (-4 - 16));
        CHECK((*line.x)[cell(sample, 0)] == 8);
        CHECK((*line.x)[cell(sample, 1)] == -4);
        CHECK((*line.r)[cell(sample, 0)] == reference);
    }
    REQUIRE(line.sample);
    CHECK((*line.sample)[1] == -4);
}
