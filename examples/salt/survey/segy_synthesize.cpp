// 'salt synthesize --survey': a synthetic survey and its salt as SEG-Y files.
#include "../idle_options.hpp"
#include "../manifest.hpp"
#include "synthesize_survey.hpp"
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/data/synthetic_survey.hpp>
#include <diapir/io/segy/new_survey.hpp>
#include <diapir/io/segy/trace_file.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <numbers>
#include <string>
#include <system_error>
#include <vector>

namespace salt {

using namespace diapir;

namespace {

constexpr const char* survey_title =
    "SYNTHETIC SURVEY WITH SALT";  // in the text header, by which an earlier one is known

/// Inlines, crosslines and samples of "200x300x500".
std::array<std::size_t, 3> extents_of(const std::string& text) {
    std::array<std::size_t, 3> e{};
    const char *at = text.data(), *end = text.data() + text.size();
    bool whole = true;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto [stop, failure] = std::from_chars(at, end, e[i]);
        whole = whole && failure == std::errc{} && (i == 2 ? stop == end : stop != end && *stop == 'x');
        if (!whole) break;
        at = stop + 1;
    }
    require(whole, "--survey: expected inlines x crosslines x samples, such as 200x300x500, got ", text);
    return e;
}

/// {samples, traces} as {traces, samples}, times a factor.
std::vector<float> traces_of(const array<float>& section, float factor) {
    const std::size_t samples = section.shape()[0], traces = section.shape()[1];
    std::vector<float> out(section.size());
    for (std::size_t s = 0; s < samples; ++s)
        for (std::size_t t = 0; t < traces; ++t) out[t * samples + s] = factor * section(s, t);
    return out;
}

io::segy::survey_description description_of(const std::array<std::size_t, 3>& e, const char* what) {
    const double angle = 20 * std::numbers::pi / 180;  // the survey lies askew, as surveys do
    return {.ilines = {1000, 1, e[0]},
            .xlines = {5000, 1, e[1]},
            .samples = e[2],
            .coordinates = {.origin = {435000, 6475000},
                            .per_iline = {-25 * std::sin(angle), 25 * std::cos(angle)},
                            .per_xline = {12.5 * std::cos(angle), 12.5 * std::sin(angle)}},
            .text = {survey_title, what, "INLINE BYTE 189, CROSSLINE 193, X 181, Y 185, SCALAR -10"}};
}

/// Throws file_error for a file that is there and was not synthesized.
void require_own_survey(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::exists(std::filesystem::symlink_status(file, ignored))) return;
    bool own = false;
    try {
        own = io::segy::trace_file(file).text().find(survey_title) != std::string::npos;
    } catch (const error&) {  // no survey at all
    }
    require<file_error>(own, file.string(),
                        ": is not of 'salt synthesize --survey' and would be replaced; name another folder with --out");
}

}  // namespace

void synthesize_survey(const settings& s) {
    warn_of_idle_options(s, "synthesize");
    const auto e = extents_of(s.survey);
    const data::synthetic_survey survey({.ilines = e[0], .xlines = e[1], .samples = e[2]}, s.seed);
    const auto alone = lock_in(s.out, "synthesize_survey", false);
    require<file_error>(alone.held(), s.out.string(),
                        ": another 'salt synthesize --survey' is at work there; wait for it, or choose another --out");
    for (const char* name : {"survey.sgy", "mask.sgy"}) require_own_survey(s.out / name);
    io::segy::new_survey amplitudes(s.out / "survey.sgy", description_of(e, "AMPLITUDES")),
        mask(s.out / "mask.sgy", description_of(e, "1 IN SALT, 0 ELSEWHERE"));
    parallel_chunks(e[0], [&](std::size_t i) {
        const auto section = survey.inline_section(i);
        constexpr float level = 2000;  // as amplitudes of the field often are
        amplitudes.write_inline(i, traces_of(section.image, level).data());
        mask.write_inline(i, traces_of(section.mask, 1).data());
    });
    amplitudes.commit();
    mask.commit();
    std::cout << e[0] << " inlines of " << e[1] << " traces of " << e[2] << " samples in "
              << (s.out / "survey.sgy").string() << ", their salt in " << (s.out / "mask.sgy").string() << '\n';
}

}  // namespace salt
