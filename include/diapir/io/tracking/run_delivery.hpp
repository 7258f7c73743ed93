// From a journal to a store, once: what a store has acknowledged is noted in delivered.json, and so is what is about to
// be sent. Where an answer was lost, by the network or by the end of the process, the store is asked what it has before
// anything is sent again.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/inside_folder.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/json.hpp>
#include <diapir/io/positioned_file.hpp>
#include <diapir/io/text.hpp>
#include <diapir/io/tracking/run_journal.hpp>
#include <diapir/io/tracking/run_store.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

class run_delivery {
public:
    /// Throws file_error where delivered.json is broken.
    run_delivery(const run_journal& journal, run_store& store) : journal_(journal), store_(store) {
        if (!is_there(path())) return;
        const json state = read_json(path());
        acknowledged_ = acknowledged_of(journal, state);
        read_members(path().string(), [&] {
            store_name_ = state.at("store").get<std::string>();
            creating_ = state.at("creating").get<bool>();
            place_ = {state.at("experiment").get<std::string>(), state.at("run").get<std::string>(),
                      state.at("artifacts").get<std::string>()};
            sent_ = as_count(state.at("sent"), path().string());
            refused_ = state.at("refused").get<std::vector<std::string>>();
        });
    }

    /// The store that a journal was delivered to so far; empty where none has acknowledged anything.
    static std::string store_of(const run_journal& journal) {
        const auto path = journal.folder() / "delivered.json";
        if (!is_there(path)) return {};
        const json state = read_json(path);
        return read_members(path.string(), [&] { return state.at("store").get<std::string>(); });
    }
    /// How many lines of a journal no store has acknowledged.
    static std::size_t missing(const run_journal& journal) {
        const auto path = journal.folder() / "delivered.json";
        return journal.lines(is_there(path) ? acknowledged_of(journal, read_json(path)) : 0).size();
    }

    /// Where the store has the run, after the first delivery.
    const run_place& place() const { return place_; }
    /// What the store has refused for itself, a line each.
    const std::vector<std::string>& refused() const { return refused_; }

    /// Sends what the store has not acknowledged, until there is nothing more or `stop` says so. Throws what the store
    /// throws; what it has acknowledged until then stays so.
    template <class Stop>
    void deliver(const Stop& stop) {
        begin();
        while (!stop()) {
            const auto lines = journal_.lines(acknowledged_, batch_lines);
            if (lines.empty()) break;
            if (const std::size_t values = values_at(lines); values > 0) {
                send_values(lines, values);
            } else {
                send_other(lines[0]);
            }
        }
    }
    void deliver() {
        deliver([] { return false; });
    }

private:
    static constexpr std::size_t batch_lines = 500;

    std::filesystem::path path() const { return journal_.folder() / "delivered.json"; }
    /// The bytes of a journal that a store has acknowledged.
    static std::size_t acknowledged_of(const run_journal& journal, const json& state) {
        const std::string origin = (journal.folder() / "delivered.json").string();
        const std::size_t bytes = read_members(origin, [&] { return as_count(state.at("acknowledged"), origin); }),
                          there = positioned_file(journal.path()).size();
        require<file_error>(bytes <= there, origin, ": expected at most ", there, " bytes of the journal, got ", bytes);
        return bytes;
    }
    void save() const {
        journal_.flush();  // before anything that speaks of it
        write_json(path(), {{"store", store_name_},
                            {"creating", creating_},
                            {"experiment", place_.experiment},
                            {"run", place_.run},
                            {"artifacts", place_.artifacts},
                            {"acknowledged", acknowledged_},
                            {"sent", sent_},
                            {"refused", refused_}});
    }
    void acknowledge(std::size_t end) {
        acknowledged_ = end;
        sent_ = std::max(sent_, acknowledged_);
        save();
    }

    /// The run is at its place in the store: found there where it may be there, else created.
    void begin() {
        if (!place_.run.empty() && store_name_ != store_.name()) {
            require<refusal>(store_.has(place_), store_.name(), ": does not know the run ", place_.run, " that ",
                             store_name_, " has a part of");
            store_name_ = store_.name();
            save();
        }
        if (!place_.run.empty()) return;
        const auto found = creating_ ? store_.find(journal_.start()) : std::nullopt;
        store_name_ = store_.name();
        creating_ = true;
        save();
        place_ = found ? *found : store_.create(journal_.start());
        creating_ = false;
        acknowledge(journal_.lines(0, 1).at(0).end);
    }

    /// How many lines at the beginning are values, which go together.
    static std::size_t values_at(const std::vector<run_journal::line>& lines) {
        const auto other = std::find_if(lines.begin(), lines.end(), [](const run_journal::line& l) {
            return !l.said.is_null() && !l.said.contains("metrics") && !l.said.contains("parameters") &&
                   !l.said.contains("tags");
        });
        return static_cast<std::size_t>(other - lines.begin());
    }
    void send_values(const std::vector<run_journal::line>& lines, std::size_t count) {
        const bool in_doubt = sent_ > acknowledged_;
        if (in_doubt) {  // these and no others, since of others the store need not be asked
            while (count > 1 && lines[count - 1].end > sent_) --count;
        } else {
            sent_ = lines[count - 1].end;
            save();
        }
        run_values values = values_of(lines, count);
        if (in_doubt) drop_what_arrived(values);
        if (!values.empty())
            for (const std::string& line : store_.log(place_, values)) refused_.push_back(line);
        acknowledge(lines[count - 1].end);
    }
    run_values values_of(const std::vector<run_journal::line>& lines, std::size_t count) const {
        run_values values;
        const auto texts = [](const json& said, const char* member, run_texts& to) {
            if (!said.contains(member)) return;
            for (const auto& [key, value] : said.at(member).items()) to.emplace_back(key, value.get<std::string>());
        };
        const std::string origin = journal_.path().string();
        read_members(origin, [&] {
            for (std::size_t i = 0; i < count; ++i) {
                const json& said = lines[i].said;
                if (said.is_null()) continue;
                texts(said, "parameters", values.parameters);
                texts(said, "tags", values.tags);
                if (!said.contains("metrics")) continue;
                for (const auto& [key, value] : said.at("metrics").items())
                    values.metrics.push_back({key, as_number(value, origin), as_whole(said.at("step"), origin),
                                              as_whole(said.at("time"), origin)});
            }
        });
        return values;
    }
    /// Takes out the metrics that the store has. Parameters and tags may be sent again.
    void drop_what_arrived(run_values& values) {
        std::map<std::string, std::vector<run_metric>> histories;
        const auto arrived = [&](const run_metric& m) {
            const auto known = histories.find(m.key);
            const auto& history =
                known != histories.end() ? known->second : histories[m.key] = store_.metric_history(place_, m.key);
            return std::any_of(history.begin(), history.end(), [&](const run_metric& had) {
                return had.step == m.step && had.time == m.time && same(had.value, m.value);
            });
        };
        values.metrics.erase(std::remove_if(values.metrics.begin(), values.metrics.end(), arrived),
                             values.metrics.end());
    }
    /// Servers keep infinities as the largest numbers that there are.
    static bool same(double had, double sent) {
        constexpr double largest = std::numeric_limits<double>::max();
        return std::isnan(sent) ? std::isnan(had)
                                : std::clamp(had, -largest, largest) == std::clamp(sent, -largest, largest);
    }

    run_status status_in(const json& said) const {
        try {
            return run_status_named(said.at("status").get<std::string>());
        } catch (const argument_error& e) {
            throw file_error(journal_.path().string() + ": " + e.what());
        }
    }
    void send_other(const run_journal::line& line) {
        const json& said = line.said;
        read_members(journal_.path().string(), [&] {
            if (said.contains("artifact")) {
                const auto kept = said.at("kept").get<std::string>();
                require<file_error>(names_one_file(kept), journal_.path().string(),
                                    ": expected the name of a file in kept, got ", excerpt(kept));
                send_artifact(said.at("artifact").get<std::string>(), journal_.folder() / "kept" / kept, line.end);
                return;
            }
            if (said.contains("status"))
                store_.set_status(place_, status_in(said), as_whole(said.at("time"), journal_.path().string()));
            acknowledge(line.end);  // also what a later version says
        });
    }
    void send_artifact(const std::string& name, const std::filesystem::path& kept, std::size_t end) {
        std::error_code ignored;
        if (!leads_below(name)) {
            refused_.push_back(excerpt(name) + ": expected the name of an artifact below its run");
        } else if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(kept, ignored))) {
            refused_.push_back(name + ": is no longer in " + kept.parent_path().string());
        } else if (const std::string why = store_.store_artifact(place_, name, kept); !why.empty()) {
            refused_.push_back(why);
        }
        acknowledge(end);
        std::filesystem::remove(kept, ignored);
    }

    const run_journal& journal_;
    run_store& store_;
    std::string store_name_;
    bool creating_ = false;
    run_place place_;
    std::size_t acknowledged_ = 0, sent_ = 0;  // bytes of the journal
    std::vector<std::string> refused_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
