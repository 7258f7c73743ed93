#include "catch.hpp"
#include <diapir/attributes/registry/registry.hpp>

using namespace diapir::attributes;
using diapir::array;

TEST_CASE("a registry has attributes and presets by their names, in their order") {
    registry known;
    known.add(define({.name = "twice", .description = "two times"}).sections([](const auto& a) { return a * 2; }));
    known.add("half", "one half", [](const array<double>& a) { return array<double>(a / 2); });
    known.add(preset("old", "as it was", {}));
    CHECK(known.contains("twice"));
    CHECK_FALSE(known.contains("thrice"));
    REQUIRE(known.attributes().size() == 2);
    CHECK(known.attributes()[1].facts().description == "one half");
    CHECK(known.at("half").choose({}).sections(diapir::make_array<double>({2, 2}, 1))(0, 0) == 0.5);
    CHECK(known.preset_at("old").description() == "as it was");
}

TEST_CASE("a registry names what it knows, the closest first") {
    registry known;
    const auto same = [](const array<double>& a) { return a; };
    for (const char* name : {"seismic", "energy", "sobel"}) known.add(name, "", same);
    known.add(preset("scipy", "", {}));
    CHECK_THROWS_WITH(known.at("sobl"), "attributes: expected one of sobel, seismic, energy, got 'sobl'");
    CHECK_THROWS_WITH(known.preset_at("numpy"), "preset: expected one of scipy, got 'numpy'");
    CHECK_THROWS_WITH(known.add("sobel", "", same), "registry: an attribute sobel is there already");
    CHECK_THROWS_WITH(known.add(preset("scipy", "", {})), "registry: a preset scipy is there already");
    for (const char* name : {"", "Energy", "a b", "9a", "a,b", "a(b)"})
        CHECK_THROWS_AS(known.add(name, "", same), diapir::argument_error);
    CHECK(known.attributes().size() == 3);
    for (const char* name : {"a0", "z9", "a_z"}) {
        known.add(name, "", same);
        CHECK(known.contains(name));
    }
}
