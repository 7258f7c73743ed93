// In place of records.cpp where cpp-httplib was not found.
#include "records.hpp"
#include <diapir/core/error.hpp>

#include <cstdlib>
#include <iostream>

namespace salt {

namespace {

constexpr const char* why = "this program was built without diapir::tracking (Debian: libcpp-httplib-dev)";

}  // namespace

std::shared_ptr<run_records> open_records(const settings& s) {
    diapir::require(s.track == "auto" || s.track == "none", "--track ", s.track, ": ", why);
    if (s.track == "auto" && std::getenv("MLFLOW_TRACKING_URI"))
        std::cerr << "salt: warning: nothing is recorded at MLFLOW_TRACKING_URI: " << why << '\n';
    return nullptr;
}

bool sync(const settings&) {
    throw diapir::argument_error(std::string("sync: ") + why);
}

}  // namespace salt
