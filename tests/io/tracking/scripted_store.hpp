// A store of runs in memory that fails as it is asked to, and counts what it is told.
#pragma once

#include <diapir/io/read_file.hpp>
#include <diapir/io/tracking/http.hpp>
#include <diapir/io/tracking/run_store.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

class scripted_store final : public io::run_store {
public:
    enum class fault { none, before, after };
    /// What goes wrong with the call of that number, from 0: nothing is done, or it is done and the answer is lost.
    std::function<fault(std::size_t call, const std::string& name)> faults;

    struct known_run {
        io::run_start start;
        std::map<std::string, std::string> parameters, tags, artifacts;
        std::vector<io::run_metric> metrics;
        std::vector<io::run_status> status;
    };
    std::vector<known_run> runs;
    std::vector<std::string> calls;
    std::string address = "memory";

    std::string name() const override { return address; }
    std::string seen_at(const io::run_place& place) const override { return "memory/" + place.run; }
    std::optional<io::run_place> find(const io::run_start& run) override {
        std::optional<io::run_place> found;
        call("find", [&] {
            for (std::size_t i = 0; i < runs.size(); ++i)
                if (runs[i].start.record == run.record) found = io::run_place{"0", std::to_string(i), "memory:"};
        });
        return found;
    }
    io::run_place create(const io::run_start& run) override {
        call("create", [&] { runs.push_back({run, {}, {}, {}, {}, {}}); });
        return {"0", std::to_string(runs.size() - 1), "memory:"};
    }
    bool has(const io::run_place& place) override { return std::stoul(place.run) < runs.size(); }
    std::vector<std::string> log(const io::run_place& place, const io::run_values& values) override {
        std::vector<std::string> refused;
        call("log", [&] {
            known_run& r = runs.at(std::stoul(place.run));
            for (const auto& [key, value] : values.parameters)
                if (r.parameters.emplace(key, value).first->second != value) refused.push_back("parameter " + key);
            for (const auto& [key, value] : values.tags) r.tags[key] = value;
            r.metrics.insert(r.metrics.end(), values.metrics.begin(), values.metrics.end());
        });
        return refused;
    }
    std::vector<io::run_metric> metric_history(const io::run_place& place, const std::string& key) override {
        std::vector<io::run_metric> found;
        call("history", [&] {
            for (const auto& m : runs.at(std::stoul(place.run)).metrics)
                if (m.key == key) found.push_back(m);
        });
        return found;
    }
    std::string store_artifact(const io::run_place& place, const std::string& artifact,
                               const std::filesystem::path& file) override {
        call("artifact", [&] { runs.at(std::stoul(place.run)).artifacts[artifact] = io::read_file(file); });
        return artifact == "too large" ? "too large: 413" : "";
    }
    void set_status(const io::run_place& place, io::run_status status, io::milliseconds_utc) override {
        call("status", [&] { runs.at(std::stoul(place.run)).status.push_back(status); });
    }

private:
    template <class Do>
    void call(const std::string& what, const Do& act) {
        const fault wrong = faults ? faults(calls.size(), what) : fault::none;
        calls.push_back(what);
        if (wrong != fault::before) act();
        if (wrong != fault::none) throw io::no_answer("memory: went away");
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::testing
