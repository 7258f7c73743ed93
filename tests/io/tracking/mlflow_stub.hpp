// A server that speaks the REST protocol of MLflow's tracking server (mlflow.org/docs/latest/rest-api.html, and
// mlflow/server/handlers.py of MLflow 2.9 to 3.13), keeps what it is told in memory, and fails as it is asked to.
#pragma once

#include <diapir/io/json.hpp>
#include <diapir/io/tracking/url.hpp>

#include <httplib.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

/// What a server knows of a run.
struct stub_run {
    std::string experiment, name, status = "RUNNING";
    std::int64_t start = 0, end = 0;
    std::map<std::string, std::string> parameters, tags, artifacts;
    std::vector<std::tuple<std::string, std::int64_t, std::int64_t, io::json>> metrics;  // key, step, timestamp, value
    bool deleted = false;
};

class mlflow_stub {
public:
    using json = io::json;
    /// `holds` answers when set_faults is called again, or at the end.
    enum class fault { none, refuses, breaks, is_deep, is_slow, holds, loses_answer, drips, dies };
    /// What goes wrong with the request of that number, from 0, method and path.
    using fault_of = std::function<fault(std::size_t number, const std::string& request)>;

    explicit mlflow_stub(fault_of faults = {}, int port = 0) : faults_(std::move(faults)) {
        const auto serve = [this](const httplib::Request& q, httplib::Response& a) { answer(q, a); };
        server_.Get(".*", serve).Post(".*", serve).Put(".*", serve);
        server_.set_keep_alive_timeout(1);
        std::signal(SIGPIPE, SIG_DFL);  // which httplib::Server ignores for the whole program
        port_ = port ? (server_.bind_to_port("127.0.0.1", port) ? port : -1) : server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
        while (!server_.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ~mlflow_stub() {
        set_faults({});
        server_.stop();
        thread_.join();
    }

    int port() const { return port_; }
    std::string address() const { return "http://127.0.0.1:" + std::to_string(port_); }
    /// "POST runs/create", in the order in which they came.
    std::vector<std::string> requests() const {
        const std::lock_guard guard(mutex_);
        return requests_;
    }
    std::size_t count(const std::string& request) const {
        const auto all = requests();
        return static_cast<std::size_t>(std::count(all.begin(), all.end(), request));
    }
    /// The only run that there is.
    stub_run run() const {
        const std::lock_guard guard(mutex_);
        return runs.size() == 1 ? runs.begin()->second : stub_run{};
    }
    void set_faults(fault_of faults) {
        const std::lock_guard guard(mutex_);
        faults_ = std::move(faults);
        ++times_set_;
        held_ = 0;
        set_again_.notify_all();
    }
    /// How many requests wait for their answers.
    std::size_t held() const {
        const std::lock_guard guard(mutex_);
        return held_;
    }

    std::map<std::string, std::string> experiments{{"0", "Default"}};  // names by identifier
    std::set<std::string> deleted_experiments;
    std::map<std::string, stub_run> runs;
    std::size_t longest_parameter = 6000, metrics_a_page = 0;
    bool numbers_as_text = false;  // as the JSON of protocol buffers has those of 64 bits
    std::string authorization, base, artifacts = "mlflow-artifacts:";

private:
    struct refused {
        int status;
        std::string code, message;
    };

    void answer(const httplib::Request& q, httplib::Response& a) {
        fault wrong = fault::none;
        {
            const std::lock_guard guard(mutex_);
            const std::string path = q.path.substr(std::min(base.size(), q.path.size()));
            const std::string api = "/api/2.0/mlflow/",
                              request = q.method + ' ' + (path.rfind(api, 0) == 0 ? path.substr(api.size()) : path);
            if (faults_) wrong = faults_(requests_.size(), request);
            requests_.push_back(request);
            if (wrong != fault::refuses && wrong != fault::breaks && wrong != fault::dies) handle(q, path, a);
        }
        switch (wrong) {
            case fault::none:
                break;
            case fault::refuses:
                a.status = 403;
                a.set_content("Invalid Host header - possible DNS rebinding attack detected", "text/plain");
                break;
            case fault::breaks:
                a.status = 500;
                a.set_content(R"({"error_code": "INTERNAL_ERROR", "message": "database is locked"})",
                              "application/json");
                break;
            case fault::is_deep:
                a.status = 200;
                a.set_content(R"({"experiment": )" + std::string(500000, '[') + std::string(500000, ']') + "}",
                              "application/json");
                break;
            case fault::is_slow:
                std::this_thread::sleep_for(std::chrono::milliseconds(1500));
                break;
            case fault::holds:
                hold();
                break;
            case fault::drips:
                a.body.clear();
                a.set_content_provider(1000, "application/json", [](size_t, size_t, httplib::DataSink& sink) {
                    std::this_thread::sleep_for(std::chrono::milliseconds(100));
                    return sink.write(" ", 1);
                });
                break;
            case fault::dies:
                server_.stop();
                [[fallthrough]];
            case fault::loses_answer:
                a.body.clear();
                a.set_content_provider(1000, "application/json",
                                       [](size_t, size_t, httplib::DataSink&) { return false; });
                break;
        }
    }
    void hold() {
        std::unique_lock guard(mutex_);
        ++held_;
        set_again_.wait(guard, [this, before = times_set_] { return times_set_ != before; });
    }
    void handle(const httplib::Request& q, const std::string& path, httplib::Response& a) {
        try {
            a.set_content(result(q, path).dump(), "application/json");
        } catch (const refused& r) {
            a.status = r.status;
            a.set_content(json{{"error_code", r.code}, {"message", r.message}}.dump(), "application/json");
        } catch (const std::exception& e) {
            a.status = 400;
            a.set_content(json{{"error_code", "BAD_REQUEST"}, {"message", e.what()}}.dump(), "application/json");
        }
    }

    json result(const httplib::Request& q, const std::string& path) {
        if (!authorization.empty() && q.get_header_value("Authorization") != authorization)
            throw refused{401, "", "You are not authenticated"};
        const std::string proxy = "/api/2.0/mlflow-artifacts/artifacts/", api = "/api/2.0/mlflow/";
        if (q.method == "PUT" && path.rfind(proxy, 0) == 0) return store(path.substr(proxy.size()), q.body);
        if (path.rfind(api, 0) != 0) throw refused{404, "", "Not Found"};
        const std::string name = path.substr(api.size());
        if (q.method == "POST" && q.get_header_value("Content-Type") != "application/json")
            throw refused{400, "INVALID_PARAMETER_VALUE",
                          "Bad Request. Content-Type must be one of ['application/json']."};
        const json body = q.method == "POST" ? json::parse(q.body) : json();
        if (q.method == "POST" && q.body.size() > 1000000)
            throw invalid("Batched logging API requests must be at most 1000000 bytes");
        const std::string request = q.method + ' ' + name;
        if (request == "GET experiments/get-by-name") return experiment(q.get_param_value("experiment_name"));
        if (request == "POST experiments/create") return create_experiment(body.at("name"));
        if (request == "POST runs/create") return create_run(body);
        if (request == "POST runs/search") return search(body);
        if (request == "GET runs/get") return {{"run", {{"info", info(q.get_param_value("run_id"))}}}};
        if (request == "POST runs/log-batch") return log_batch(body);
        if (request == "POST runs/update") return update(body);
        if (request == "GET metrics/get-history") return history(q);
        throw refused{404, "ENDPOINT_NOT_FOUND", name};
    }
    static refused invalid(const std::string& message) { return {400, "INVALID_PARAMETER_VALUE", message}; }
    json number(std::int64_t value) const { return numbers_as_text ? json(std::to_string(value)) : json(value); }

    json experiment(const std::string& name) {
        for (const auto& [id, known] : experiments)
            if (known == name)
                return {{"experiment",
                         {{"experiment_id", id},
                          {"name", name},
                          {"lifecycle_stage", deleted_experiments.contains(id) ? "deleted" : "active"}}}};
        throw refused{404, "RESOURCE_DOES_NOT_EXIST", "Could not find experiment with name '" + name + "'"};
    }
    json create_experiment(const std::string& name) {
        for (const auto& [id, known] : experiments)
            if (known == name)
                throw refused{400, "RESOURCE_ALREADY_EXISTS", "Experiment '" + name + "' already exists."};
        const std::string id = std::to_string(experiments.size());
        experiments[id] = name;
        return {{"experiment_id", id}};
    }
    stub_run& run_of(const std::string& id) {
        const auto found = runs.find(id);
        if (found == runs.end()) throw refused{404, "RESOURCE_DOES_NOT_EXIST", "Run with id=" + id + " not found"};
        return found->second;
    }
    json info(const std::string& id) {
        const stub_run& r = run_of(id);
        return {{"run_id", id},
                {"run_uuid", id},
                {"run_name", r.name},
                {"experiment_id", r.experiment},
                {"status", r.status},
                {"start_time", number(r.start)},
                {"lifecycle_stage", r.deleted ? "deleted" : "active"},
                {"artifact_uri", artifacts + "/" + r.experiment + "/" + id + "/artifacts"}};
    }
    json create_run(const json& body) {
        if (!experiments.contains(body.at("experiment_id")))
            throw refused{404, "RESOURCE_DOES_NOT_EXIST", "No Experiment"};
        const std::string id = "run" + std::to_string(runs.size());
        stub_run& r = runs[id];
        r.experiment = body.at("experiment_id");
        r.name = body.at("run_name");
        r.start = body.at("start_time");
        for (const json& tag : body.at("tags")) r.tags[tag.at("key")] = tag.at("value");
        return {{"run", {{"info", info(id)}, {"data", json::object()}}}};
    }
    /// Knows filters of one tag: tags.NAME = 'VALUE'.
    json search(const json& body) {
        const std::string filter = body.at("filter");
        const std::size_t is = filter.find(" = '");
        if (filter.rfind("tags.", 0) != 0 || is == filter.npos) throw invalid("Invalid clause(s) in filter string");
        const std::string tag = filter.substr(5, is - 5), value = filter.substr(is + 4, filter.size() - is - 5);
        json found = json::object();
        for (const auto& [id, r] : runs)
            if (!r.deleted && body.at("experiment_ids").at(0) == r.experiment && r.tags.contains(tag) &&
                r.tags.at(tag) == value)
                found["runs"].push_back({{"info", info(id)}});
        return found;
    }
    static void check_key(const std::string& key) {
        for (const char c : key)
            if (!std::isalnum(static_cast<unsigned char>(c)) && std::string("_-. /").find(c) == std::string::npos)
                throw invalid("Invalid name: '" + key +
                              "'. Names may only contain alphanumerics, underscores (_), ...");
        if (key.empty() || key[0] == '/' || key[0] == '.' || key.size() > 250)
            throw invalid("Invalid name: '" + key + "'");
    }
    /// All is checked before anything is written, but parameters are written before a later one contradicts.
    json log_batch(const json& body) {
        stub_run& r = run_of(body.at("run_id"));
        if (r.deleted)
            throw invalid("The run " + body.at("run_id").get<std::string>() + " must be in the 'active' state.");
        const json none = json::array(), params = body.value("params", none), tags = body.value("tags", none),
                   metrics = body.value("metrics", none);
        if (params.size() > 100 || tags.size() > 100 || metrics.size() > 1000 ||
            params.size() + tags.size() + metrics.size() > 1000)
            throw invalid("A batch logging request can contain at most ...");
        std::set<std::string> keys;
        for (const json& p : params) {
            check_key(p.at("key"));
            if (!keys.insert(p.at("key")).second) throw invalid("Duplicate parameter keys have been submitted");
            if (p.at("value").get<std::string>().size() > longest_parameter)
                throw invalid("Param value had length ..., which exceeded length limit of " +
                              std::to_string(longest_parameter));
        }
        for (const json& t : tags) check_key(t.at("key"));
        for (const json& m : metrics) {
            check_key(m.at("key"));
            if (!m.at("value").is_number() && m.at("value") != "NaN" && m.at("value") != "Infinity" &&
                m.at("value") != "-Infinity")
                throw invalid("Got invalid value for metric");
            m.at("timestamp").get<std::int64_t>();
        }
        for (const json& p : params) {
            const auto [at, is_new] = r.parameters.emplace(p.at("key"), p.at("value"));
            if (!is_new && p.at("value") != at->second)
                throw invalid("Changing param values is not allowed. Param with key='" + at->first +
                              "' was already logged with value='" + at->second + "'");
        }
        for (const json& m : metrics)
            r.metrics.emplace_back(m.at("key"), m.at("step"), m.at("timestamp"), m.at("value"));
        for (const json& t : tags) r.tags[t.at("key")] = t.at("value");
        return json::object();
    }
    json update(const json& body) {
        stub_run& r = run_of(body.at("run_id"));
        r.status = body.at("status");
        if (body.contains("end_time")) r.end = body.at("end_time");
        return {{"run_info", info(body.at("run_id"))}};
    }
    json history(const httplib::Request& q) {
        const stub_run& r = run_of(q.get_param_value("run_id"));
        json all = json::array(), page = json::object();
        for (const auto& [key, step, time, value] : r.metrics)
            if (key == q.get_param_value("metric_key"))
                all.push_back({{"key", key}, {"value", value}, {"timestamp", number(time)}, {"step", number(step)}});
        const std::string token = q.get_param_value("page_token");
        const std::size_t first = token.empty() ? 0 : std::stoul(token),
                          last = metrics_a_page ? std::min(all.size(), first + metrics_a_page) : all.size();
        for (std::size_t i = first; i < last; ++i) page["metrics"].push_back(all[i]);
        if (last < all.size()) page["next_page_token"] = std::to_string(last);
        return page;
    }
    json store(const std::string& path, const std::string& body) {
        for (auto& [id, r] : runs) {
            const std::string folder = r.experiment + "/" + id + "/artifacts/";
            if (path.rfind(folder, 0) != 0) continue;
            r.artifacts[path.substr(folder.size())] = body;
            return json::object();
        }
        throw invalid("Invalid path: " + path);
    }

    httplib::Server server_;
    int port_ = -1;
    fault_of faults_;
    std::thread thread_;
    mutable std::mutex mutex_;
    std::condition_variable set_again_;
    std::size_t times_set_ = 0, held_ = 0;
    std::vector<std::string> requests_;
};

}  // namespace diapir::inline DIAPIR_TARGET::testing
