#include "catch.hpp"
#include <diapir/attributes/registry/attribute_list.hpp>

using namespace diapir::attributes;
using diapir::array;

namespace {

struct factor_options {
    double factor = 2;
};

registry known() {
    registry all;
    all.add(define<factor_options>({.name = "scaled", .description = ""})
                .option("factor", &factor_options::factor, "")
                .sections([](const auto& a, const factor_options& o) { return a * o.factor; })
                .volumes([](const auto& a, const factor_options& o) { return a * (o.factor + 100); },
                         [](const factor_options& o) { return static_cast<std::size_t>(o.factor); })
                .odd());
    all.add("shifted", "", [](const array<float>& a) { return array<float>(a + 1); });
    all.add(preset("large", "", {{"scaled", "factor", "50"}}));
    return all;
}

array<float> numbered(const diapir::shape& s) {
    auto a = diapir::make_array<float>(s);
    for (std::size_t i = 0; i < a.size(); ++i) a.data()[i] = static_cast<float>(i % 1000);
    return a;
}

}  // namespace

TEST_CASE("a list has labels, and the numbers of its odd attributes") {
    const attribute_list list = attributes_of("shifted,scaled(factor=3),scaled", known());
    CHECK(list.labels() == std::vector<std::string>{"shifted", "scaled(factor=3)", "scaled"});
    CHECK(list.odd() == std::vector<std::size_t>{1, 2});
    CHECK(list.inlines() == 3);
    CHECK(list[1].label == "scaled(factor=3)");
    CHECK_THROWS_WITH(attributes_of("shifted,shifted", known()),
                      "attributes: expected each of them once, got shifted twice");
    CHECK_THROWS_WITH(attributes_of("scald", known()), "attributes: expected one of scaled, shifted, got 'scald'");
    CHECK_THROWS_WITH(attribute_list({}), "attributes: expected at least one, got none");
}

TEST_CASE("attributes are stacked as a last axis, for any number of sections") {
    const attribute_list list = attributes_of("shifted,scaled", known());
    for (const diapir::shape& s :
         {diapir::shape{5, 7}, {3, 5, 7}, {2, 3, 5, 7}, {300, 40, 30}, {3, 300, 301}, {0, 5, 7}}) {
        INFO(s);
        const auto in = numbered(s);
        const auto stack = list(in);
        REQUIRE(diapir::shape_of(stack) == s.then({2}));
        bool same = true;
        for (std::size_t i = 0; i < in.size(); ++i)
            same = same && stack.data()[2 * i] == in.data()[i] + 1 && stack.data()[2 * i + 1] == 2 * in.data()[i];
        CHECK(same);
    }
    CHECK_THROWS_WITH(list(numbered({5})), "attributes: expected sections {..., samples, traces}, got {5}");
    CHECK(diapir::shape_of(list(numbered({5, 7}) * 2)) == diapir::shape{5, 7, 2});
}

TEST_CASE("attributes of volumes are stacked likewise") {
    const auto stack = attributes_of("shifted,scaled", known()).volume(numbered({2, 3, 4}));
    REQUIRE(diapir::shape_of(stack) == diapir::shape{2, 3, 4, 2});
    CHECK(stack(1, 2, 3, 0) == 24);
    CHECK(stack(1, 2, 3, 1) == 102 * 23);
}

TEST_CASE("a preset has defaults, others go before it, and what stands in the list before these") {
    const auto factor = [](const char* text, const list_options& options) {
        return attributes_of(text, known(), options)(diapir::make_array<float>({1, 1}, 1))(0, 0, 0);
    };
    CHECK(factor("scaled", {}) == 2);
    CHECK(factor("scaled", {.preset = "large"}) == 50);
    CHECK(factor("scaled", {.preset = "large", .defaults = {{"", "factor", "7"}}}) == 7);
    CHECK(factor("scaled(factor=9)", {.preset = "large", .defaults = {{"", "factor", "7"}}}) == 9);
    CHECK_THROWS_WITH(factor("scaled", {.preset = "huge"}), "preset: expected one of large, got 'huge'");
}
