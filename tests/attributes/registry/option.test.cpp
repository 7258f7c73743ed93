#include "catch.hpp"
#include <diapir/attributes/registry/option.hpp>

using namespace diapir::attributes;

namespace {

struct inner_options {
    double sigma = 1.5;
};
struct some_options {
    std::size_t window = 5;
    inner_options inner{};
};

}  // namespace

TEST_CASE("an option is a member by its name") {
    const option<some_options> window("window", &some_options::window, "its length");
    CHECK(window.name() == "window");
    CHECK(window.description().initial == "5");
    CHECK(window.description().expected == "a whole number of at least 0");
    CHECK(window.description().description == "its length");
    some_options values;
    CHECK(window.set(values, "9"));
    CHECK(values.window == 9);
    CHECK(window.get(values) == "9");
    CHECK_FALSE(window.set(values, "many"));
    CHECK(values.window == 9);
}

TEST_CASE("an option may lie deeper") {
    const option<some_options> sigma(
        "sigma", [](some_options& o) -> double& { return o.inner.sigma; }, "its width");
    some_options values;
    CHECK(sigma.description().initial == "1.5");
    CHECK(sigma.set(values, "0.5"));
    CHECK(values.inner.sigma == 0.5);
}
