// What an MLflow server may answer: a line for each request, of a status and a body; to all that follow, {}.
#include "fuzz/target.hpp"
#include <diapir/io/tracking/mlflow_server.hpp>

#include <httplib.h>

#include <charconv>
#include <mutex>
#include <thread>

namespace io = diapir::io;

namespace {

/// A server on this machine that says what it is told to.
class scripted_server {
public:
    scripted_server() {
        const auto say = [this](const httplib::Request&, httplib::Response& response) { answer(response); };
        server_.Get(".*", say).Post(".*", say).Put(".*", say);
        port_ = server_.bind_to_any_port("127.0.0.1");
        if (port_ < 0) fuzzing::fail("no port to listen at");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
    }
    ~scripted_server() {
        server_.stop();
        thread_.join();
    }
    scripted_server(const scripted_server&) = delete;
    scripted_server& operator=(const scripted_server&) = delete;

    std::string address() const { return "http://127.0.0.1:" + std::to_string(port_); }
    /// From now on these lines are what it answers, from the first one on.
    void say(std::string_view lines) {
        const std::lock_guard guard(mutex_);
        rest_ = lines;
    }

private:
    void answer(httplib::Response& response) {
        const std::lock_guard guard(mutex_);
        const std::string_view line = rest_.substr(0, rest_.find('\n'));
        rest_.remove_prefix(std::min(rest_.size(), line.size() + 1));
        int status = 0;
        const auto [end, failure] =
            std::from_chars(line.data(), line.data() + std::min<std::size_t>(line.size(), 3), status);
        response.status = failure == std::errc() && status >= 200 && status < 600 ? status : 200;
        const std::string body(end, line.data() + line.size());
        response.set_content(body.empty() ? "{}" : body, "application/json");
    }

    httplib::Server server_;
    int port_ = -1;
    std::mutex mutex_;
    std::string_view rest_;
    std::thread thread_;
};

}  // namespace

void fuzzing::fuzz(std::string_view bytes) {
    static scripted_server server;
    static const auto file = [] {
        const auto path = scratch(".txt");
        write_bytes(path, "a text\n");
        return path;
    }();
    io::mlflow_server store(server.address(), {.seconds_to_answer = 5});
    const io::run_start start{"0a", "salt", "first", 1};
    io::run_place place{"1", "r", "mlflow-artifacts:/1/r"};
    const auto ask = [&](const auto& request) {
        server.say(bytes);
        read_or_refuse(request);
    };
    ask([&] {
        if (const auto found = store.find(start)) place = *found;
    });
    ask([&] { place = store.create(start); });
    ask([&] { store.has(place); });
    ask([&] { store.log(place, {{{"m", 1, 2, 3}}, {{"p", "1"}}, {{"other", "2"}}}); });
    ask([&] { store.metric_history(place, "m"); });
    ask([&] { store.store_artifact(place, "a/b.txt", file); });
    ask([&] { store.set_status(place, io::run_status::finished, 4); });
    server.say({});
}

std::vector<std::string> fuzzing::seeds() {
    const std::string experiment = R"(200 {"experiment": {"experiment_id": "1", "lifecycle_stage": "active"}})",
                      info =
                          R"({"info": {"run_id": "r", "experiment_id": "1", "artifact_uri": "mlflow-artifacts:/1/r"}})";
    const std::string first =
                          R"(200 {"metrics": [{"value": 0.5, "step": 1, "timestamp": 1700}], "next_page_token": "a"})",
                      second = R"(200 {"metrics": [{"value": "NaN", "step": "-2", "timestamp": "1701"}]})",
                      missing = R"(404 {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "no such run"})",
                      refused = R"(400 {"error_code": "INVALID_PARAMETER_VALUE", "message": "too long"})";
    return {experiment + "\n200 {\"runs\": [" + info + "]}", experiment + "\n200 {\"run\": " + info + "}",
            first + '\n' + second, missing + '\n' + refused, "404 <html>\n503 serve-artifacts"};
}
