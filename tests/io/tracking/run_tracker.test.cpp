#include "catch.hpp"
#include "io/support.hpp"
#include "io/tracking/mlflow_stub.hpp"
#include <diapir/io/tracking/mlflow_server.hpp>
#include <diapir/io/tracking/run_tracker.hpp>

#include <optional>

using namespace diapir;
using testing::mentions;
using testing::mlflow_stub;

namespace {

io::run_journal new_journal(const testing::temporary_folder& folder) {
    return io::run_journal::begin(folder / "a", {io::new_record_name(), "salt", "first", io::now_utc()});
}

/// A run of five epochs.
void run(io::run_tracker& tracker, const testing::temporary_folder& folder) {
    tracker.parameters({{"size", "48"}, {"filters", "8"}});
    for (int epoch = 1; epoch <= 5; ++epoch) {
        tracker.metrics({{"loss", 1. / epoch}, {"val_loss", 2. / epoch}}, epoch);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    io::write_file(folder / "model.npz", "weights");
    tracker.artifact(folder / "model.npz", "model.npz");
    tracker.tags({{"version", "0.2"}});
    tracker.status(io::run_status::finished);
}

void check_arrived(const mlflow_stub& stub) {
    REQUIRE(stub.runs.size() == 1);
    const auto run = stub.run();
    CHECK(run.parameters.size() == 2);
    CHECK(run.metrics.size() == 10);
    CHECK(run.artifacts.at("model.npz") == "weights");
    CHECK(run.tags.at("version") == "0.2");
    CHECK(run.status == "FINISHED");
}

/// What `salt sync` does.
void deliver_later(const testing::temporary_folder& folder, const mlflow_stub& stub) {
    const io::run_journal journal(folder / "a");
    io::mlflow_server server(stub.address());
    io::run_delivery(journal, server).deliver();
    CHECK(io::run_delivery::missing(journal) == 0);
}

}  // namespace

TEST_CASE("a run is at the server when it ends") {
    const testing::temporary_folder folder;
    mlflow_stub stub;
    std::vector<std::string> warnings;
    io::run_tracker tracker(new_journal(folder), std::make_unique<io::mlflow_server>(stub.address()),
                            {.warn = [&](const std::string& text) { warnings.push_back(text); }});
    run(tracker, folder);
    const auto end = tracker.close();
    CHECK((end.missing == 0 && end.refused.empty()));
    CHECK(end.seen_at == stub.address() + "/#/experiments/1/runs/run0");
    check_arrived(stub);
    CHECK(warnings.empty());
    CHECK(stub.count("GET metrics/get-history") == 0);
}

TEST_CASE("whatever goes wrong once costs a warning, and all is there in the end") {
    for (const auto what : {mlflow_stub::fault::refuses, mlflow_stub::fault::breaks, mlflow_stub::fault::loses_answer})
        for (std::size_t number = 0; number < 7; ++number) {
            INFO("fault " << static_cast<int>(what) << " at request " << number);
            const testing::temporary_folder folder;
            mlflow_stub stub(
                [=](std::size_t i, const std::string&) { return i == number ? what : mlflow_stub::fault::none; });
            std::vector<std::string> warnings;
            io::run_tracker tracker(
                new_journal(folder), std::make_unique<io::mlflow_server>(stub.address()),
                {.warn = [&](const std::string& text) { warnings.push_back(text); }, .seconds_to_retry = 0.01});
            run(tracker, folder);
            CHECK(tracker.close().missing == 0);
            CHECK(warnings.size() <= 1);
            CHECK((!warnings.empty() || stub.requests().size() <= number));
            deliver_later(folder, stub);
            check_arrived(stub);
        }
}

TEST_CASE(
    "a server that is down, refuses or dies in the middle costs one warning and no time, and later all is delivered") {
    for (const auto what : {mlflow_stub::fault::refuses, mlflow_stub::fault::breaks, mlflow_stub::fault::dies}) {
        for (const std::size_t from : {0, 4}) {
            INFO("fault " << static_cast<int>(what) << " from request " << from);
            const testing::temporary_folder folder;
            auto stub = std::make_unique<mlflow_stub>(
                [=](std::size_t i, const std::string&) { return i >= from ? what : mlflow_stub::fault::none; });
            std::vector<std::string> warnings;
            io::run_tracker tracker(
                new_journal(folder), std::make_unique<io::mlflow_server>(stub->address()),
                {.warn = [&](const std::string& text) { warnings.push_back(text); }, .seconds_at_end = 1e5});
            run(tracker, folder);
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
            const std::size_t asked = stub->requests().size();
            const auto end = tracker.close();
            CHECK(stub->requests().size() <= asked + 3);  // one that is at work, and two more tries
            CHECK(end.missing > 0);
            REQUIRE(warnings.size() == 1);
            if (what == mlflow_stub::fault::refuses)
                CHECK(mentions(warnings[0], "403: 'Invalid Host header - possible DNS rebinding attack detected'"));
            if (what == mlflow_stub::fault::dies) {  // it comes back as it was
                const int port = stub->port();
                const auto runs = stub->runs;
                const auto experiments = stub->experiments;
                stub.reset();
                stub = std::make_unique<mlflow_stub>(mlflow_stub::fault_of(), port);
                REQUIRE(stub->port() == port);
                stub->runs = runs;
                stub->experiments = experiments;
            }
            stub->set_faults({});
            deliver_later(folder, *stub);
            check_arrived(*stub);
        }
    }
}

TEST_CASE("a server that gives no answer costs the run no time, and its end no more than was allowed") {
    const testing::temporary_folder folder;
    mlflow_stub stub([](std::size_t, const std::string&) { return mlflow_stub::fault::holds; });
    std::vector<std::string> warnings;
    const io::http_options patient{.seconds_to_answer = 1e5};
    io::run_tracker tracker(
        new_journal(folder), std::make_unique<io::mlflow_server>(stub.address(), patient),
        {.warn = [&](const std::string& text) { warnings.push_back(text); }, .seconds_at_end = 0.3});
    run(tracker, folder);
    CHECK(stub.requests().size() <= 1);  // whose answer nobody has waited for
    const auto end = tracker.close();
    CHECK(end.missing > 0);
    CHECK(warnings.size() <= 1);
    stub.set_faults({});
    deliver_later(folder, stub);
    check_arrived(stub);
}

TEST_CASE("a server that comes back in time has everything at the end") {
    const testing::temporary_folder folder;
    mlflow_stub stub([](std::size_t i, const std::string&) {
        return i < 3 ? mlflow_stub::fault::breaks : mlflow_stub::fault::none;
    });
    std::vector<std::string> warnings;
    io::run_tracker tracker(
        new_journal(folder), std::make_unique<io::mlflow_server>(stub.address()),
        {.warn = [&](const std::string& text) { warnings.push_back(text); }, .seconds_to_retry = 0.02});
    run(tracker, folder);
    for (int i = 0; i < 200 && stub.count("POST runs/update") == 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(tracker.close().missing == 0);
    CHECK(warnings.size() == 1);
    check_arrived(stub);
}

TEST_CASE("two trackers of one record: one delivers") {
    const testing::temporary_folder folder;
    mlflow_stub stub;
    io::run_tracker first(new_journal(folder), std::make_unique<io::mlflow_server>(stub.address()));
    {
        io::run_tracker second(io::run_journal(folder / "a"), std::make_unique<io::mlflow_server>(stub.address()));
        second.tags({{"from", "second"}});
        CHECK(second.close().missing > 0);
    }
    run(first, folder);
    CHECK(first.close().missing == 0);
    check_arrived(stub);
    CHECK(stub.run().tags.at("from") == "second");
}
