#include "catch.hpp"
#include "io/support.hpp"
#include "io/tracking/check_store.hpp"
#include "io/tracking/mlflow_stub.hpp"
#include "io/tracking/some_run.hpp"
#include <diapir/io/tracking/mlflow_server.hpp>

using namespace diapir;
using testing::mentions;
using testing::message_of;
using testing::mlflow_stub;
using testing::some_run;

namespace {

auto always(mlflow_stub::fault what) {
    return [what](std::size_t, const std::string&) { return what; };
}

}  // namespace

TEST_CASE("a server keeps runs: as MLflow answers, and as protocol buffers do") {
    for (const bool as_text : {false, true}) {
        mlflow_stub stub;
        stub.numbers_as_text = as_text;
        stub.metrics_a_page = 2;
        io::mlflow_server server(stub.address());
        CHECK(server.name() == stub.address());
        testing::check_store(server);
        const testing::stub_run run = stub.runs.at("run0");
        CHECK((run.name == "first" && run.start == 1700000000123 && run.status == "FINISHED" &&
               run.end == 1700000001000));
        CHECK(stub.experiments.at(run.experiment) == "salt: a/b");
        CHECK(run.tags.at("mlflow.runName") == "first");
        CHECK(run.tags.at("version") == "2");
        CHECK(run.tags.at("kept") == "too");
        CHECK(run.parameters.at("filters") == "8");
        CHECK(run.parameters.at("levels") == "2");
        CHECK(run.artifacts.at("figures/a b.txt") == "second");
        CHECK(server.seen_at({run.experiment, "run0", ""}) ==
              stub.address() + "/#/experiments/" + run.experiment + "/runs/run0");
    }
}

TEST_CASE("a run takes the requests of the protocol, and no others") {
    mlflow_stub stub;
    io::mlflow_server server(stub.address());
    const auto place = server.create(some_run);
    server.log(place, {{{"loss", 1, 1, 1}}, {{"a", "b"}}, {{"c", "d"}}});
    server.set_status(place, io::run_status::finished, 2);
    CHECK(stub.requests() == std::vector<std::string>{"GET experiments/get-by-name", "POST experiments/create",
                                                      "POST runs/create", "POST runs/log-batch", "POST runs/update"});
}

TEST_CASE("a server may lie below a path, and know its users") {
    mlflow_stub stub;
    stub.base = "/on top";
    stub.authorization = "Basic bWU6cEBzcw==";
    const std::string address = "127.0.0.1:" + std::to_string(stub.port());
    io::mlflow_server server("http://me:p%40ss@" + address + "/on%20top/");
    CHECK(server.name() == "http://" + address + "/on%20top");
    CHECK(server.create(some_run).run == "run0");
    io::mlflow_server stranger("http://" + address + "/on%20top");
    CHECK(mentions(message_of<io::refusal>([&] { stranger.create(some_run); }),
                   "experiments/get-by-name was answered with 401: 'You are not authenticated'"));
}

TEST_CASE("what a server says when it refuses is shown") {
    mlflow_stub stub(always(mlflow_stub::fault::refuses));
    io::mlflow_server server(stub.address());
    CHECK(message_of<io::refusal>([&] { server.create(some_run); }) ==
          stub.address() +
              ": experiments/get-by-name was answered with 403: 'Invalid Host header - possible DNS rebinding attack "
              "detected'");
    stub.set_faults(always(mlflow_stub::fault::breaks));
    CHECK(message_of<io::refusal>([&] { server.create(some_run); }) ==
          stub.address() + ": experiments/get-by-name was answered with 500 INTERNAL_ERROR: 'database is locked'");
    CHECK_THROWS_AS(server.log({"0", "run0", ""}, {{{"loss", 1, 1, 1}}, {}, {}}), io::refusal);
    stub.set_faults(always(mlflow_stub::fault::is_deep));
    CHECK(mentions(message_of<io::refusal>([&] { server.create(some_run); }),
                   "experiments/get-by-name: expected JSON from an MLflow server, got '{\"experiment\": [[["));
    stub.set_faults({});
    stub.experiments["7"] = "gone";
    stub.deleted_experiments.insert("7");
    auto gone = some_run;
    gone.experiment = "gone";
    CHECK(mentions(message_of<io::refusal>([&] { server.create(gone); }), "the experiment 'gone' was deleted there"));
    const auto place = server.create(some_run);
    stub.runs.at("run0").deleted = true;
    CHECK(mentions(message_of<io::refusal>([&] {
                       server.log(place, {{{"a", 1, 1, 1}, {"b", 1, 1, 1}}, {}, {}});
                   }),
                   "run run0 was deleted there"));
    CHECK(!server.has(place));
    stub.base = "/elsewhere";
    CHECK(mentions(message_of<io::refusal>([&] { server.create(some_run); }), "was answered with 404"));
}

TEST_CASE("of a batch that is refused all is kept but what is at fault, and nothing twice") {
    mlflow_stub stub;
    stub.longest_parameter = 500;
    io::mlflow_server server(stub.address());
    const auto place = server.create(some_run);
    io::run_values values;
    for (int i = 0; i < 40; ++i)
        values.parameters.emplace_back("p" + std::to_string(i), i == 17 ? std::string(600, 'x') : "v");
    for (int i = 0; i < 300; ++i) values.metrics.push_back({"m", 1. * i, i, 1});
    server.log(place, {{}, {{"p23", "before"}}, {}});
    const auto refused = server.log(place, values);
    REQUIRE(refused.size() == 1);
    CHECK(mentions(refused[0], "parameter p23", "'before'"));
    CHECK(stub.run().parameters.size() == 40);
    CHECK(stub.run().parameters.at("p17").size() == 500);
    CHECK(stub.run().metrics.size() == 300);
}

TEST_CASE("artifacts that do not go through the server are refused for themselves") {
    const testing::temporary_folder folder;
    io::write_file(folder / "a", "x");
    mlflow_stub stub;
    stub.artifacts = "s3://bucket";
    io::mlflow_server server(stub.address());
    auto place = server.create(some_run);
    CHECK(mentions(server.store_artifact(place, "a", folder / "a"),
                   "a: the server keeps artifacts at 's3://bucket/1/run0/artifacts'"));
    place.artifacts = "mlflow-artifacts://127.0.0.1:" + std::to_string(stub.port()) + "/1/run0/artifacts";
    CHECK(server.store_artifact(place, "a", folder / "a").empty());
    place.artifacts = "mlflow-artifacts:/9/none/artifacts";
    CHECK(mentions(server.store_artifact(place, "a", folder / "a"), "a: ", "answered with 400", "Invalid path"));
    stub.set_faults(always(mlflow_stub::fault::breaks));
    CHECK_THROWS_AS(server.store_artifact(place, "a", folder / "a"), io::refusal);
}
