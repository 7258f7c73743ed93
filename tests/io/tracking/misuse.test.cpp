// What records of runs refuse; see tests/project/misuse.hpp. Journals come from the disks of others, answers from
// servers that may be anything.
#include "project/misuse.hpp"

#include "io/support.hpp"
#include "io/tracking/mlflow_stub.hpp"
#include "io/tracking/scripted_store.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/io/tracking.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

using namespace diapir;
using namespace diapir::testing;
namespace fs = std::filesystem;

namespace {

const std::string record = "0123456789abcdef0123456789abcdef";

const temporary_folder& folder() {
    static const temporary_folder made;
    return made;
}
/// A folder of its own for each call.
fs::path fresh() {
    static int number = 0;
    return folder() / std::to_string(number++);
}
io::run_start start(const std::string& name = record) {
    return {name, "salt", "first", 1700};
}
io::run_journal journal() {
    return io::run_journal::begin(fresh(), start());
}
/// The journal of a folder in which that stands.
io::run_journal journal_of(const std::string& text) {
    const fs::path where = fresh();
    fs::create_directories(where / "kept");
    io::write_file(where / "journal.jsonl", text);
    return io::run_journal(where);
}
std::string first_line(const std::string& name = record) {
    return R"({"run":")" + name + R"(","experiment":"salt","name":"first","time":1})" + "\n";
}
/// Delivers a journal that goes on with that line.
void deliver(const std::string& line) {
    const io::run_journal from = journal_of(first_line() + line + "\n");
    scripted_store store;
    io::run_delivery(from, store).deliver();
}
/// Begins a delivery that has got as far as that says.
void go_on(const std::string& delivered) {
    const io::run_journal from = journal_of(first_line());
    io::write_file(from.folder() / "delivered.json", delivered);
    scripted_store store;
    io::run_delivery(from, store).deliver();
}
void missing(const std::string& delivered) {
    const io::run_journal from = journal_of(first_line());
    io::write_file(from.folder() / "delivered.json", delivered);
    io::run_delivery::missing(from);
}
void track(const io::tracker_options& options) {
    io::run_tracker(journal(), std::make_unique<scripted_store>(), options);
}
io::mlflow_folder runs() {
    return io::mlflow_folder(folder() / "mlruns");
}

/// Asks a server that answers everything in one way.
template <class Ask>
void asked(const std::string& answer, const Ask& ask) {
    httplib::Server server;
    const auto serve = [&](const httplib::Request&, httplib::Response& a) { a.set_content(answer, "text/plain"); };
    server.Get(".*", serve).Post(".*", serve).Put(".*", serve);
    std::signal(SIGPIPE, SIG_DFL);
    const int port = server.bind_to_any_port("127.0.0.1");
    std::thread thread([&] { server.listen_after_bind(); });
    while (!server.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const auto end = [&] {
        server.stop();
        thread.join();
    };
    try {
        io::mlflow_server runs("http://127.0.0.1:" + std::to_string(port));
        ask(runs);
    } catch (...) {
        end();
        throw;
    }
    end();
}
void history(const std::string& answer) {
    asked(answer, [](io::mlflow_server& s) { s.metric_history({"0", "a", ""}, "loss"); });
}
void created(const std::string& answer) {
    asked(answer, [](io::mlflow_server& s) { s.create(start()); });
}

const misuse of_addresses[] = {
    {"a folder without a name", [] { io::mlflow_folder(""); },
     "'': cannot be used: expected a name without NUL that is not empty"},
    {"no address", [] { io::open_run_store(""); },
     "open_run_store: expected http://HOST:PORT, https://... or a folder"},
    {"a database", [] { io::open_run_store("sqlite:///a.db"); }, "got 'sqlite:///a.db'; a database is reached through"},
    {"an address with a line break", [] { io::open_run_store("ftp://a\nb/c"); }, "got 'ftp://a\\nb/c'"},
    {"a server without a host", [] { io::open_run_store("http://"); }, ": expected the address of a server such as"},
    {"a server with a line break", [] { io::open_run_store("http://host\r\nX-Evil: 1"); },
     "'http://host\\r\\nX-Evil: 1': expected the address of a server"},
    {"a server with a blank", [] { io::http_client("http://local host:5000"); }, "expected the address of a server"},
    {"a server that is none", [] { io::http_client("localhost"); }, "localhost: expected the address of a server"},
    {"a server with a path", [] { io::http_client("http://localhost/a"); }, "expected the address of a server"},
    {"a server at port -1", [] { io::http_client("http://localhost:-1"); }, "expected the address of a server"},
    {"a server at port 65536", [] { io::http_client("http://[::1]:65536"); }, "expected the address of a server"},
    {"a path without a slash", [] { io::http_client("http://127.0.0.1:9").get("api"); },
     "http_client: expected a path that begins with a slash, percent-encoded, got 'api'"},
    {"a path with a line break", [] { io::http_client("http://127.0.0.1:9").post("/a HTTP/1.1\r\nX: 1", ""); },
     "percent-encoded, got '/a HTTP/1.1\\r\\nX: 1'"},
    {"a token with a line break", [] { io::http_client("http://127.0.0.1:9", {.token = "abc\n"}); },
     "http_client: expected a user and a token without line breaks"},
    {"no time to answer", [] { io::http_client("http://127.0.0.1:9", {.seconds_to_answer = 0}); },
     "http_client: expected seconds above 0 and below a million, got 0"},
    {"a time that is no number", [] { io::http_client("http://127.0.0.1:9", {.seconds_to_connect = not_a_number}); },
     "below a million, got nan"},
    {"a time without an end", [] { io::http_client("http://127.0.0.1:9", {.seconds_to_answer = infinite}); },
     "below a million, got inf"},
    {"certificates that are not there", [] { io::http_client("http://127.0.0.1:9", {.certificates = "none.pem"}); },
     "http_client: expected a file of certificates (PEM), there is none at none.pem"},
    {"a file that is not there", [] { io::http_client("http://127.0.0.1:9").put_file("/a", folder() / "none"); },
     "none: cannot be opened: No such file or directory"},
    {"nobody there", [] { io::http_client("http://127.0.0.1:9").get("/a"); },
     "http://127.0.0.1:9/a: cannot be reached"},
    {"a status that is none", [] { io::run_status_named("DONE\n"); },
     "run status: expected RUNNING, FINISHED, FAILED or KILLED, got DONE\\n"},
};

const misuse of_journals[] = {
    {"a record that leads elsewhere", [] { io::run_journal::begin(fresh(), start("../x")); },
     "run_journal: expected a record of letters, digits, - and _, got '../x'"},
    {"a record without a name", [] { io::run_journal::begin(fresh(), start("")); }, "digits, - and _, got ''"},
    {"a record that is a condition", [] { io::run_journal::begin(fresh(), start("' OR 1=1")); }, "got '' OR 1=1'"},
    {"two journals in one folder",
     [] {
         const io::run_journal first = journal();
         io::run_journal::begin(first.folder(), start());
     },
     "journal.jsonl: is there already"},
    {"a journal in a file",
     [] {
         io::write_file(folder() / "file", "x");
         io::run_journal::begin(folder() / "file" / "a", start());
     },
     "cannot be made: Not a directory"},
    {"a journal that is not there", [] { io::run_journal(folder() / "none"); }, "journal.jsonl: cannot be opened"},
    {"an empty journal", [] { journal_of(""); }, "journal.jsonl: expected a line that says how the run began"},
    {"a journal of other lines", [] { journal_of("[]\n"); }, "journal.jsonl is not as expected"},
    {"a journal that is no JSON", [] { journal_of("x\n"); }, "journal.jsonl is not as expected"},
    {"a journal whose time is a text",
     [] {
         journal_of(R"({"run":"a","experiment":"b","name":"c","time":"d"})"
                    "\n");
     },
     "journal.jsonl: expected a whole number, got"},
    {"a journal whose record leads elsewhere", [] { journal_of(first_line("../../x")); },
     "journal.jsonl: expected a record of letters, digits, - and _, got '../../x'"},
    {"an artifact that is not there", [] { journal().artifact(folder() / "none", "a"); },
     "none: cannot be kept: No such file or directory"},
    {"an artifact that is a folder", [] { journal().artifact(folder().path(), "a"); },
     "cannot be kept: expected a file"},
    {"an artifact that is a pipe",
     [] {
         ::mkfifo((folder() / "pipe").c_str(), 0600);
         journal().artifact(folder() / "pipe", "a");
     },
     "pipe: cannot be kept: expected a file"},
    {"an artifact whose name leads elsewhere", [] { journal().artifact(folder() / "file", "../a"); },
     "run_journal: expected the name of an artifact below its run, got '../a'"},
    {"an artifact without a name", [] { journal().artifact(folder() / "file", ""); }, "below its run, got ''"},
    {"an artifact at the root", [] { journal().artifact(folder() / "file", "/etc/a"); }, "below its run, got '/etc/a'"},
};

const misuse of_deliveries[] = {
    {"a kept file that leads elsewhere", [] { deliver(R"({"artifact":"a","kept":"../../precious"})"); },
     "journal.jsonl: expected the name of a file in kept, got '../../precious'"},
    {"a kept file at the root", [] { deliver(R"({"artifact":"a","kept":"/etc/passwd"})"); },
     "expected the name of a file in kept, got '/etc/passwd'"},
    {"a kept file without a name", [] { deliver(R"({"artifact":"a","kept":""})"); }, "a file in kept, got ''"},
    {"a kept file that is a number", [] { deliver(R"({"artifact":"a","kept":1})"); },
     "journal.jsonl is not as expected"},
    {"a status that is none", [] { deliver(R"({"status":"DONE","time":1})"); },
     "journal.jsonl: run status: expected RUNNING"},
    {"metrics that are a text", [] { deliver(R"({"metrics":{"a":"x"},"step":1,"time":1})"); },
     "journal.jsonl: expected a number, got"},
    {"metrics without a step", [] { deliver(R"({"metrics":{"a":1},"time":1})"); }, "journal.jsonl is not as expected"},
    {"metrics at half a step", [] { deliver(R"({"metrics":{"a":1},"step":1.5,"time":1})"); },
     "journal.jsonl: expected a whole number, got '1.5'"},
    {"metrics at a step beyond all", [] { deliver(R"({"metrics":{"a":1},"step":1e300,"time":1})"); },
     "journal.jsonl: expected a whole number, got '1e+300'"},
    {"a status at a time beyond 64 bits", [] { deliver(R"({"status":"FAILED","time":18446744073709551615})"); },
     "journal.jsonl: expected a whole number, got '18446744073709551615'"},
    {"parameters that are numbers", [] { deliver(R"({"parameters":{"a":1}})"); }, "journal.jsonl is not as expected"},
    {"a delivery that is a list", [] { go_on("[]"); }, "delivered.json is not as expected"},
    {"a delivery that is empty", [] { go_on(""); }, "delivered.json: expected JSON"},
    {"a delivery of minus one bytes", [] { go_on(R"({"acknowledged":-1})"); },
     "delivered.json: expected a whole number from 0 on, got '-1'"},
    {"a delivery beyond the journal", [] { go_on(R"({"acknowledged":100000})"); }, "bytes of the journal, got 100000"},
    {"what is missing of a list", [] { missing("[]"); }, "delivered.json is not as expected"},
    {"what is missing of minus one bytes", [] { missing(R"({"acknowledged":-1})"); }, "got '-1'"},
    {"what is missing beyond the journal", [] { missing(R"({"acknowledged":1000})"); }, "of the journal, got 1000"},
    {"the store of a number",
     [] {
         const io::run_journal from = journal_of(first_line());
         io::write_file(from.folder() / "delivered.json", "3");
         io::run_delivery::store_of(from);
     },
     "delivered.json is not as expected"},
    {"a tracker without a store", [] { io::run_tracker(journal(), nullptr); },
     "run_tracker: expected a store, got none"},
    {"a tracker that waits for ever", [] { track({.seconds_at_end = infinite}); },
     "below a million, got inf, 1 and 60"},
    {"a tracker that waits no number", [] { track({.up_to = not_a_number}); }, "got 30, 1 and nan"},
    {"a tracker that never rests", [] { track({.seconds_to_retry = 0}); }, "seconds_to_retry above 0"},
    {"a tracker that turns time around", [] { track({.seconds_to_retry = -1}); }, "got 30, -1 and 60"},
    {"the name of an empty batch", [] { io::mlflow_batch().named(); },
     "mlflow_batch: expected at least one item, got none"},
    {"the halves of an empty batch", [] { io::mlflow_batch().smaller(false); }, "expected at least one item, got none"},
};

const misuse of_stores[] = {
    {"a run whose folder leads elsewhere",
     [] {
         runs().has({"0", "../../x", ""});
     },
     "mlruns: expected the names of folders for experiment and run, got '0' and '../../x'"},
    {"an experiment at the root",
     [] {
         runs().set_status({"/etc", "a", ""}, io::run_status::finished, 1);
     },
     "got '/etc' and 'a'"},
    {"a run without a name",
     [] {
         runs().log({"0", "", ""}, {});
     },
     "got '0' and ''"},
    {"a run in the bin",
     [] {
         runs().metric_history({".trash", "a", ""}, "loss");
     },
     "got '.trash' and 'a'"},
    {"a record created elsewhere", [] { runs().create(start("../../escape")); }, "and '../../escape'"},
    {"an answer that is no JSON", [] { created("<html>"); }, "expected JSON from an MLflow server, got '<html>'"},
    {"an answer that is empty", [] { created(""); }, "expected JSON from an MLflow server, got ''"},
    {"an answer of another kind", [] { created("[]"); }, "the answer is not as expected"},
    {"an answer without its members", [] { created(R"({"experiment":{}})"); }, "the answer is not as expected"},
    {"an identifier that is a number", [] { created(R"({"experiment":{"experiment_id":1}})"); },
     "the answer is not as expected"},
    {"an answer with control characters", [] { created("a\r\nb\x1b[31m"); }, "got 'a\\r\\nb\\x1b[31m'"},
    {"an answer without an end", [] { created(std::string((1 << 24) + 1, 'x')); },
     "expected an answer of at most 16777216 bytes, got more"},
    {"a time that is a word", [] { history(R"({"metrics":[{"value":1,"timestamp":"soon"}]})"); },
     "the answer is not as expected: 'JSON: expected a whole number, got 'soon''"},
    {"a step beyond 64 bits",
     [] { history(R"({"metrics":[{"value":1,"timestamp":1,"step":"99999999999999999999"}]})"); },
     "expected a whole number, got '99999999999999999999'"},
    {"a value that is a word", [] { history(R"({"metrics":[{"value":"big","timestamp":1}]})"); },
     "the answer is not as expected: 'JSON: expected a number"},
    {"metrics that are a number", [] { history(R"({"metrics":3})"); }, "the answer is not as expected"},
    {"pages that never end", [] { history(R"({"metrics":[],"next_page_token":"more"})"); },
     "metrics/get-history: expected pages with values"},
};

}  // namespace

TEST_CASE("misuse of addresses is refused") {
    check_refused(of_addresses);
}
TEST_CASE("misuse of journals is refused") {
    io::write_file(folder() / "file", "x");
    check_refused(of_journals);
}
TEST_CASE("misuse of deliveries is refused") {
    check_refused(of_deliveries);
}
TEST_CASE("misuse of stores is refused") {
    check_refused(of_stores);
    CHECK_FALSE(fs::exists(folder() / "escape"));
}

TEST_CASE("a journal from elsewhere neither reads, writes nor removes what is not its own") {
    const fs::path where = fresh();
    fs::create_directories(where / "run" / "kept");
    io::write_file(where / "precious", "mine");
    fs::create_symlink(where / "precious", where / "run" / "kept" / "link");
    io::write_file(where / "run" / "kept" / "a", "its own");
    io::write_file(where / "run" / "journal.jsonl", first_line() + R"({"artifact":"a.txt","kept":"link"})" + "\n" +
                                                        R"({"artifact":"../../../escape","kept":"a"})" + "\n");
    const io::run_journal from(where / "run");
    io::mlflow_folder store(where / "mlruns");
    io::run_delivery delivery(from, store);
    delivery.deliver();
    REQUIRE(delivery.refused().size() == 2);
    CHECK(mentions(delivery.refused()[0], "a.txt: is no longer in"));
    CHECK(mentions(delivery.refused()[1], "'../../../escape': expected the name of an artifact below its run"));
    CHECK(io::read_file(where / "precious") == "mine");
    for (const auto& entry : fs::recursive_directory_iterator(where)) CHECK(entry.path().filename() != "escape");
}

TEST_CASE("an artifact that is a link is kept as what it leads to") {
    const fs::path where = fresh();
    fs::create_directories(where / "deep");
    io::write_file(where / "model.npz", "weights");
    fs::create_symlink("../model.npz", where / "deep" / "latest.npz");
    io::run_journal from = io::run_journal::begin(where / "run", start());
    from.artifact(where / "deep" / "latest.npz", "latest.npz");
    fs::remove(where / "model.npz");
    scripted_store store;
    io::run_delivery(from, store).deliver();
    CHECK(store.runs.at(0).artifacts.at("latest.npz") == "weights");
}

TEST_CASE("names below other names are refused for themselves, and hold nothing up") {
    io::mlflow_folder store(fresh());
    const auto place = store.create(start());
    CHECK(store.log(place, {{{"a/b", 1, 0, 1}}, {{"a", "1"}}, {{"a", "1"}}}).empty());
    const auto refused =
        store.log(place, {{{"a", 1, 0, 1}, {"c", 1, 0, 1}}, {{"a/b", "1"}, {"c", "1"}}, {{"a/b", "1"}, {"c", "1"}}});
    REQUIRE(refused.size() == 3);
    CHECK(refused[0] == "parameter 'a/b': there is a name above it already");
    CHECK(refused[1] == "tag 'a/b': there is a name above it already");
    CHECK(refused[2] == "metric 'a': there are names below it already");
    CHECK(store.metric_history(place, "c").size() == 1);
}
