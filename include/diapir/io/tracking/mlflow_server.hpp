// A store of runs behind the REST API of an MLflow tracking server (mlflow.org/docs/latest/rest-api.html; MLflow 2 and
// 3): experiments, runs, batches of values, and artifacts through the server's proxy (mlflow-artifacts).
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/json.hpp>
#include <diapir/io/text.hpp>
#include <diapir/io/tracking/http.hpp>
#include <diapir/io/tracking/mlflow_batch.hpp>
#include <diapir/io/tracking/mlflow_names.hpp>
#include <diapir/io/tracking/run_store.hpp>
#include <diapir/io/tracking/url.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

class mlflow_server final : public run_store {
public:
    /// A server at http(s)://host:port, with a path before /api where there is one. Throws argument_error for other
    /// addresses.
    explicit mlflow_server(const std::string& address, http_options options = {})
        : mlflow_server(url(address), std::move(options)) {}

    std::string name() const override { return client_.server() + base_; }
    std::string seen_at(const run_place& place) const override {
        return name() + "/#/experiments/" + place.experiment + "/runs/" + place.run;
    }
    void stop() override { client_.stop(); }

    std::optional<run_place> find(const run_start& run) override {
        const auto experiment = experiment_named(run.experiment);
        if (!experiment) return {};
        const json found =
            post("runs/search", {{"experiment_ids", json::array({*experiment})},
                                 {"filter", std::string("tags.") + record_tag + " = '" + run.record + "'"},
                                 {"max_results", 1}});
        return read("runs/search", [&]() -> std::optional<run_place> {
            const json runs = found.value("runs", json::array());
            if (runs.empty()) return {};
            return place_of(runs.at(0).at("info"));
        });
    }
    run_place create(const run_start& run) override {
        const json made = post("runs/create", {{"experiment_id", experiment_to_use(run.experiment)},
                                               {"run_name", cut_text(run.name, 250)},
                                               {"start_time", run.time},
                                               {"tags",
                                                {{{"key", record_tag}, {"value", run.record}},
                                                 {{"key", "mlflow.runName"}, {"value", cut_text(run.name, 250)}}}}});
        return read("runs/create", [&] { return place_of(made.at("run").at("info")); });
    }
    bool has(const run_place& place) override {
        const auto found = get("runs/get?run_id=" + percent_encoded(place.run));
        return found && read("runs/get", [&] {
                   return found->at("run").at("info").value("lifecycle_stage", "active") == "active";
               });
    }

    std::vector<std::string> log(const run_place& place, const run_values& values) override {
        std::vector<std::string> refused;
        for (const mlflow_batch& batch : mlflow_batches(values)) send(place, batch, refused);
        return refused;
    }
    std::vector<run_metric> metric_history(const run_place& place, const std::string& key) override {
        std::vector<run_metric> history;
        const std::string request = "metrics/get-history?run_id=" + percent_encoded(place.run) +
                                    "&metric_key=" + percent_encoded(mlflow_key(key));
        constexpr std::size_t most = 10000000;  // as a run may log in weeks
        for (std::string page;;) {
            const std::size_t before = history.size();
            const auto found = get(page.empty() ? request : request + "&page_token=" + percent_encoded(page));
            if (!found) return history;  // no value so far
            read("metrics/get-history", [&] {
                for (const json& m : found->value("metrics", json::array()))
                    history.push_back({key, as_number(m.at("value")), as_integer(m.value("step", json(0))),
                                       as_integer(m.at("timestamp"))});
                page = found->value("next_page_token", "");
            });
            if (page.empty()) return history;
            require<refusal>(history.size() > before && history.size() <= most, name(),
                             ": metrics/get-history: expected pages with values, and at most ", most, " of these, got ",
                             history.size() - before, " on a page that is not the last, ", history.size(), " in all");
        }
    }

    std::string store_artifact(const run_place& place, const std::string& artifact,
                               const std::filesystem::path& file) override {
        const url at(place.artifacts);
        if (at.scheme != "mlflow-artifacts" || (!at.host.empty() && at.host != host_))
            return artifact + ": the server keeps artifacts at " + excerpt(place.artifacts) +
                   " and not behind itself (mlflow server --serve-artifacts)";
        const std::string path = base_ + "/api/2.0/mlflow-artifacts/artifacts" + percent_encoded(at.path, "/") + '/' +
                                 percent_encoded(cut_text(artifact, 1000), "/");
        const http_answer answer = client_.put_file(path, file);
        if (answer.good()) return {};
        const failure f = failure_of("mlflow-artifacts", answer);
        const bool turned_off = answer.status == 503 && answer.body.find("serve-artifacts") != std::string::npos;
        if (f.of_the_request() || answer.status == 404 || turned_off) return artifact + ": " + f.what();
        throw f;
    }
    void set_status(const run_place& place, run_status status, milliseconds_utc time) override {
        json update{{"run_id", place.run}, {"status", to_string(status)}};
        if (status != run_status::running) update["end_time"] = time;
        post("runs/update", update);
    }

private:
    /// An answer that is no 2xx.
    struct failure : refusal {
        failure(const std::string& message, int answered, std::string error_code)
            : refusal(message), status(answered), code(std::move(error_code)) {}
        int status;
        std::string code;
        /// Whether the request itself is at fault, so that another one may be taken.
        bool of_the_request() const { return status == 413 || (status == 400 && code != "RESOURCE_DOES_NOT_EXIST"); }
    };

    mlflow_server(const url& at, http_options options)
        : base_(at.path), host_(at.host), client_(at.server(), with_user(at, std::move(options))) {
        while (!base_.empty() && base_.back() == '/') base_.pop_back();
        base_ = percent_encoded(base_, "/");
    }
    static http_options with_user(const url& at, http_options options) {
        if (!at.user.empty()) {
            options.user = at.user;
            options.password = at.password;
        }
        return options;
    }

    failure failure_of(const std::string& request, const http_answer& answer) const {
        std::string code, said = answer.body;
        try {
            const json body = parse_foreign_json(answer.body, name());
            code = body.value("error_code", "");
            said = body.value("message", answer.body);
        } catch (const json::exception&) {  // another message
        } catch (const file_error&) {       // a text, as of what stands between
        }
        return {common::concat(name(), ": ", request.substr(0, request.find('?')), " was answered with ", answer.status,
                               code.empty() ? "" : " " + code, ": ", excerpt(said, 300)),
                answer.status, code};
    }
    json read_body(const std::string& request, const http_answer& answer) const {
        if (!answer.good()) throw failure_of(request, answer);
        try {
            return parse_foreign_json(answer.body, name());
        } catch (const file_error&) {
            throw refusal(name() + ": " + request.substr(0, request.find('?')) +
                          ": expected JSON from an MLflow server, got " + excerpt(answer.body, 100));
        }
    }
    template <class Read>
    std::invoke_result_t<Read> read(const std::string& request, const Read& from) const {
        std::string why;
        try {
            return from();
        } catch (const json::exception& e) {
            why = e.what();
        } catch (const file_error& e) {  // of a number
            why = e.what();
        }
        throw refusal(name() + ": " + request + ": the answer is not as expected: " + excerpt(why, 200));
    }
    json post(const std::string& request, const json& body) {
        const std::string text = body.dump(-1, ' ', false, json::error_handler_t::replace);
        return read_body(request, client_.post(base_ + "/api/2.0/mlflow/" + request, text));
    }
    /// None where the server says that there is no such thing.
    std::optional<json> get(const std::string& request) {
        try {
            return read_body(request, client_.get(base_ + "/api/2.0/mlflow/" + request));
        } catch (const failure& f) {
            if (f.code == "RESOURCE_DOES_NOT_EXIST") return {};
            throw;
        }
    }

    std::optional<std::string> experiment_named(const std::string& experiment) {
        const auto found = get("experiments/get-by-name?experiment_name=" + percent_encoded(cut_text(experiment, 500)));
        if (!found) return {};
        return read("experiments/get-by-name", [&]() -> std::optional<std::string> {
            const json& e = found->at("experiment");
            require<refusal>(e.value("lifecycle_stage", "active") == "active", name(), ": the experiment ",
                             excerpt(experiment), " was deleted there; restore it, or name another");
            return e.at("experiment_id").get<std::string>();
        });
    }
    /// The experiment of that name, made where there is none.
    std::string experiment_to_use(const std::string& experiment) {
        if (const auto found = experiment_named(experiment)) return *found;
        try {
            const json made = post("experiments/create", {{"name", cut_text(experiment, 500)}});
            return read("experiments/create", [&] { return made.at("experiment_id").get<std::string>(); });
        } catch (const failure& f) {  // made by another meanwhile
            if (f.code != "RESOURCE_ALREADY_EXISTS") throw;
            const auto found = experiment_named(experiment);
            if (!found) throw;
            return *found;
        }
    }
    static run_place place_of(const json& info) {
        return {info.at("experiment_id").get<std::string>(), info.at("run_id").get<std::string>(),
                info.value("artifact_uri", "")};
    }
    /// Numbers of 64 bits are texts in the JSON of protocol buffers, numbers in that of MLflow.
    static std::int64_t as_integer(const json& value) {
        if (!value.is_string()) return as_whole(value, "JSON");
        const auto& text = value.get_ref<const std::string&>();
        std::int64_t number = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
        require<file_error>(failure == std::errc() && end == text.data() + text.size(),
                            "JSON: expected a whole number, got ", excerpt(text));
        return number;
    }

    /// Sends a batch; where the server refuses it, its halves, down to what is at fault.
    void send(const run_place& place, const mlflow_batch& batch, std::vector<std::string>& refused) {
        json request{{"run_id", place.run}};
        request.update(batch.body());
        try {
            post("runs/log-batch", request);
        } catch (const failure& f) {
            if (!f.of_the_request()) throw;
            require<refusal>(batch.size() == 1 || has(place), name(), ": the run ", place.run,
                             " was deleted there; restore it");
            const auto parts = batch.smaller(std::string(f.what()).find("length") != std::string::npos);
            for (const mlflow_batch& part : parts) send(place, part, refused);
            if (parts.empty()) refused.push_back(batch.named() + ": " + f.what());
        }
    }

    std::string base_, host_;
    http_client client_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
