#include "catch.hpp"
#include <diapir/shap/deep/line_points.hpp>

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
