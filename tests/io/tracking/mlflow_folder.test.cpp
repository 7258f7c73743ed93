#include "catch.hpp"
#include "comma_locale.hpp"
#include "io/support.hpp"
#include "io/tracking/check_store.hpp"
#include "io/tracking/some_run.hpp"
#include <diapir/io/tracking/mlflow_folder.hpp>

#include <thread>

using namespace diapir;
using testing::some_run;

TEST_CASE("a folder keeps runs") {
    const testing::temporary_folder folder;
    io::mlflow_folder store(folder / "ml runs");
    testing::check_store(store);
    const testing::comma_locale commas;
    io::mlflow_folder elsewhere(folder / "ml runs of another locale");
    testing::check_store(elsewhere);
    io::mlflow_folder again(folder / "ml runs");
    CHECK(again.find({std::string(32, '7'), "other", "", 0}));
}

TEST_CASE("the layout is that of MLflow's file store") {
    const testing::temporary_folder folder;
    io::mlflow_folder store(folder / "ml runs");
    const auto place = store.create(some_run);
    store.log(place, {{{"val_loss", 0.25, 1, 1700}, {"val_loss", std::nan(""), 2, 1701}, {"a/b", 1e-20, 0, 5}},
                      {{"train.size", "48"}},
                      {{"version", "0.2"}}});
    store.set_status(place, io::run_status::finished, 1700000001000);
    io::write_file(folder / "x", "bytes");
    store.store_artifact(place, "figures/x", folder / "x");

    CHECK(place.experiment.size() == 18);
    CHECK(place.run == some_run.record);
    const auto experiment = folder / "ml runs" / place.experiment, run = experiment / place.run;
    const auto about = io::parse_flat_yaml(io::read_file(experiment / "meta.yaml"));
    CHECK((about.at("name") == "salt" && about.at("experiment_id") == place.experiment &&
           about.at("lifecycle_stage") == "active"));
    std::string encoded = folder.path().string() + "/ml%20runs/" + place.experiment;
    CHECK(about.at("artifact_location") == "file://" + encoded);
    CHECK(io::read_file(run / "meta.yaml") == "artifact_uri: \"file://" + encoded + "/" + place.run +
                                                  "/artifacts\"\nend_time: 1700000001000\nentry_point_name: \"\"\n"
                                                  "experiment_id: \"" +
                                                  place.experiment + "\"\nlifecycle_stage: \"active\"\nrun_id: \"" +
                                                  place.run + "\"\nrun_name: \"" + some_run.name + "\"\nrun_uuid: \"" +
                                                  place.run +
                                                  "\"\nsource_name: \"\"\nsource_type: 4\nsource_version: \"\"\n"
                                                  "start_time: 1700000000123\nstatus: 3\ntags: []\nuser_id: \"\"\n");
    CHECK(io::read_file(run / "metrics" / "val_loss") == "1700 0.25 1\n1701 nan 2\n");
    CHECK(io::read_file(run / "metrics" / "a" / "b") == "5 1e-20 0\n");
    CHECK(io::read_file(run / "params" / "train.size") == "48");
    CHECK(io::read_file(run / "tags" / "version") == "0.2");
    CHECK(io::read_file(run / "tags" / "mlflow.runName") == some_run.name);
    CHECK(io::read_file(run / "artifacts" / "figures" / "x") == "bytes");
    CHECK(testing::mentions(io::read_file(folder / "ml runs" / "README.txt"), "mlflow migrate-filestore --source"));
    store.set_status(place, io::run_status::running, 7);
    CHECK(testing::mentions(io::read_file(run / "meta.yaml"), "end_time: null\n", "status: 1\n"));
}

TEST_CASE("a value that was cut short is none, and another one takes its place") {
    const testing::temporary_folder folder;
    io::mlflow_folder store(folder.path());
    const auto place = store.create(some_run);
    const auto file = folder / place.experiment / place.run / "metrics" / "loss";
    store.log(place, {{{"loss", 0.5, 1, 1700}}, {}, {}});
    for (const std::string cut : {"1701 0.25 1", "1701 0.2", "1"}) {  // of step 12
        io::write_file(file, "1700 0.5 1\n" + cut);
        CHECK(store.metric_history(place, "loss").size() == 1);
        store.log(place, {{{"loss", 0.25, 12, 1701}}, {}, {}});
        CHECK(io::read_file(file) == "1700 0.5 1\n1701 0.25 12\n");
        CHECK(store.metric_history(place, "loss").back().step == 12);
    }
    io::write_file(file, "17");
    CHECK(store.metric_history(place, "loss").empty());
    store.log(place, {{{"loss", 0.25, 12, 1701}}, {}, {}});
    CHECK(io::read_file(file) == "1701 0.25 12\n");
}

TEST_CASE("the experiment Default is that of MLflow, and one of MLflow's is taken") {
    const testing::temporary_folder folder;
    io::mlflow_folder store(folder.path());
    auto run = some_run;
    run.experiment = "Default";
    CHECK(store.create(run).experiment == "0");
    std::filesystem::create_directories(folder / "123");
    io::write_file(folder / "123" / "meta.yaml", "experiment_id: '123'\nname: salt\n");
    CHECK(store.create(some_run).experiment == "123");
    io::write_file(folder / "123" / "meta.yaml", "experiment_id: '123'\nname: 12e05\n");
    run.experiment = "12e05";
    CHECK(store.create(run).experiment == "123");
}

TEST_CASE("where experiment 0 has another name it keeps it, and Default is made beside it") {
    const testing::temporary_folder folder;
    std::filesystem::create_directories(folder / "0");
    const std::string renamed = "experiment_id: '0'\nname: renamed\n";
    io::write_file(folder / "0" / "meta.yaml", renamed);
    io::mlflow_folder store(folder.path());
    auto run = some_run;
    run.experiment = "Default";
    const auto made = store.create(run).experiment;
    CHECK(made != "0");
    CHECK(store.create(run).experiment == made);
    CHECK(io::read_file(folder / "0" / "meta.yaml") == renamed);
}

TEST_CASE("many who begin at once make one experiment") {
    const testing::temporary_folder folder;
    std::vector<std::thread> threads;
    std::vector<std::string> found(8);
    for (std::size_t i = 0; i < found.size(); ++i)
        threads.emplace_back([&, i] {
            io::mlflow_folder store(folder.path());
            auto run = some_run;
            run.record = std::string(32, static_cast<char>('a' + i));
            found[i] = store.create(run).experiment;
        });
    for (auto& thread : threads) thread.join();
    CHECK(std::count(found.begin(), found.end(), found[0]) == 8);
}
