#include "catch.hpp"
#include <diapir/core/shared_object.hpp>

#include <memory>
#include <utility>

using diapir::shared_object;

TEST_CASE("what a shared object was moved from still has it") {
    shared_object<const int> number(std::make_shared<int>(3)), assigned;
    const shared_object<const int> moved = std::move(number);
    CHECK(*number == 3);
    assigned = std::move(number);
    CHECK(*number == 3);
    CHECK((assigned == number && moved == number));
    CHECK(assigned != shared_object<const int>());
}
