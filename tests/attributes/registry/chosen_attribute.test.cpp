#include "catch.hpp"
#include <diapir/attributes/registry/chosen_attribute.hpp>

using namespace diapir::attributes;
using diapir::array;

namespace {

/// Counts along an axis, so that a wrong axis is seen.
template <class T>
array<T> along_rows(const array<T>& a) {
    array<T> out = a;
    const std::size_t cols = a.shape().back(), rows = a.shape()[a.dimension() - 2];
    for (std::size_t i = 0; i < a.size(); ++i) out.data()[i] += static_cast<T>(i / cols % rows);
    return out;
}

}  // namespace

TEST_CASE("an attribute of sections sees the inlines of a volume as sections {samples, traces}") {
    const chosen_attribute rows{{.name = "rows", .description = ""},
                                "rows",
                                false,
                                attribute_function([](const auto& a) { return along_rows(a); })};
    auto volume = diapir::make_array<double>({2, 37, 41});
    for (std::size_t i = 0; i < volume.size(); ++i) volume.data()[i] = 1000.0 * static_cast<double>(i);
    const auto values = rows.volume(volume);
    REQUIRE(diapir::shape_of(values) == diapir::shape{2, 37, 41});
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t c = 0; c < 37; ++c)
            for (std::size_t s = 0; s < 41; ++s)
                if (values(i, c, s) != volume(i, c, s) + static_cast<double>(s)) FAIL("at " << i << c << s);
    CHECK_THROWS_WITH(rows.volume(diapir::make_array<double>({3, 4}, 0)),
                      "rows: expected a volume {inlines, crosslines, samples}, got {3, 4}");
}

TEST_CASE("an attribute of volumes sees the whole volume") {
    const chosen_attribute rows{{.name = "rows", .description = ""},
                                "rows",
                                false,
                                attribute_function([](const auto& a) { return a; }),
                                attribute_function([](const auto& a) { return along_rows(a); }),
                                2};
    const auto values = rows.volume(diapir::make_array<double>({2, 3, 4}, 0));
    CHECK(values(1, 2, 3) == 2);
    CHECK(name_of(dimensions::trace) == "trace");
    CHECK(name_of(dimensions::section) == "section");
    CHECK(name_of(dimensions::volume) == "volume");
}
