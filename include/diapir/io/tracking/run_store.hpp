// Where the records of runs are kept: what a run is made of, and the interface of a store, after MLflow's
// (mlflow.org/docs/latest/rest-api.html; MLflow 2 and 3).
#pragma once

#include <diapir/core/error.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

/// Milliseconds since 1970, UTC.
using milliseconds_utc = std::int64_t;

inline milliseconds_utc now_utc() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

/// A number that a run had at a step, such as an epoch.
struct run_metric {
    std::string key;
    double value;
    std::int64_t step;
    milliseconds_utc time;
};

/// What a run was made with (a parameter, which never changes), or what is said of it (a tag, which may).
using run_texts = std::vector<std::pair<std::string, std::string>>;

struct run_values {
    std::vector<run_metric> metrics;
    run_texts parameters, tags;
    bool empty() const { return metrics.empty() && parameters.empty() && tags.empty(); }
};

/// How a run begins.
struct run_start {
    std::string record;  ///< a name that no other run has, by which a store is asked whether it knows the run already
    std::string experiment, name;
    milliseconds_utc time;
};

enum class run_status { running, finished, failed, killed };

/// The names of MLflow: "RUNNING", "FINISHED", "FAILED", "KILLED".
inline std::string to_string(run_status status) {
    switch (status) {
        case run_status::running:
            return "RUNNING";
        case run_status::finished:
            return "FINISHED";
        case run_status::failed:
            return "FAILED";
        default:
            return "KILLED";
    }
}

/// The status of that name. Throws argument_error for others.
inline run_status run_status_named(const std::string& name) {
    for (const auto status : {run_status::running, run_status::finished, run_status::failed, run_status::killed})
        if (to_string(status) == name) return status;
    throw argument_error("run status: expected RUNNING, FINISHED, FAILED or KILLED, got " + name);
}

/// The tag by which a store finds a run by its record.
inline constexpr const char* record_tag = "diapir_record";

/// Where a store has a run: identifiers, and the address of its artifacts.
struct run_place {
    std::string experiment, run, artifacts;
};

/// A store that says no. What was asked is not done, or in a batch only in part.
class refusal : public error {
public:
    using error::error;
};

/// The interface of a store. Members throw refusal where the store refuses, and file_error or no_answer where it is not
/// there. Everything but create() can be called again with the same arguments, and is then done once only, if the
/// metrics that are logged are those of which metric_history() does not tell.
class run_store {
public:
    virtual ~run_store() = default;

    /// For people, and for the next time: an address without passwords.
    virtual std::string name() const = 0;
    /// The run of a record that was created before; none where there is none.
    virtual std::optional<run_place> find(const run_start& run) = 0;
    /// Begins a run, and the experiment where there is none of that name.
    virtual run_place create(const run_start& run) = 0;
    /// Whether there is a run at a place.
    virtual bool has(const run_place& place) = 0;
    /// Adds metrics, parameters and tags. Returns what is refused for itself, such as a parameter that has another
    /// value already, a line each; all else is kept.
    virtual std::vector<std::string> log(const run_place& place, const run_values& values) = 0;
    /// All values of a metric so far.
    virtual std::vector<run_metric> metric_history(const run_place& place, const std::string& key) = 0;
    /// Stores a file under a name that may have folders, or replaces it. Returns why that file is refused for itself;
    /// empty where it is not.
    virtual std::string store_artifact(const run_place& place, const std::string& name,
                                       const std::filesystem::path& file) = 0;
    /// The status of a run, and when it ended unless it is running.
    virtual void set_status(const run_place& place, run_status status, milliseconds_utc time) = 0;
    /// Where a person sees the run.
    virtual std::string seen_at(const run_place& place) const = 0;
    /// Ends a call that waits in another thread, which then throws.
    virtual void stop() {}
};

}  // namespace diapir::inline DIAPIR_TARGET::io
