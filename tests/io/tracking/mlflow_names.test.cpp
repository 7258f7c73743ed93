#include "catch.hpp"
#include <diapir/io/tracking/mlflow_names.hpp>

using namespace diapir;

TEST_CASE("names are those that MLflow takes") {
    CHECK(io::mlflow_key("train.learning-rate") == "train.learning-rate");
    CHECK(io::mlflow_key("val loss/mean_1") == "val loss/mean_1");
    CHECK(io::mlflow_key("a:b%(\xc3\xa4)") == "a_b_____");
    CHECK(io::mlflow_key("/a//b/../c/") == "_a/_b/_./c/_");
    CHECK(io::mlflow_key("") == "_");
    CHECK(io::mlflow_key(std::string(249, 'a') + '/') == std::string(249, 'a') + '_');
    CHECK(io::mlflow_key(std::string(300, 'x')).size() == 250);
}

TEST_CASE("texts are cut by characters, and are UTF-8 afterwards") {
    CHECK(io::cut_text("\xc3\xa4\xc3\xb6\xc3\xbc", 2) == "\xc3\xa4\xc3\xb6");
    CHECK(io::cut_text("short", 100) == "short");
    CHECK(io::cut_text("a\xff"
                       "b",
                       100) ==
          "a\xef\xbf\xbd"
          "b");
}
