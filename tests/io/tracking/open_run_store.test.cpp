#include "catch.hpp"
#include "comma_locale.hpp"
#include "io/support.hpp"
#include "io/tracking/mlflow_stub.hpp"
#include <diapir/io/tracking/open_run_store.hpp>

#include <cstdlib>

using namespace diapir;
using testing::mentions;
using testing::message_of;

namespace {

/// An environment variable for as long as this lives.
struct set_variable {
    const char* name;
    set_variable(const char* variable, const char* value) : name(variable) { ::setenv(name, value, 1); }
    ~set_variable() { ::unsetenv(name); }
};

}  // namespace

TEST_CASE("an address names a server or a folder") {
    const testing::temporary_folder folder;
    CHECK(io::open_run_store("http://localhost:5000/")->name() == "http://localhost:5000");
    CHECK(io::open_run_store("http://me:secret@localhost:5000")->name() == "http://localhost:5000");
    CHECK(io::open_run_store((folder / "mlruns").string())->name() == (folder / "mlruns").string());
    CHECK(io::open_run_store("file://" + folder.path().string() + "/ml%20runs")->name() ==
          (folder / "ml runs").string());
    CHECK(mentions(message_of<argument_error>([] { io::open_run_store("sqlite:///mlflow.db"); }),
                   "open_run_store: expected http://HOST:PORT", "got 'sqlite:///mlflow.db'",
                   "mlflow server --backend-store-uri"));
    const std::string said = message_of<argument_error>([] { io::open_run_store("mysql://me:secret@host:1/db\n"); });
    CHECK(mentions(said, "got 'mysql://host:1/db%0A'"));
    CHECK_FALSE(mentions(said, "secret"));
    for (const char* server : {"databricks", "databricks://x", "localhost:5000", "127.0.0.1:5000", "[::1]:5000",
                               "mlflow.example.org:5000", "mlflow.example.org:5000/team"})
        CHECK(mentions(message_of<argument_error>([&] { io::open_run_store(server); }), "expected http://HOST:PORT",
                       std::string("got '") + server + "'"));
    for (const char* name : {"./a.b:5000", "./databricks", "a.b:c", "a.b:", "runs/a:5"})
        CHECK(io::open_run_store(name)->name() == std::filesystem::absolute(name).lexically_normal().string());
    CHECK_THROWS_AS(io::open_run_store(""), argument_error);
}

TEST_CASE("a server is spoken to as MLflow's clients do it") {
    testing::mlflow_stub stub;
    stub.authorization = "Basic bWU6cEBzcw==";
    CHECK_THROWS_AS(io::open_run_store(stub.address())->find({"", "Default", "", 0}), io::refusal);
    const set_variable user("MLFLOW_TRACKING_USERNAME", "me"), password("MLFLOW_TRACKING_PASSWORD", "p@ss"),
        seconds("MLFLOW_HTTP_REQUEST_TIMEOUT", "2.5"), insecure("MLFLOW_TRACKING_INSECURE_TLS", "true");
    CHECK(!io::open_run_store(stub.address())->find({"", "Default", "", 0}));
    const auto options = io::mlflow_environment();
    CHECK((options.seconds_to_answer == 2.5 && !options.verify && options.user == "me"));
    {
        const testing::comma_locale commas;
        CHECK(io::mlflow_environment().seconds_to_answer == 2.5);
    }
    const set_variable wrong("MLFLOW_HTTP_REQUEST_TIMEOUT", "2 s");
    CHECK(mentions(message_of<argument_error>([] { io::mlflow_environment(); }), "expected seconds, got '2 s'"));
}
