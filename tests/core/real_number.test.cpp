#include "catch.hpp"
#include <diapir/core/real_number.hpp>

TEST_CASE("real numbers are those of single and double precision, and no others") {
    CHECK((diapir::real_number<float> && diapir::real_number<double>));
    CHECK_FALSE((diapir::real_number<int> || diapir::real_number<long double> || diapir::real_number<const float>));
}
