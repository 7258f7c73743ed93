#include "catch.hpp"
#include <diapir/nn/training/monitored_value.hpp>

using namespace diapir;

TEST_CASE("a monitored metric without a value is told once for each rule") {
    std::vector<std::string> kept, told;
    const auto value_of = [&](const char* rule, double auc, std::size_t epoch) {
        return nn::detail::monitored_value(rule, "val_auc", {{"loss", 1}, {"val_auc", auc}}, epoch, kept,
                                           [&](const std::string& text) { told.push_back(text); });
    };
    CHECK(value_of("early_stopping", 0.5, 1) == 0.5);
    CHECK(kept.empty());
    CHECK(std::isnan(value_of("early_stopping", std::nan(""), 2)));
    CHECK(std::isnan(value_of("early_stopping", std::nan(""), 3)));
    CHECK(kept == std::vector<std::string>{
                      "fit: early_stopping monitors val_auc, which is NaN in epoch 2: epochs without a value count for "
                      "nothing"});
    CHECK(std::isnan(value_of("reduce_on_plateau", std::nan(""), 3)));
    CHECK(kept.size() == 2);
    CHECK(told == kept);
    CHECK(std::isnan(nn::detail::monitored_value("a", "b", {{"b", std::nan("")}}, 1, kept, {})));
    CHECK(kept.size() == 3);
}
