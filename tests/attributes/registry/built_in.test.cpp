// What holds for every attribute of the library that is known by name.
#include "../awkward_input.hpp"
#include "../documented.hpp"
#include "../mirror_images.hpp"
#include "catch.hpp"
#include <diapir/attributes/registry/registered.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>

#include <cmath>
#include <cstring>

using namespace diapir::attributes;
using diapir::array;
using diapir::testing::difference;
using diapir::testing::largest;
using diapir::testing::mirrored;
using diapir::testing::section;

TEST_CASE("every attribute says what it is, in a line") {
    CHECK(registered().attributes().size() >= 25);
    CHECK(&registered() == &registered());
    for (const attribute& a : registered().attributes()) {
        INFO(a.name());
        CHECK(!a.facts().description.empty());
        CHECK(a.facts().description.size() < 70);
        CHECK(a.facts().description.find('\n') == std::string::npos);
        CHECK(!a.facts().units.empty());
        for (const auto& o : a.options()) {
            INFO(o.name);
            CHECK(!o.description.empty());
            // its default is a value
            const std::vector<option_setting> given{{o.name, o.initial}};
            CHECK(a.choose(given).label == a.name() + "(" + o.name + "=" + o.initial + ")");
        }
    }
}

TEST_CASE("every attribute is described in docs/attributes.md, with what it costs") {
    const auto costs = diapir::testing::documented_costs();
    registry library;  // without what other tests register
    diapir::attributes::entries::add_built_in(library);
    for (const attribute& a : library.attributes()) {
        INFO(a.name());
        REQUIRE(costs.count(a.name()) == 1);
        CHECK(costs.at(a.name()).find_first_of("123456789") != std::string::npos);
    }
}

TEST_CASE("every attribute of a section keeps its shape, in a batch and in either precision") {
    const auto one = section();
    auto batch = diapir::make_array<double>({2, 24, 31});
    std::copy(one.begin(), one.end(), batch.data());
    for (std::size_t i = 0; i < one.size(); ++i) batch.data()[one.size() + i] = -2 * one.data()[i] + 0.1;
    const array<float> single = xt::cast<float>(one);
    for (const attribute& a : registered().attributes()) {
        INFO(a.name());
        const auto chosen = a.choose({});
        if (!chosen.of_sections) continue;
        const auto alone = chosen.sections(one);
        const auto both = chosen.sections(batch);
        CHECK(difference(alone, xt::view(both, 0, xt::all(), xt::all())) == 0);
        CHECK(difference(alone, xt::cast<double>(chosen.sections(single))) <= 1e-3 * largest(alone));
    }
}

TEMPLATE_TEST_CASE("every attribute of sections has the same bits for any number of threads", "", float, double) {
    // a number of traces that fills no registers
    auto sections = diapir::make_array<TestType>({2, 211, 103});
    diapir::random_stream random(3, 1);
    for (TestType& x : sections) x = static_cast<TestType>(random.normal());
    for (const attribute& a : registered().attributes()) {
        INFO(a.name());
        const auto chosen = a.choose({});
        if (!chosen.of_sections) continue;
        const auto with = [&](std::size_t threads) {
            const diapir::thread_limit limit(threads);
            return array<TestType>(chosen.sections(sections));
        };
        const auto alone = with(1);
        for (const std::size_t threads : {2, 3, 7}) {
            const auto shared = with(threads);
            CHECK(std::memcmp(alone.data(), shared.data(), alone.size() * sizeof(TestType)) == 0);
        }
    }
}

TEST_CASE("mirrored traces give mirrored attributes, with the other sign where they are odd, whatever the options") {
    diapir::testing::check_mirror_images(registered());
    for (const char* down : {"0", "1", "-2"})
        for (const char* across : {"0", "1"})
            if (*down != '0' || *across != '0')
                diapir::testing::check_mirror_image(registered().at("texture"), {{"down", down}, {"across", across}});
}

TEST_CASE("every attribute can be computed of a volume, slab by slab") {
    auto volume = diapir::make_array<double>({40, 9, 16});
    for (std::size_t i = 0; i < volume.size(); ++i) volume.data()[i] = std::sin(0.3 * static_cast<double>(i * i % 101));
    for (const attribute& a : registered().attributes()) {
        INFO(a.name());
        const auto chosen = a.choose({});
        const array<double> whole = chosen.volume(volume);
        REQUIRE(diapir::shape_of(whole) == diapir::shape{40, 9, 16});
        // inlines 17 to 21 need no others than those that it says
        const std::size_t first = 17 - chosen.inlines, last = 22 + chosen.inlines;
        const array<double> part = chosen.volume(diapir::slice(volume, first, last));
        CHECK(difference(diapir::slice(part, 17 - first, 22 - first), diapir::slice(whole, 17, 22)) <=
              1e-9 * largest(diapir::slice(whole, 17, 22)));
    }
}

TEMPLATE_TEST_CASE("every attribute refuses awkward input in so many words, or has a result", "", float, double) {
    diapir::testing::check_awkward_input<TestType>(registered());
}
