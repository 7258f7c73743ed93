#include "../support.hpp"
#include "catch.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/segy/new_survey.hpp>
#include <diapir/io/segy/survey.hpp>

#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

using namespace diapir;
using namespace diapir::io::segy;

TEST_CASE("a new survey is read as it was described") {
    for (const sample_format format : {sample_format::ieee_float, sample_format::ibm_float}) {
        const testing::temporary_folder folder;
        const survey_description about{
            .ilines = {100, 2, 3},
            .xlines = {500, 1, 4},
            .samples = 6,
            .interval = 2000,
            .format = format,
            .coordinates = {.origin = {430000, 6470000}, .per_iline = {10, 3}, .per_xline = {-3, 10}},
            .text = {"SYNTHETIC"}};
        new_survey out(folder / "a.sgy", about);
        for (const std::size_t i : {2, 0, 1}) {
            std::vector<float> values(24);
            for (std::size_t n = 0; n < 24; ++n) values[n] = static_cast<float>(100 * i + n);
            out.write_inline(i, values.data());
        }
        out.commit();
        const survey s(folder / "a.sgy");
        CHECK(s.index().ilines == about.ilines);
        CHECK(s.index().xlines == about.xlines);
        CHECK(s.file().layout().revision == 1);
        CHECK(s.file().layout().interval == 2000);
        CHECK(s.file().layout().format == format);
        CHECK(s.index().coordinates.per_iline.x == Approx(10));
        CHECK(s.index().coordinates(100, 500).y == Approx(6470000 + 300 + 5000));
        CHECK(s.file().text().substr(0, 13) == "C 1 SYNTHETIC");
        CHECK(s.file().text().substr(38 * 80, 14) == "C39 SEG Y REV1");
        CHECK(s.inline_section(1)(5, 2) == 117);
    }
}

TEST_CASE("surveys without traces or with too many samples are refused") {
    const testing::temporary_folder folder;
    CHECK_THROWS_AS(new_survey(folder / "a.sgy", {.ilines = {1, 1, 0}, .xlines = {1, 1, 3}, .samples = 3}),
                    argument_error);
    CHECK_THROWS_AS(new_survey(folder / "a.sgy", {.ilines = {1, 1, 2}, .xlines = {1, 1, 3}, .samples = 70000}),
                    argument_error);
    CHECK_THROWS_AS(new_survey(folder / "no/a.sgy", {.ilines = {1, 1, 2}, .xlines = {1, 1, 3}, .samples = 3}),
                    file_error);
}

namespace {

const survey_description small{.ilines = {1, 1, 3}, .xlines = {1, 1, 2}, .samples = 4};

void write_all(new_survey& out, float value) {
    const std::vector<float> values(8, value);
    for (std::size_t i = 0; i < 3; ++i) out.write_inline(i, values.data());
}

}  // namespace

TEST_CASE("a new survey has one writer at a time, the second one changes nothing") {
    const testing::temporary_folder folder;
    const auto file = folder / "a.sgy";
    new_survey first(file, small);
    write_all(first, 7);
    CHECK(testing::mentions(testing::message_of<file_error>([&] { new_survey(file, small); }), "a.sgy.partial",
                            "expected to be the only one who works at this"));
    first.commit();
    CHECK(survey(file).inline_section(2)(3, 1) == 7);
    new_survey second(file, small);  // the first one is done
    write_all(second, 9);
    CHECK(survey(file).inline_section(2)(3, 1) == 7);
    second.commit();
    CHECK(survey(file).inline_section(2)(3, 1) == 9);
    CHECK(folder.files() == 1);
}

TEST_CASE("a new survey that is not committed leaves nothing, one that was killed is begun anew") {
    const testing::temporary_folder folder;
    const auto file = folder / "a.sgy", partial = folder / "a.sgy.partial", kept = folder / "kept";
    {
        std::optional<new_survey> out(std::in_place, file, small);
        const new_survey moved = std::move(*out);
        out.reset();
        CHECK(std::filesystem::exists(partial));
        std::filesystem::copy_file(partial, kept);
    }
    CHECK(folder.files() == 1);
    std::filesystem::rename(kept, partial);
    new_survey out(file, small);
    write_all(out, 5);
    out.commit();
    CHECK(survey(file).inline_section(2)(3, 1) == 5);
    std::filesystem::remove(file);
    io::write_file(partial, "");
    CHECK_NOTHROW(new_survey(file, small));
    CHECK(folder.files() == 0);
}
