// A store of runs in a folder in MLflow's file layout (mlflow/store/tracking/file_store.py, MLflow 2 and 3), which
// `mlflow migrate-filestore --source FOLDER --target sqlite:///mlflow.db` takes into a database:
//
//     <experiment id>/meta.yaml
//     <experiment id>/<run id>/meta.yaml, params/KEY, tags/KEY, metrics/KEY (lines "time value step"), artifacts/
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/file_lock.hpp>
#include <diapir/io/inside_folder.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/json.hpp>
#include <diapir/io/make_folder.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/io/text.hpp>
#include <diapir/io/tracking/flat_yaml.hpp>
#include <diapir/io/tracking/mlflow_names.hpp>
#include <diapir/io/tracking/run_store.hpp>
#include <diapir/io/tracking/url.hpp>

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

class mlflow_folder final : public run_store {
public:
    /// A folder, made when the first run is created. Throws file_error where it has no name.
    explicit mlflow_folder(const std::filesystem::path& root) : root_(whole_path(root)) {}

    std::string name() const override { return root_.string(); }
    std::string seen_at(const run_place& place) const override { return folder_of(place).string(); }

    std::optional<run_place> find(const run_start& run) override {
        const auto experiment = experiment_named(run.experiment);
        if (!experiment) return {};
        for (const auto& entry : folders(root_ / *experiment)) {
            const auto tag = entry / "tags" / record_tag;
            if (is_there(tag) && is_there(entry / "meta.yaml") && read_file(tag) == run.record)
                return place_at(*experiment, entry.filename().string());
        }
        return {};
    }
    run_place create(const run_start& run) override {
        const run_place place = place_at(experiment_to_use(run.experiment), run.record);
        const auto folder = folder_of(place);
        for (const char* part : {"metrics", "params", "tags", "artifacts"}) make_folder(folder / part);
        write_file(folder / "tags" / record_tag, run.record);
        write_file(folder / "tags" / "mlflow.runName", cut_text(run.name, 250));
        write_file(folder / "meta.yaml", format_flat_yaml({{"artifact_uri", place.artifacts},
                                                           {"end_time", nullptr},
                                                           {"entry_point_name", ""},
                                                           {"experiment_id", place.experiment},
                                                           {"lifecycle_stage", "active"},
                                                           {"run_id", place.run},
                                                           {"run_name", cut_text(run.name, 250)},
                                                           {"run_uuid", place.run},
                                                           {"source_name", ""},
                                                           {"source_type", 4},
                                                           {"source_version", ""},
                                                           {"start_time", run.time},
                                                           {"status", number_of(run_status::running)},
                                                           {"tags", json::array()},
                                                           {"user_id", ""}}));
        return place;
    }
    bool has(const run_place& place) override { return is_there(folder_of(place) / "meta.yaml"); }

    std::vector<std::string> log(const run_place& place, const run_values& values) override {
        const auto folder = folder_of(place);
        std::vector<std::string> refused;
        const auto can_be = [&](const char* what, const std::string& name, const std::filesystem::path& file) {
            const std::string way = in_the_way(file);
            if (!way.empty()) refused.push_back(what + excerpt(name) + way);
            return way.empty();
        };
        for (const auto& [name, value] : values.parameters) {
            const auto file = folder / "params" / mlflow_key(name);
            const std::string text = cut_text(value, 6000);
            if (!can_be("parameter ", name, file)) continue;
            if (!is_there(file)) {
                write_below(file, text);
            } else if (const std::string before = read_file(file); before != text) {
                refused.push_back("parameter " + common::on_one_line(name) + ": has the value " + excerpt(before) +
                                  " already, got " + excerpt(text));
            }
        }
        for (const auto& [name, value] : values.tags) {
            const auto file = folder / "tags" / mlflow_key(name);
            if (can_be("tag ", name, file)) write_below(file, cut_text(value, 5000));
        }
        for (const run_metric& m : values.metrics) {
            const auto file = folder / "metrics" / mlflow_key(m.key);
            if (can_be("metric ", m.key, file)) append(file, m);
        }
        return refused;
    }
    std::vector<run_metric> metric_history(const run_place& place, const std::string& key) override {
        const auto file = folder_of(place) / "metrics" / mlflow_key(key);
        std::vector<run_metric> history;
        if (!is_there(file)) return history;
        std::string text = read_file(file);
        text.resize(text.rfind('\n') + 1);  // a line that was cut short is none
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            std::istringstream words(line);
            words.imbue(std::locale::classic());
            std::string value;
            run_metric m{key, 0, 0, 0};
            if (!(words >> m.time >> value >> m.step)) continue;
            const char* const last = value.data() + value.size();
            const auto [end, failure] = std::from_chars(value.data(), last, m.value);
            if (failure == std::errc{} && end == last) history.push_back(m);
        }
        return history;
    }

    std::string store_artifact(const run_place& place, const std::string& artifact,
                               const std::filesystem::path& file) override {
        if (!leads_below(artifact)) return excerpt(artifact) + ": expected the name of an artifact below its run";
        const auto target = folder_of(place) / "artifacts" / artifact;
        if (const std::string way = in_the_way(target); !way.empty()) return excerpt(artifact) + way;
        make_folder(target.parent_path());
        atomic_target whole(target);
        std::error_code failure;
        std::filesystem::copy_file(file, whole.temporary(), std::filesystem::copy_options::overwrite_existing, failure);
        require<file_error>(!failure, file.string(), ": cannot be copied to ", target.string(), ": ",
                            failure.message());
        whole.commit();
        return {};
    }
    void set_status(const run_place& place, run_status status, milliseconds_utc time) override {
        const auto file = folder_of(place) / "meta.yaml";
        json meta = parse_flat_yaml(read_file(file), file.string());
        meta["status"] = number_of(status);
        meta["end_time"] = status == run_status::running ? json() : json(time);
        write_file(file, format_flat_yaml(meta));
    }

private:
    static std::filesystem::path whole_path(const std::filesystem::path& root) {
        detail::require_name(root, "used");
        std::error_code failure;
        const auto whole = std::filesystem::absolute(root, failure);
        require<file_error>(!failure, root.string(), ": cannot be used: ", failure.message());
        return whole.lexically_normal();
    }
    /// Those of the protocol buffers of MLflow.
    static int number_of(run_status status) {
        switch (status) {
            case run_status::running:
                return 1;
            case run_status::finished:
                return 3;
            case run_status::failed:
                return 4;
            default:
                return 5;
        }
    }
    std::filesystem::path folder_of(const run_place& place) const {
        require<refusal>(names_one_file(place.experiment) && names_one_file(place.run), root_.string(),
                         ": expected the names of folders for experiment and run, got ", excerpt(place.experiment),
                         " and ", excerpt(place.run));
        return root_ / place.experiment / place.run;
    }
    /// Why there can be no such file: names with slashes are folders here. Empty where there can be one.
    static std::string in_the_way(const std::filesystem::path& file) {
        std::error_code ignored;
        if (std::filesystem::is_directory(file, ignored)) return ": there are names below it already";
        auto above = file.parent_path();
        while (!above.empty() && !std::filesystem::exists(above, ignored)) above = above.parent_path();
        return std::filesystem::is_directory(above, ignored) ? "" : ": there is a name above it already";
    }
    std::string address_of(const std::filesystem::path& path) const {
        return "file://" + percent_encoded(path.generic_string(), "/");
    }
    run_place place_at(const std::string& experiment, const std::string& run) const {
        return {experiment, run, address_of(root_ / experiment / run / "artifacts")};
    }
    static std::vector<std::filesystem::path> folders(const std::filesystem::path& in) {
        std::vector<std::filesystem::path> found;
        std::error_code none;
        for (const auto& entry : std::filesystem::directory_iterator(in, none))
            if (entry.is_directory() && entry.path().filename().string().front() != '.') found.push_back(entry.path());
        std::sort(found.begin(), found.end());
        return found;
    }
    static void write_below(const std::filesystem::path& file, const std::string& text) {
        make_folder(file.parent_path());
        write_file(file, text);
    }
    /// Adds a line, in place of one that was cut short: a part of a number is another number.
    static void append(const std::filesystem::path& file, const run_metric& m) {
        make_folder(file.parent_path());
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, m.value).ptr;
        const std::string value = std::isnan(m.value) ? "nan" : std::string(digits, end);
        const std::string line = std::to_string(m.time) + ' ' + value + ' ' + std::to_string(m.step) + '\n';
        const detail::file_handle out(std::fopen(file.string().c_str(), "ab+"));
        bool done = out && std::setvbuf(out.get(), nullptr, _IONBF, 0) == 0;
        if (done && std::fseek(out.get(), -1, SEEK_END) == 0 && std::fgetc(out.get()) != '\n')
            done = ::ftruncate(::fileno(out.get()), static_cast<off_t>(read_file(file).rfind('\n') + 1)) == 0;
        done = done && std::fseek(out.get(), 0, SEEK_END) == 0 &&
               std::fwrite(line.data(), 1, line.size(), out.get()) == line.size();
        require<file_error>(done, file.string(), ": cannot be written: ", detail::system_message());
    }

    std::optional<std::string> experiment_named(const std::string& experiment) const {
        for (const auto& folder : folders(root_)) {
            const auto file = folder / "meta.yaml";
            if (!is_there(file)) continue;
            const json meta = parse_flat_yaml(read_file(file), file.string());
            const json name = meta.value("name", json());
            if (name == json(cut_text(experiment, 500))) return folder.filename().string();
        }
        return {};
    }
    /// The experiment of that name, made where there is none. Two processes make one only.
    std::string experiment_to_use(const std::string& experiment) const {
        make_folder(root_);
        const file_lock alone(root_ / ".lock");
        if (const auto found = experiment_named(experiment)) return *found;
        label();
        std::string id = "0";
        if (experiment != "Default" || is_there(root_ / id / "meta.yaml")) {
            // 18 digits, as MLflow draws them
            std::random_device random;
            id = std::to_string(100000000000000000u +
                                ((std::uint64_t{random()} << 32) | random()) % 900000000000000000u);
        }
        make_folder(root_ / id);
        const milliseconds_utc now = now_utc();
        write_file(root_ / id / "meta.yaml", format_flat_yaml({{"artifact_location", address_of(root_ / id)},
                                                               {"creation_time", now},
                                                               {"experiment_id", id},
                                                               {"last_update_time", now},
                                                               {"lifecycle_stage", "active"},
                                                               {"name", cut_text(experiment, 500)}}));
        return id;
    }
    /// Says what the folder is, to whoever finds it.
    void label() const {
        if (is_there(root_ / "README.txt")) return;
        write_file(root_ / "README.txt",
                   "Runs in MLflow's file layout, to be taken into a database by\n"
                   "    mlflow migrate-filestore --source THIS_FOLDER --target sqlite:///mlflow.db\n"
                   "    mlflow server --backend-store-uri sqlite:///mlflow.db\n"
                   "MLflow before 3.13 also reads it as it is: mlflow ui --backend-store-uri THIS_FOLDER\n");
    }

    std::filesystem::path root_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
