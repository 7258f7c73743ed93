// The store that an address names, with what MLflow's own clients take from the environment
// (mlflow/environment_variables.py).
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/text.hpp>
#include <diapir/io/tracking/http.hpp>
#include <diapir/io/tracking/mlflow_folder.hpp>
#include <diapir/io/tracking/mlflow_server.hpp>
#include <diapir/io/tracking/run_store.hpp>
#include <diapir/io/tracking/url.hpp>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

namespace diapir::inline DIAPIR_TARGET::io {

/// The value of an environment variable; empty where it is not set.
inline std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

/// How a server is spoken to: MLFLOW_TRACKING_USERNAME and _PASSWORD, MLFLOW_TRACKING_TOKEN,
/// MLFLOW_TRACKING_SERVER_CERT_PATH, MLFLOW_TRACKING_INSECURE_TLS, MLFLOW_HTTP_REQUEST_TIMEOUT in seconds.
inline http_options mlflow_environment() {
    http_options o{.user = environment("MLFLOW_TRACKING_USERNAME"),
                   .password = environment("MLFLOW_TRACKING_PASSWORD"),
                   .token = environment("MLFLOW_TRACKING_TOKEN"),
                   .certificates = environment("MLFLOW_TRACKING_SERVER_CERT_PATH")};
    const std::string insecure = environment("MLFLOW_TRACKING_INSECURE_TLS"),
                      seconds = environment("MLFLOW_HTTP_REQUEST_TIMEOUT");
    o.verify = insecure != "true" && insecure != "1";
    if (!seconds.empty()) {
        const char* const last = seconds.data() + seconds.size();
        const auto [end, failure] = std::from_chars(seconds.data(), last, o.seconds_to_answer);
        require(failure == std::errc{} && end == last && o.seconds_to_answer > 0 && o.seconds_to_answer < 1e6,
                "MLFLOW_HTTP_REQUEST_TIMEOUT: expected seconds, got ", excerpt(seconds));
    }
    return o;
}

/// An address without the password that may be in it.
inline std::string without_password(const std::string& address) {
    const url at(address);
    if (at.host.empty() || (at.user.empty() && at.password.empty())) return address;
    return at.server() + percent_encoded(at.path, "/");
}

namespace detail {

/// Whether an address without a scheme is meant for a server all the same: host:5000, host:5000/..., or the name that
/// MLflow has for that of Databricks.
inline bool names_server(const std::string& path) {
    const std::string first = path.substr(0, path.find('/'));
    const std::size_t colon = first.rfind(':');
    return path == "databricks" || (colon != first.npos && colon + 1 < first.size() &&
                                    first.find_first_not_of("0123456789", colon + 1) == first.npos);
}

}  // namespace detail

/// A server for http://... and https://..., a folder for a path and for file:... Throws argument_error for other
/// addresses, and for host:5000, which is a folder where it is written ./host:5000.
inline std::unique_ptr<run_store> open_run_store(const std::string& address) {
    const url at(address);
    if (at.scheme == "http" || at.scheme == "https")
        return std::make_unique<mlflow_server>(address, mlflow_environment());
    const std::string shown = excerpt(without_password(address), 200);
    require(!at.path.empty() && (at.scheme.empty() ? !detail::names_server(at.path) : at.scheme == "file"),
            "open_run_store: expected ", "http://HOST:PORT, https://... or a folder, got ", shown,
            "; a database is reached through mlflow server --backend-store-uri");
    return std::make_unique<mlflow_folder>(at.path);
}

}  // namespace diapir::inline DIAPIR_TARGET::io
