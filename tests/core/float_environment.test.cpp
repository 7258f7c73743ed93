#include "catch.hpp"
#include <diapir/core/float_environment.hpp>

#include <cfenv>

using diapir::common::borrowed_float_environment;
using diapir::common::float_environment;

TEST_CASE("an environment is borrowed for a while, and flags that were raised in it stay raised") {
    std::feclearexcept(FE_ALL_EXCEPT);  // which may have come from other tests of the program
    std::fesetround(FE_UPWARD);
    const float_environment upward;
    std::fesetround(FE_TONEAREST);
    {
        const borrowed_float_environment guard(upward);
        CHECK(std::fegetround() == FE_UPWARD);
        std::feraiseexcept(FE_OVERFLOW);
    }
    const int mode = std::fegetround(), raised = std::fetestexcept(FE_OVERFLOW | FE_DIVBYZERO);
    std::feclearexcept(FE_ALL_EXCEPT);
    CHECK(mode == FE_TONEAREST);
    CHECK(raised == FE_OVERFLOW);
}

TEST_CASE("an environment that is entered stays") {
    const float_environment before;
    std::fesetround(FE_DOWNWARD);
    before.enter();
    CHECK(std::fegetround() == FE_TONEAREST);
}
