#include "catch.hpp"
#include <diapir/attributes/registry/registered.hpp>

#include <cstdlib>

using namespace diapir;

namespace {

/// Made before the registry, and so ended after what is made with it.
struct last_list {
    last_list() = default;
    ~last_list() {
        if (attributes::attributes_of("seismic,test_sign").labels().back() != "test_sign") std::abort();
    }
};
const last_list last;

const attributes::registration mine(
    attributes::define({.name = "test_sign", .description = "the sign of the amplitude"}).sections([](const auto& a) {
        return xt::sign(a);
    }));

}  // namespace

TEST_CASE("an attribute of one's own is known to every list") {
    const auto list = attributes::attributes_of("seismic,test_sign");
    auto section = make_array<float>({2, 2}, -3);
    section(0, 1) = 5;
    const auto stack = list(section);
    CHECK(stack(0, 0, 1) == -1);
    CHECK(stack(0, 1, 1) == 1);
    CHECK(stack(0, 1, 0) == 5);
}
