// What a search draws from a range.
#include "../../examples/salt/search_space.hpp"

#include "catch.hpp"

#include <cmath>
#include <cstddef>
#include <map>

using salt::varied_option;

TEST_CASE("a whole range has both of its ends, and every number of it its part") {
    for (const bool logarithmic : {true, false}) {
        const varied_option o{
            .name = "epochs", .values = {}, .low = 1, .high = 10, .logarithmic = logarithmic, .whole = true};
        constexpr std::size_t draws = 100000;
        std::map<std::size_t, double> parts;
        for (std::size_t i = 0; i < draws; ++i)
            parts[o.at(static_cast<double>(i) / draws).get<std::size_t>()] += 1.0 / draws;
        CHECK(parts.size() == 10);
        for (std::size_t v = 1; v <= 10; ++v) {
            const auto number = static_cast<double>(v);
            CHECK(parts[v] == Approx(logarithmic ? std::log((number + 1) / number) / std::log(11) : 0.1).margin(2e-5));
        }
        CHECK(o.at(std::nextafter(1.0, 0.0)) == 10);
    }
}

TEST_CASE("a range that is not whole begins and ends where it is said") {
    const varied_option o{.name = "learning-rate", .values = {}, .low = 1e-4, .high = 1e-2, .logarithmic = true};
    CHECK(o.at(0).get<double>() == Approx(1e-4));
    CHECK(o.at(0.5).get<double>() == Approx(1e-3));
    CHECK(o.at(1).get<double>() == Approx(1e-2));
}
