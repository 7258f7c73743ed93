#include "catch.hpp"
#include <diapir/attributes/registry/volume_window.hpp>

#include <limits>

using namespace diapir::attributes;

TEST_CASE("what comes out of a Gaussian depends on no more inlines than it says") {
    CHECK(entries::inlines_of_gaussian(1) == 4 + 1);
    CHECK(entries::inlines_of_gaussian(0.3) == 2 + 1);
    CHECK(entries::inlines_of_gaussian(std::numeric_limits<double>::infinity()) == 0);  // refused where it is used
    CHECK(entries::inlines_of_tensor(7, 1) >= 3 + 4);
    CHECK(entries::inlines_of_tensor(7, 1) <= 3 + 4 + 2);  // and not on many less
}

TEST_CASE("the options of a tensor are those of the struct that holds it") {
    struct some_options {
        volume::tensor_options tensor{};
    };
    attribute_definition<some_options> definition({.name = "some", .description = ""});
    entries::add_tensor_options(definition, [](some_options& o) -> volume::tensor_options& { return o.tensor; });
    std::size_t inlines = 0;
    definition.volumes([&](const auto& v, const some_options& o) { return v * o.tensor.sigma; },
                       [&](const some_options& o) { return inlines = o.tensor.window.inlines; });
    const attribute a = definition;
    const std::vector<option_setting> given{{"sigma", "3"}, {"inlines", "11"}};
    CHECK(a.choose(given).volume(diapir::make_array<double>({1, 1, 1}, 2))(0, 0, 0) == 6);
    CHECK(inlines == 11);
    CHECK(a.options()[2].initial == "9");
}
