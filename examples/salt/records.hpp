// The record of a run, in MLflow's terms: what the model was made with (parameters), how its training went and how well
// it does (metrics), how it was looked at (tags), and what came of it (artifacts).
#pragma once

#include "settings.hpp"
#include <diapir/io/json.hpp>
#include <diapir/nn/training/training_callback.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace salt {

/// What the steps tell of themselves. No member fails: what goes wrong costs one warning.
class run_records {
public:
    virtual ~run_records() = default;

    /// A training begins; or, where it is not empty, goes on with the record of that name. `weights` is how many
    /// numbers the network has. Returns the name of the record, empty where there is none.
    virtual std::string begin_training(const settings& s, std::size_t weights, const std::string& before) = 0;
    /// Records every epoch, if a training has begun.
    virtual diapir::nn::training_callback epochs() = 0;
    /// A step is done: its record of the manifest, and what it cost.
    virtual void done(const settings& s, const std::string& step, const diapir::io::json& record,
                      const diapir::io::json& costs) = 0;
    /// The program ends: FINISHED, FAILED or KILLED in MLflow's words.
    virtual void end(const std::string& status) = 0;
};

/// Where the settings and the environment say that runs are recorded; null where nothing is. Throws
/// diapir::argument_error where they ask for a server and none is named.
std::shared_ptr<run_records> open_records(const settings& s);

/// Delivers what a server has missed of the records in a folder. False where some of it still is not there.
bool sync(const settings& s);

}  // namespace salt
