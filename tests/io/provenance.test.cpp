#include "catch.hpp"
#include <diapir/io/provenance.hpp>

using namespace diapir;

TEST_CASE("what made an explanation comes back from JSON") {
    shap::provenance p;
    p.input = {2, 3};
    p.references = 7;
    p.choice = shap::output_choice::terms;
    p.terms = {{4, 0, 0.1}, {5, 1, -2}};
    p.budget = {1000, 2.5, 1e-3};
    p.seed = 18446744073709551615u;
    p.settings = "steps 50";
    const auto back = io::provenance_from_json(io::parse_json(io::format_json(io::provenance_to_json(p)), "x"), "x");
    CHECK(back.input == p.input);
    CHECK(back.references == 7);
    CHECK(back.choice == p.choice);
    CHECK(back.terms == p.terms);
    CHECK(back.budget.evaluations == 1000);
    CHECK(back.budget.seconds == 2.5);
    CHECK(back.budget.tolerance == 1e-3);
    CHECK(back.seed == p.seed);
    CHECK(back.settings == p.settings);
    auto wrong = io::provenance_to_json(p);
    wrong["explained"] = "some";
    CHECK_THROWS_WITH(io::provenance_from_json(wrong, "file"), Catch::Contains("unknown choice of outputs"));
    for (const io::json& count : {io::json(-1), io::json(2.5), io::json(1e300), io::json("7")}) {
        wrong = io::provenance_to_json(p);
        wrong["references"] = count;
        CHECK_THROWS_WITH(io::provenance_from_json(wrong, "file"),
                          Catch::StartsWith("file: references: expected a whole number from 0 on, got "));
        wrong = io::provenance_to_json(p);
        wrong["input"][1] = count;
        CHECK_THROWS_WITH(io::provenance_from_json(wrong, "file"),
                          Catch::StartsWith("file: input: expected a whole number from 0 on, got "));
    }
}
