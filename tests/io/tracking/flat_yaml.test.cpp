#include "catch.hpp"
#include <diapir/io/tracking/flat_yaml.hpp>

using namespace diapir;

TEST_CASE("a flat YAML comes back") {
    const io::json meta{{"name", "it's \"so\": \xc3\xa4 # 1\n"},
                        {"id", "0"},
                        {"end_time", nullptr},
                        {"start_time", 1700000000123},
                        {"tags", io::json::array()}};
    CHECK(io::format_flat_yaml({{"id", "0"}, {"time", 12}, {"end", nullptr}, {"tags", io::json::array()}}) ==
          "id: \"0\"\ntime: 12\nend: null\ntags: []\n");
    CHECK(io::parse_flat_yaml(io::format_flat_yaml(meta)) == meta);
}

TEST_CASE("meta.yaml is read as PyYAML writes it") {
    const auto meta = io::parse_flat_yaml(
        "artifact_location: file:///tmp/mlruns/0\r\ncreation_time: 1700\n# nothing\n"
        "experiment_id: '0'\nlifecycle_stage: active\nname: it''s\nquoted: 'it''s'\n"
        "empty: ''\nnone: null\nalso:\ntags: []\nlist:\n- 1\nmap:\n  inner: 1\n");
    CHECK(meta.at("artifact_location") == "file:///tmp/mlruns/0");
    CHECK(meta.at("creation_time") == 1700);
    CHECK(meta.at("experiment_id") == "0");
    CHECK(meta.at("lifecycle_stage") == "active");
    CHECK(meta.at("name") == "it''s");
    CHECK(meta.at("quoted") == "it's");
    CHECK(meta.at("empty") == "");
    CHECK((meta.at("none").is_null() && meta.at("also").is_null()));
    CHECK(meta.at("tags") == io::json::array());
    CHECK(!meta.contains("inner"));
}
