// The state of an interrupted training as an .npz file: weights, best weights, optimizer state and history.
#pragma once

#include <diapir/core/batch.hpp>
#include <diapir/io/npz.hpp>
#include <diapir/nn/training/fit.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

namespace diapir::io {

namespace detail {

/// JSON has no NaN: it becomes null.
inline double number(const nlohmann::json& value) {
    return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

}  // namespace detail

/// Writes a training state. Throws file_error when that fails; an old checkpoint is then untouched.
template <class T>
void save_checkpoint(const std::filesystem::path& path, const nn::training_state<T>& state) {
    const nlohmann::ordered_json numbers{
        {"epoch", state.epoch},
        {"step", state.step},
        {"learning_rate", state.learning_rate},
        {"stop", {{"best", state.stop.best}, {"wait", state.stop.wait}}},
        {"reduce", {{"best", state.reduce.best}, {"wait", state.reduce.wait}}},
        {"tensors", {state.weights.size(), state.best_weights.size(), state.slots.size()}},
        {"history",
         {{"names", state.history.names},
          {"rows", state.history.rows},
          {"best_epoch", state.history.best_epoch},
          {"stopped_early", state.history.stopped_early}}}};
    npz_writer writer(path);
    writer.add("state.json", numbers.dump(2));
    const auto add = [&](const std::string& name, const std::vector<tensor<T>>& tensors) {
        for (std::size_t i = 0; i < tensors.size(); ++i)
            writer.add(name + std::to_string(i), tensors[i].shape(), tensors[i].data());
    };
    add("weights_", state.weights);
    add("best_", state.best_weights);
    add("slot_", state.slots);
    writer.commit();
}

/// Reads what save_checkpoint wrote. Throws file_error for anything else.
template <class T>
nn::training_state<T> load_checkpoint(const std::filesystem::path& path) {
    const auto archive = npz_archive::open(path);
    require<file_error>(archive.contains("state.json"), path.string(),
                        ": expected a checkpoint with a member state.json");
    nn::training_state<T> state;
    try {
        const auto numbers = nlohmann::json::parse(archive.raw("state.json"));
        numbers.at("epoch").get_to(state.epoch);
        numbers.at("step").get_to(state.step);
        numbers.at("learning_rate").get_to(state.learning_rate);
        for (const auto& [name, plateau] : {std::pair{"stop", &state.stop}, {"reduce", &state.reduce}}) {
            plateau->best = detail::number(numbers.at(name).at("best"));
            numbers.at(name).at("wait").get_to(plateau->wait);
        }
        const auto& history = numbers.at("history");
        history.at("names").get_to(state.history.names);
        history.at("best_epoch").get_to(state.history.best_epoch);
        history.at("stopped_early").get_to(state.history.stopped_early);
        for (const auto& row : history.at("rows")) {
            state.history.rows.emplace_back();
            for (const auto& value : row) state.history.rows.back().push_back(detail::number(value));
        }
        const auto read = [&](const std::string& name, std::size_t count, std::vector<tensor<T>>& tensors) {
            for (std::size_t i = 0; i < count; ++i)
                tensors.push_back(to_tensor(archive.get<T>(name + std::to_string(i))));
        };
        read("weights_", numbers.at("tensors").at(0), state.weights);
        read("best_", numbers.at("tensors").at(1), state.best_weights);
        read("slot_", numbers.at("tensors").at(2), state.slots);
    } catch (const nlohmann::json::exception& e) {
        throw file_error(path.string() + ": state.json is not as expected: " + e.what());
    }
    return state;
}

}  // namespace diapir::io
