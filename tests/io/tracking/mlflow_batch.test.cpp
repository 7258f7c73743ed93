#include "catch.hpp"
#include <diapir/io/tracking/mlflow_batch.hpp>

#include <cmath>
#include <limits>

using namespace diapir;

namespace {

std::size_t members(const io::mlflow_batch& batch, const char* name) {
    return batch.body().contains(name) ? batch.body().at(name).size() : 0;
}

}  // namespace

TEST_CASE("batches are within the limits of a server, and lose nothing") {
    io::run_values values;
    for (int i = 0; i < 250; ++i) values.parameters.emplace_back("p" + std::to_string(i), "1");
    for (int i = 0; i < 150; ++i) values.tags.emplace_back("t" + std::to_string(i), "1");
    for (int i = 0; i < 2500; ++i) values.metrics.push_back({"m", 0.5 * i, i, 1700000000000 + i});
    std::size_t parameters = 0, tags = 0, metrics = 0;
    for (const auto& batch : io::mlflow_batches(values)) {
        CHECK(members(batch, "params") <= 100);
        CHECK(members(batch, "tags") <= 100);
        CHECK(batch.size() <= 1000);
        parameters += members(batch, "params");
        tags += members(batch, "tags");
        metrics += members(batch, "metrics");
    }
    CHECK((parameters == 250 && tags == 150 && metrics == 2500));
}

TEST_CASE("a request is shorter than a million bytes") {
    io::run_values values;
    for (int i = 0; i < 100; ++i) values.tags.emplace_back("t" + std::to_string(i), std::string(5000, 'x'));
    for (int i = 0; i < 100; ++i) values.parameters.emplace_back("p" + std::to_string(i), std::string(7000, 'x'));
    const auto batches = io::mlflow_batches(values);
    CHECK(batches.size() == 2);
    for (const auto& batch : batches) CHECK(batch.body().dump().size() < 1000000);
    CHECK(batches[0].body().at("params")[0].at("value").get<std::string>().size() == 6000);
}

TEST_CASE("a batch has the members of the protocol") {
    const double nan = std::nan(""), infinite = std::numeric_limits<double>::infinity();
    const auto batches = io::mlflow_batches(
        {{{"loss", 0.25, 3, 1700}, {"a:b", nan, 0, 1}, {"c", infinite, 0, 1}, {"d", -infinite, 0, 1}},
         {{"size", "1"}, {"size", "48"}, {"none", ""}},
         {{"version", "0.2"}}});
    REQUIRE(batches.size() == 1);
    CHECK(batches[0].body() == io::json::parse(R"({
        "params": [{"key": "size", "value": "48"}, {"key": "none", "value": ""}],
        "tags": [{"key": "version", "value": "0.2"}],
        "metrics": [{"key": "loss", "value": 0.25, "timestamp": 1700, "step": 3},
                    {"key": "a_b", "value": "NaN", "timestamp": 1, "step": 0},
                    {"key": "c", "value": "Infinity", "timestamp": 1, "step": 0},
                    {"key": "d", "value": "-Infinity", "timestamp": 1, "step": 0}]})"));
    CHECK(io::mlflow_batches({}).empty());
}

TEST_CASE("a refused batch is sent in halves, and a parameter that is too long in part") {
    io::run_values values;
    for (int i = 0; i < 5; ++i) values.metrics.push_back({"m", 1, i, 1});
    const auto halves = io::mlflow_batches(values).at(0).smaller(false);
    REQUIRE(halves.size() == 2);
    CHECK((halves[0].size() == 2 && halves[1].size() == 3));
    CHECK(halves[1].body().at("metrics")[2].at("step") == 4);
    const auto metric = halves[0].smaller(false).at(0);
    CHECK(metric.smaller(true).empty());
    CHECK(metric.named() == "metric m");

    auto parameter = io::mlflow_batches({{}, {{"long", std::string(600, 'x')}}, {}}).at(0);
    CHECK(parameter.smaller(false).empty());
    for (const std::size_t length : {500, 250}) {
        REQUIRE(parameter.smaller(true).size() == 1);
        parameter = parameter.smaller(true)[0];
        CHECK(parameter.body().at("params")[0].at("value").get<std::string>().size() == length);
    }
    CHECK(parameter.smaller(true).empty());
    CHECK(parameter.named() == "parameter long");
}
