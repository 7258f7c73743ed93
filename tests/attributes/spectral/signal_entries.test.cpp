#include "catch.hpp"
#include <diapir/attributes/registry/attribute_list.hpp>
#include <diapir/attributes/spectral/signal_entries.hpp>

using namespace diapir;

TEST_CASE("attributes of complex traces say what they are, and are odd across the traces alone") {
    attributes::registry known;
    attributes::entries::add_phases(known);
    attributes::entries::add_changes(known);
    for (const auto& a : known.attributes()) {
        INFO(a.name());
        CHECK(a.has_option("sample_interval"));
        CHECK(a.facts().dimensions == attributes::dimensions::trace);
        CHECK_FALSE(a.choose({}).odd);
    }
    for (const char* name : {"cosine_phase", "relative_amplitude_change", "amplitude_acceleration"})
        CHECK(known.at(name).has_option("undefined"));
    for (const char* name : {"envelope", "quadrature", "phase"}) CHECK_FALSE(known.at(name).has_option("undefined"));
    CHECK(attributes::attributes_of("quadrature(along=trace)", known)[0].odd);
    CHECK_FALSE(attributes::attributes_of("envelope(along=trace)", known)[0].odd);
}

TEST_CASE("the quadrature of mirrored rows has the other sign") {
    attributes::registry known;
    attributes::entries::add_phases(known);
    auto row = make_array<double>({1, 16}), mirrored = row;
    for (std::size_t i = 0; i < 16; ++i) mirrored(0, 15 - i) = row(0, i) = static_cast<double>(i * i % 7);
    const auto list = attributes::attributes_of("quadrature(along=trace)", known);
    const auto one = list(row), other = list(mirrored);
    for (std::size_t i = 0; i < 16; ++i) CHECK(one(0, i, 0) == Approx(-other(0, 15 - i, 0)).margin(1e-12));
}
