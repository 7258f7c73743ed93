// The state of an interrupted training as an .npz file: weights, best weights, optimizer state and history.
#pragma once

#include <diapir/core/batch.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/table.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/io/architecture.hpp>
#include <diapir/io/json.hpp>
#include <diapir/io/npz.hpp>
#include <diapir/io/text.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/optimizers/optimizer.hpp>
#include <diapir/nn/training/history.hpp>
#include <diapir/nn/training/plateau.hpp>
#include <diapir/nn/training/training_state.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

namespace detail {

inline json plateau_to_json(const nn::plateau& p) {
    return {{"best", number(p.best)}, {"wait", p.wait}};
}
inline json history_to_json(const nn::history& h) {
    json rows = json::array();
    for (std::size_t i = 0; i < h.epochs(); ++i) rows.push_back(h.metrics.row(i));
    return {{"names", h.metrics.names()},       {"rows", rows},          {"loss", h.loss}, {"best_epoch", h.best_epoch},
            {"stopped_early", h.stopped_early}, {"warnings", h.warnings}};
}

inline nn::plateau plateau_from_json(const json& value, const std::string& origin) {
    return {as_number(value.at("best"), origin + ": best"), as_count(value.at("wait"), origin + ": wait")};
}
inline nn::history history_from_json(const json& value, const std::string& origin) {
    std::vector<std::vector<double>> rows;
    for (const json& row : value.at("rows")) {
        rows.emplace_back();
        for (const json& number : row) rows.back().push_back(as_number(number, origin + ": history"));
    }
    nn::history h;
    h.metrics = table(value.at("names").get<std::vector<std::string>>(), rows);
    h.loss = value.value("loss", "");
    h.best_epoch = as_count(value.at("best_epoch"), origin + ": best_epoch");
    h.stopped_early = value.at("stopped_early").get<bool>();
    h.warnings = value.value("warnings", std::vector<std::string>());
    return h;
}

/// Fills a state from its numbers and the tensors of an archive.
template <class T>
void read_state(const json& numbers, const npz_archive& archive, const std::string& origin,
                nn::training_state<T>& state) {
    state.epoch = as_count(numbers.at("epoch"), origin + ": epoch");
    state.step = as_count(numbers.at("step"), origin + ": step");
    state.learning_rate = as_number(numbers.at("learning_rate"), origin + ": learning_rate");
    state.optimizer = numbers.value("optimizer", state.optimizer);
    state.seconds = numbers.contains("seconds") ? as_number(numbers.at("seconds"), origin + ": seconds") : 0;
    state.averaged = numbers.contains("averaged") ? as_count(numbers.at("averaged"), origin + ": averaged") : 0;
    state.stop = plateau_from_json(numbers.at("stop"), origin + ": stop");
    state.reduce = plateau_from_json(numbers.at("reduce"), origin + ": reduce");
    state.history = history_from_json(numbers.at("history"), origin);
    require<file_error>(state.history.epochs() == state.epoch, origin, ": expected a row of history for each of ",
                        state.epoch, " epochs, got ", state.history.epochs());
    require<file_error>(state.history.best_epoch < std::max<std::size_t>(state.epoch, 1), origin, ": best_epoch ",
                        state.history.best_epoch, " is not one of ", state.epoch, " epochs");
    const auto read = [&](const std::string& name, const json& count) {
        std::vector<tensor<T>> tensors;
        for (std::size_t i = 0; i < as_count(count, origin + ": tensors"); ++i)
            tensors.push_back(to_tensor(archive.get<T>(name + std::to_string(i))));
        return tensors;
    };
    state.weights = read("weights_", numbers.at("tensors").at(0));
    state.best_weights = read("best_", numbers.at("tensors").at(1));
    state.slots = read("slot_", numbers.at("tensors").at(2));
    if (numbers.at("tensors").size() > 3) state.average = read("average_", numbers.at("tensors").at(3));
    require<file_error>(state.average.empty() == (state.averaged == 0), origin, ": expected an average of ",
                        state.averaged, " weights, got ", state.average.size(), " tensors");
}

}  // namespace detail

namespace detail {

/// What a network computes in.
template <class T>
const char* element_name() {
    return std::is_same_v<T, float> ? "float" : "double";
}

/// The layers of a network, and what it computes in.
template <class T>
json network_to_json(const nn::network<T>& net) {
    json about = architecture(net.graph(), net.input());
    about["element"] = element_name<T>();
    return about;
}
template <class T>
void require_network(const nn::network<T>& net, const json& in_file, const std::string& origin) {
    require<file_error>(in_file.at("element") == element_name<T>(), origin, ": expected a network of ",
                        element_name<T>(), ", got ", excerpt(in_file.at("element").get<std::string>()));
    require_architecture(net.graph(), in_file, origin);
}

template <class T>
void write_checkpoint(const std::filesystem::path& path, const nn::training_state<T>& state, const json& network) {
    json numbers{
        {"epoch", state.epoch},
        {"step", state.step},
        {"learning_rate", state.learning_rate},
        {"optimizer", state.optimizer},
        {"stop", plateau_to_json(state.stop)},
        {"reduce", plateau_to_json(state.reduce)},
        {"seconds", state.seconds},
        {"averaged", state.averaged},
        {"tensors", {state.weights.size(), state.best_weights.size(), state.slots.size(), state.average.size()}},
        {"history", history_to_json(state.history)}};
    if (!network.is_null()) numbers["network"] = network;
    npz_writer writer(path);
    writer.add("state.json", format_json(numbers));
    const auto add = [&](const std::string& name, const std::vector<tensor<T>>& tensors) {
        for (std::size_t i = 0; i < tensors.size(); ++i)
            writer.add(name + std::to_string(i), tensors[i].shape(), tensors[i].data());
    };
    add("weights_", state.weights);
    add("best_", state.best_weights);
    add("slot_", state.slots);
    add("average_", state.average);
    writer.commit();
}

}  // namespace detail

/// Writes a training state. Throws file_error when that fails; an old checkpoint is then untouched.
template <class T>
void save_checkpoint(const std::filesystem::path& path, const nn::training_state<T>& state) {
    detail::write_checkpoint(path, state, {});
}
/// The same with the layers of the network that is trained: the file is then read for no other.
template <class T>
void save_checkpoint(const std::filesystem::path& path, const nn::training_state<T>& state, const nn::network<T>& net) {
    detail::write_checkpoint(path, state, detail::network_to_json(net));
}

/// Reads what save_checkpoint wrote of the training of such a network with such an optimizer. Throws file_error for
/// anything else, which includes states of other networks and optimizers: of other parameters, and where the file has
/// the layers, of other layers or another precision.
template <class T>
nn::training_state<T> load_checkpoint(const std::filesystem::path& path, const nn::network<T>& net,
                                      const nn::optimizer& o) {
    const auto archive = npz_archive::open(path);
    require<file_error>(archive.contains("state.json"), path.string(),
                        ": expected a checkpoint with a member state.json");
    const std::string origin = path.string() + ": state.json";
    auto state = nn::initial_state(net, o);
    read_members(origin, [&] {
        const json numbers = parse_json(archive.raw("state.json"), origin);
        if (numbers.contains("network")) detail::require_network(net, numbers.at("network"), origin);
        detail::read_state(numbers, archive, origin, state);
        state.require_fits("checkpoint", net.parameters(), o);
    });
    return state;
}

}  // namespace diapir::inline DIAPIR_TARGET::io
