// What the program says of SEG-Y where it was built without segyio.
#include "source.hpp"
#include <diapir/core/error.hpp>

namespace attributes_program {

std::unique_ptr<source<float>> open_segy(const std::filesystem::path& path, bool, const section_options&) {
    throw diapir::file_error(path.string() +
                             ": SEG-Y needs segyio, which this program was built without (Debian: libsegyio-dev)");
}

}  // namespace attributes_program
