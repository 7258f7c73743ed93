#include "catch.hpp"
#include <diapir/nn/training/history.hpp>

#include <cmath>
#include <vector>

using namespace diapir;

TEST_CASE("a history is read by column") {
    nn::history h;
    CHECK(h.epochs() == 0);
    h.add({{"loss", 0.5}, {"val_auc", 0.7}});
    h.add({{"loss", 0.4}, {"val_auc", 0.8}});
    h.add({{"loss", 0.3}, {"val_auc", 0.75}});
    CHECK(h.epochs() == 3);
    CHECK(h.column("val_auc") == std::vector<double>{0.7, 0.8, 0.75});
    CHECK(h.column("loss") == std::vector<double>{0.5, 0.4, 0.3});
    CHECK_THROWS_WITH(h.column("auc"), Catch::Contains("auc") && Catch::Contains("loss, val_auc"));
    CHECK_THROWS_AS(h.column("auc"), argument_error);
}

TEST_CASE("a metric that an epoch lacks is NaN there, and no other number takes its column") {
    nn::history h;
    h.add({{"loss", 1}, {"rate", 3}});
    h.add({{"rate", 6}});
    h.add({{"rate", 9}, {"auc", 8}, {"loss", 7}});
    CHECK(h.metrics.names() == std::vector<std::string>{"loss", "rate", "auc"});
    CHECK(h.column("rate") == std::vector<double>{3, 6, 9});
    const auto loss = h.column("loss"), auc = h.column("auc");
    CHECK((loss[0] == 1 && std::isnan(loss[1]) && loss[2] == 7));
    CHECK((std::isnan(auc[0]) && std::isnan(auc[1]) && auc[2] == 8));
}
