// What the program says of SEG-Y where it was built without segyio.
#include "survey_steps.hpp"
#include "synthesize_survey.hpp"
#include "volume.hpp"
#include <diapir/core/error.hpp>

namespace salt {

namespace {

[[noreturn]] void refuse(const std::filesystem::path& path) {
    throw diapir::error(path.string() +
                        ": SEG-Y needs segyio, which this program was built without (Debian: libsegyio-dev)");
}

}  // namespace

std::unique_ptr<volume_source> open_segy(const std::filesystem::path& path, const programs::survey_keys&, bool) {
    refuse(path);
}

void describe_survey(const survey_settings& s) {
    refuse(s.input);
}

void synthesize_survey(const settings& s) {
    refuse(s.out / "survey.sgy");
}

}  // namespace salt
