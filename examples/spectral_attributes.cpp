// Part of the programs that know attributes by name: it registers those of trace spectra. Sources of one's own do
// likewise, see DIAPIR_OWN_ATTRIBUTES in CMakeLists.txt.
#include <diapir/attributes/spectral/registration.hpp>

namespace {

const bool registered = (diapir::attributes::register_spectral(), true);

}  // namespace
