#include "catch.hpp"
#include <diapir/attributes/registry/attribute.hpp>

using namespace diapir::attributes;
using diapir::array;

namespace {

struct some_options {
    double factor = 2;
    axis along = axis::trace;
};

attribute scaled() {
    return define<some_options>({.name = "scaled", .description = "amplitudes times a factor", .units = "amplitude"})
        .option("factor", &some_options::factor, "of all amplitudes")
        .option("along", &some_options::along, "without effect")
        .sections([](const auto& a, const some_options& o) { return a * o.factor; })
        .volumes([](const auto& a, const some_options& o) { return a * (o.factor + 1); },
                 [](const some_options& o) { return static_cast<std::size_t>(o.factor); })
        .odd([](const some_options& o) { return o.along == axis::trace; });
}

const auto ones = diapir::make_array<double>({2, 3, 4}, 1);

}  // namespace

TEST_CASE("an attribute is chosen with its defaults, or with options by name") {
    const attribute a = scaled();
    CHECK(a.name() == "scaled");
    CHECK(a.facts().units == "amplitude");
    CHECK(a.facts().dimensions == dimensions::volume);
    REQUIRE(a.options().size() == 2);
    CHECK(a.options()[0].initial == "2");
    CHECK(a.has_option("along"));
    CHECK_FALSE(a.has_option("window"));

    const chosen_attribute plain = a.choose({});
    CHECK(plain.label == "scaled");
    CHECK(plain.odd);
    CHECK(plain.inlines == 2);
    CHECK(plain.sections(ones)(0, 0, 0) == 2);
    CHECK(plain.volume(ones)(0, 0, 0) == 3);

    const std::vector<option_setting> given{{"factor", "3.50"}, {"along", "sample"}};
    const chosen_attribute set = a.choose(given);
    CHECK(set.label == "scaled(factor=3.5,along=sample)");
    CHECK_FALSE(set.odd);
    CHECK(set.sections(ones)(0, 0, 0) == 3.5);
}

TEST_CASE("what is given goes before other defaults, of which those of other attributes are left alone") {
    const std::vector<option_setting> given{{"factor", "3"}}, others{{"factor", "5"}, {"window", "7"}};
    CHECK(scaled().choose({}, others).sections(ones)(0, 0, 0) == 5);
    CHECK(scaled().choose({}, others).label == "scaled");
    CHECK(scaled().choose(given, others).sections(ones)(0, 0, 0) == 3);
}

TEST_CASE("an attribute of volumes alone refuses sections") {
    const attribute a = define({.name = "deep", .description = ""})
                            .volumes([](const auto& v) { return v; }, [](const no_options&) { return std::size_t{0}; });
    CHECK(a.facts().dimensions == dimensions::volume);
    CHECK(a.choose({}).volume(ones)(1, 2, 3) == 1);
    CHECK_THROWS_WITH(a.choose({}).sections(ones),
                      "deep: expected a volume, got sections, for which it has no definition");
}

TEST_CASE("wrong options are refused by name") {
    const auto refused = [](const std::string& name, const std::string& value, const char* message) {
        const std::vector<option_setting> given{{name, value}};
        CHECK_THROWS_WITH(scaled().choose(given), message);
        CHECK_THROWS_AS(scaled().choose(given), diapir::argument_error);
    };
    refused("factr", "1", "scaled: expected an option of factor, along, got 'factr'");
    refused("alongg", "1", "scaled: expected an option of along, factor, got 'alongg'");
    refused("factor", "two", "scaled: factor: expected a number, got 'two'");
    refused("along", "x", "scaled: along: expected sample or trace, got 'x'");
    const attribute bare = define({.name = "bare", .description = ""}).sections([](const auto& a) { return a; });
    const std::vector<option_setting> given{{"factor", "3"}}, wrong{{"factor", "x"}};
    CHECK_THROWS_WITH(bare.choose(given), "bare: expected no options, got 'factor'");
    CHECK_THROWS_WITH(scaled().choose({}, wrong), "scaled: factor: expected a number, got 'x'");
    CHECK_THROWS_WITH(attribute(define({.name = "none", .description = ""})),
                      "none: expected a definition with a function of sections or of volumes");
}
