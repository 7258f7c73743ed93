#include "records.hpp"

#include "manifest.hpp"
#include "options.hpp"
#include "recipe.hpp"
#include <diapir/io/csv.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/tracking/open_run_store.hpp>
#include <diapir/io/tracking/run_tracker.hpp>
#include <diapir/version.hpp>

#include <algorithm>
#include <exception>
#include <iostream>
#include <set>
#include <utility>
#include <vector>

namespace salt {

using namespace diapir;
namespace fs = std::filesystem;

namespace {

fs::path records_folder(const fs::path& out) {
    return out / "records";
}

/// The address where runs are recorded; empty where none are.
std::string address_of(const settings& s) {
    const std::string named = io::environment("MLFLOW_TRACKING_URI");
    const io::url at(named);
    const bool server = at.scheme == "http" || at.scheme == "https";
    require(s.track != "server" || server, "--track server: expected MLFLOW_TRACKING_URI=http://HOST:PORT, got ",
            named.empty() ? "nothing" : named);
    if (s.track == "none") return "";
    if (s.track == "folder") return named.empty() || server ? "mlruns" : named;
    return named;
}

/// {"a": {"b": 1}} as a.b 1. Anything but numbers is left out.
void add_numbers(const std::string& name, const json& value, std::vector<std::pair<std::string, double>>& to) {
    if (value.is_object())
        for (const auto& [key, inner] : value.items()) add_numbers(name + '.' + key, inner, to);
    else if (value.is_number() || value == "NaN" || value == "Infinity" || value == "-Infinity")
        to.emplace_back(name, io::as_number(value));
}

/// The options that a step was given, named STEP.OPTION.
io::run_texts options_in(const std::string& step, const json& options) {
    io::run_texts texts;
    if (options.is_object())
        for (const auto& [name, value] : options.items())
            if (const std::string text = text_of(value); !text.empty()) texts.emplace_back(step + '.' + name, text);
    return texts;
}

/// Those of the data and of the training, by which runs differ.
io::run_texts parameters_of(const manifest& m, const json& training) {
    io::run_texts all;
    const json &prepared = m.fact("prepare", "options"), &made = m.fact("synthesize", "options");
    const bool synthetic =
        made.is_object() && prepared.is_object() && made.value("data", json()) == prepared.value("data", json(0));
    for (const auto& texts : {options_in("synthesize", synthetic ? made : json()), options_in("prepare", prepared),
                              options_in("train", training)})
        all.insert(all.end(), texts.begin(), texts.end());
    return all;
}

class tracked_records final : public run_records {
public:
    explicit tracked_records(std::string address) : address_(std::move(address)) {}

    std::string begin_training(const settings& s, std::size_t weights, const std::string& before) override {
        guarded([&] {
            if (before.empty() || !go_on(s, before)) {
                begin(s, parameters_of(manifest(s.out), decided(s, "train")));
                tracker_->parameters({{"weights", std::to_string(weights)}});
                return;
            }
            tracker_->status(io::run_status::running);
            tracker_->tags({{"train.epochs", std::to_string(most_epochs(s))},
                            {"train.patience", std::to_string(s.patience)},
                            {"train.time", s.time}});
        });
        return tracker_ ? tracker_->start().record : "";
    }
    nn::training_callback epochs() override {
        nn::training_callback callback;
        callback.on_epoch = [this](const nn::training_report& r) {
            const auto epoch = static_cast<std::int64_t>(r.epoch);
            if (epoch <= last_epoch_) return true;  // done before, but not saved
            guarded([&] {
                std::vector<std::pair<std::string, double>> values;
                for (const auto& [name, value] : r.metrics) values.emplace_back(name, value);
                if (tracker_) tracker_->metrics(values, epoch);
            });
            return true;
        };
        return callback;
    }
    void done(const settings& s, const std::string& step, const json& record, const json& costs) override {
        static const std::set<std::string> recorded{"train", "evaluate", "explain", "report"};
        if (step == "search") return guarded([&] { add_trials(s); });
        if (!recorded.contains(step) || failed_) return;
        guarded([&] {
            if (!tracker_) find_or_adopt(s);
            if (!tracker_) return;
            std::vector<std::pair<std::string, double>> numbers;
            if (step == "evaluate") {
                const json found = io::read_json(s.out / "metrics.json");
                for (const auto& [name, value] : found.items())
                    if (!value.is_structured())
                        add_numbers(name == "threshold" ? name : "test_" + name, value, numbers);
            }
            for (const auto& [name, value] : costs.items()) add_numbers(step + '.' + name, value, numbers);
            if (!numbers.empty()) tracker_->metrics(numbers, 0);
            io::run_texts tags = step == "train" ? io::run_texts{} : options_in(step, record.value("options", json()));
            for (const char* fact : {"monitored", "loss"})
                if (record.contains(fact)) tags.emplace_back(step + '.' + fact, text_of(record.at(fact)));
            if (!tags.empty()) tracker_->tags(tags);
            add_artifacts(s, record);
        });
    }
    void end(const std::string& status) override {
        guarded([&] {
            if (!tracker_) return;
            if (io::is_there(out_ / "manifest.json")) tracker_->artifact(out_ / "manifest.json", "manifest.json");
            close(status);
        });
    }

private:
    /// Ends the record that is open, and says where it is.
    void close(const std::string& status) {
        tracker_->status(io::run_status_named(status));
        const io::tracked_run run = tracker_->close();
        tracker_.reset();
        if (!run.refused.empty())
            std::cerr << "salt: warning: the record lacks " << run.refused.size() << " of what it was told, such as "
                      << run.refused[0] << '\n';
        if (run.missing == 0) {
            std::cout << "recorded at " << run.seen_at << '\n';
        } else {
            std::cout << "the record is kept in " << records_folder(out_).string() << "; " << command("sync", out_)
                      << " delivers it\n";
        }
    }

    /// Does something of which no failure may reach the run.
    template <class Do>
    void guarded(const Do& act) {
        if (failed_) return;
        try {
            act();
        } catch (const std::exception& e) {
            failed_ = true;
            warn(e.what());
            tracker_.reset();
        }
    }
    void warn(const std::string& text) {
        if (warned_) return;
        warned_ = true;
        std::cerr << "salt: warning: the run goes on, its record does not arrive: " << text << '\n' << std::flush;
    }
    void track(const settings& s, std::unique_ptr<io::run_store> store, io::run_journal journal) {
        out_ = s.out;
        const io::tracker_options options{.warn = [this](const std::string& text) { warn(text); },
                                          .seconds_at_end = warned_ ? 1. : 30.};
        tracker_ = std::make_unique<io::run_tracker>(std::move(journal), std::move(store), options);
    }
    void begin(const settings& s, const io::run_texts& parameters, const std::string& trial = "") {
        auto store = io::open_run_store(address_);  // before there is a journal
        const std::string id = io::new_record_name(), named = io::environment("MLFLOW_EXPERIMENT_NAME"),
                          name = io::environment("MLFLOW_RUN_NAME"),
                          folder = fs::absolute(s.out / "x").lexically_normal().parent_path().filename().string();
        const io::run_start start{id,
                                  !s.experiment.empty() ? s.experiment
                                  : !named.empty()      ? named
                                                        : "salt",
                                  !trial.empty()        ? trial
                                  : !s.run_name.empty() ? s.run_name
                                  : !name.empty()       ? name
                                                        : folder,
                                  io::now_utc()};
        track(s, std::move(store), io::run_journal::begin(records_folder(s.out) / id, start));
        last_epoch_ = 0;
        tracker_->tags({{"diapir.version", version}, {"mlflow.source.name", "salt"}, {"mlflow.source.type", "LOCAL"}});
        tracker_->parameters(parameters);
    }
    /// A run for each trial of a search that has none yet, with the values that it was trained with.
    void add_trials(const settings& s) {
        const json found = io::read_json(s.out / "search.json");
        for (const json& number : found.at("trials")) {
            const std::string name = "trial_" + number.dump();
            const fs::path file = s.out / "search" / (name + ".json");
            json trial = io::read_json(file);
            const std::string known = trial.value("record", "");
            if (!known.empty() && io::run_journal::exists(records_folder(s.out) / known)) continue;
            json values = trial.at("base");
            values.update(trial.at("values"));
            begin(s, parameters_of(manifest(s.out), values), name);
            std::vector<std::pair<std::string, double>> numbers;
            for (const auto& [metric, value] : trial.at("metrics").items()) add_numbers(metric, value, numbers);
            add_numbers("train.seconds", trial.at("seconds"), numbers);
            tracker_->metrics(numbers, 0);
            trial["record"] = tracker_->start().record;
            io::write_json(file, trial);
            close("FINISHED");
        }
    }
    /// Opens a record that there is. False where it is gone.
    bool go_on(const settings& s, const std::string& id) {
        const fs::path folder = records_folder(s.out) / id;
        if (!io::run_journal::exists(folder)) return false;
        io::run_journal journal(folder);
        for (const auto& line : journal.lines(0))
            if (line.said.is_object()) last_epoch_ = std::max(last_epoch_, line.said.value("step", std::int64_t{0}));
        track(s, io::open_run_store(address_), std::move(journal));
        return true;
    }
    /// The record of the training, or a new one where that was not recorded, with what is known of it.
    void find_or_adopt(const settings& s) {
        manifest m(s.out);
        json training = m.record("train");
        if (!training.is_object()) return;
        if (training.contains("record") && go_on(s, training.at("record").get<std::string>())) return;
        begin(s, parameters_of(m, training.value("options", json())));
        const table history = io::read_csv(s.out / "history.csv");
        for (std::size_t epoch = 0; epoch < history.rows(); ++epoch) {
            std::vector<std::pair<std::string, double>> values;
            for (const std::string& name : history.names()) values.emplace_back(name, history.column(name)[epoch]);
            tracker_->metrics(values, static_cast<std::int64_t>(epoch + 1));
        }
        add_artifacts(s, training);
        training["record"] = tracker_->start().record;
        m.store("train", training);
    }
    /// What a step has written. With the training goes what is needed to use it: how the images were prepared.
    void add_artifacts(const settings& s, const json& record) {
        std::vector<std::string> files;
        for (const auto& [file, sum] : record.at("writes").items()) files.push_back(file);
        if (std::find(files.begin(), files.end(), "model.npz") != files.end()) {
            files.insert(files.end(), {"split.json", "transform.json", "options.ini"});
        }
        for (const std::string& file : files)
            if (fs::is_regular_file(s.out / file)) tracker_->artifact(s.out / file, file);
    }

    std::string address_;
    fs::path out_;
    std::unique_ptr<io::run_tracker> tracker_;
    std::int64_t last_epoch_ = 0;
    bool failed_ = false, warned_ = false;
};

/// Delivers one record. False where another process does, or it cannot be.
bool deliver(const io::run_journal& journal, const std::string& address) {
    const std::string what = journal.start().name + " (" + journal.start().record + ")";
    const io::file_lock lock(journal.folder() / "lock", false);
    if (!lock.held()) {
        std::cout << "  " << what << ": is being recorded by another process\n";
        return false;
    }
    const auto store = io::open_run_store(address);
    const std::size_t before = io::run_delivery::missing(journal);
    io::run_delivery delivery(journal, *store);
    const std::size_t refused = delivery.refused().size();
    delivery.deliver();
    std::cout << "  " << what << ": " << before << " things delivered, " << store->seen_at(delivery.place()) << '\n';
    for (std::size_t i = refused; i < delivery.refused().size(); ++i)
        std::cerr << "salt: warning: refused: " << delivery.refused()[i] << '\n';
    return true;
}

}  // namespace

std::shared_ptr<run_records> open_records(const settings& s) {
    const std::string address = address_of(s);
    return address.empty() ? nullptr : std::make_shared<tracked_records>(address);
}

bool sync(const settings& s) {
    require<file_error>(io::is_there(s.out), s.out.string(), ": there is no such folder");
    std::vector<fs::path> folders;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(records_folder(s.out), none))
        if (io::run_journal::exists(entry.path())) folders.push_back(entry.path());
    std::sort(folders.begin(), folders.end());
    std::size_t waiting = 0;
    bool all = true;
    for (const fs::path& folder : folders) {
        try {
            const io::run_journal journal(folder);
            if (io::run_delivery::missing(journal) == 0) continue;
            ++waiting;
            const std::string named = io::environment("MLFLOW_TRACKING_URI"),
                              address = named.empty() ? io::run_delivery::store_of(journal) : named;
            require(!address.empty(), "sync: expected MLFLOW_TRACKING_URI, which names the server");
            all = deliver(journal, address) && all;
        } catch (const io::no_answer&) {  // nor will the others be taken
            throw;
        } catch (const std::exception& e) {  // the others may be delivered all the same
            std::cerr << "salt: warning: " << folder.string() << " is not delivered: " << e.what() << '\n';
            all = false;
        }
    }
    if (waiting == 0 && all) std::cout << "sync: nothing is waiting in " << records_folder(s.out).string() << '\n';
    return all;
}

}  // namespace salt
