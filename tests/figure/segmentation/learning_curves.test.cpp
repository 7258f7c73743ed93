#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/segmentation/learning_curves.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

using namespace diapir::figure;
using diapir::table;

namespace {

table of(const std::vector<std::pair<std::string, std::vector<double>>>& columns) {
    table t;
    for (const auto& [name, values] : columns) t.add_column(name, values);
    return t;
}

}  // namespace

TEST_CASE("learning curves show the metrics that the history has, loss first") {
    const table history = of({{"epoch", {0, 1, 2}},
                              {"auc", {0.5, 0.6, 0.7}},
                              {"val_auc", {0.5, 0.7, 0.6}},
                              {"loss", {3, 2, 1}},
                              {"val_loss", {3, 2.5, 2}},
                              {"learning_rate", {1, 1, 1}}});
    const figure fig = learning_curves(history);
    CHECK(fig.rows() == 1);
    CHECK(fig.cols() == 2);
    CHECK(fig.at(0, 0).y.label == "Loss");
    CHECK(fig.at(0, 1).y.label == "AUC");
    for (std::size_t i = 0; i < 2; ++i) {
        const panel& p = fig.at(i);
        REQUIRE(p.legend.size() == 3);
        CHECK(p.legend[0].label == "training");
        CHECK(p.legend[1].label == "validation");
        CHECK(p.legend[2].label == "best epoch: 2");
        CHECK(*p.x.data == limits{1, 3});
    }
    CHECK(diapir::testing::rim_is_blank(fig.pixels(), 6));
}

TEST_CASE("the best epoch is that of the monitor, of the losses without it") {
    CHECK(learning_curves(of({{"loss", {3, 1, 2}}})).at(0).legend.back().label == "best epoch: 2");
    CHECK(learning_curves(of({{"loss", {3, 1, 2}}, {"val_loss", {3, NAN, 1}}})).at(0).legend.back().label ==
          "best epoch: 3");
    CHECK(learning_curves(of({{"loss", {3, 1, 2}}, {"val_iou", {0.9, 0.1, 0.2}}}), {.monitor = "val_iou"})
              .at(0)
              .legend.back()
              .label == "best epoch: 1");
    CHECK(learning_curves(of({{"loss", {3, 1, 2}}, {"val_fp", {9, 1, 2}}}), {.monitor = "val_fp"})
              .at(0)
              .legend.back()
              .label == "best epoch: 2");
    CHECK(learning_curves(of({{"loss", {NAN, 3, 1}}})).at(0).legend.back().label == "best epoch: 3");
    CHECK(*learning_curves(of({{"loss", {1, 2, 3}}})).at(0).x.data == limits{1, 3});
    CHECK(learning_curves(of({{"auc", {1, 2}}})).at(0).legend.size() == 1);
    CHECK(learning_curves(of({{"loss", {1}}, {"val_loss", {2}}})).pixels().rows > 100);
    CHECK_THROWS_WITH(learning_curves(of({{"time", {1}}})),
                      "learning_curves: history: expected a column of one of the metrics");
}

TEST_CASE("an undefined metric leaves a gap, and one that never is defined an empty panel") {
    const figure fig =
        learning_curves(of({{"loss", {3, 2, 1}}, {"auc", {NAN, NAN, NAN}}, {"val_auc", {NAN, 0.5, NAN}}}));
    CHECK(fig.at(0, 1).legend.back().label == "best epoch: 2");
    CHECK(fig.pixels().rows > 0);
    CHECK(learning_curves(of({{"auc", {NAN, NAN}}})).pixels().rows > 0);
}

TEST_CASE("a metric that does not change is drawn") {
    CHECK(learning_curves(of({{"loss", {0.1, std::nextafter(0.1, 1), 0.1}}})).pixels().rows > 0);
}
