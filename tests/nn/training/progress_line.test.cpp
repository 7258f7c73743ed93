#include "catch.hpp"
#include "comma_locale.hpp"
#include <diapir/nn/training/progress_line.hpp>

#include <limits>
#include <sstream>

using namespace diapir;

namespace {

const nn::metric_values metrics{{"loss", 0.25}, {"tp", 3}, {"val_auc", 0.987654}};

nn::training_report report(std::size_t epoch, std::size_t batch, double seconds, double left) {
    return {epoch, 20, batch, 8, seconds, left, metrics};
}

}  // namespace

TEST_CASE("a line is printed for every epoch, with those metrics that there are") {
    std::ostringstream out;
    const auto line = nn::progress_line(out, false);
    CHECK_FALSE(line.on_batch);
    CHECK(line.on_epoch(report(3, 8, 12.4, 59.4)));
    CHECK(line.on_epoch(report(12, 8, 59.6, 3725)));
    CHECK(out.str() ==
          "epoch  3/20  loss 0.2500  val_auc 0.9877  (12 s, at most 59 s left)\n"
          "epoch 12/20  loss 0.2500  val_auc 0.9877  (1 min 0 s, at most 62 min 5 s left)\n");
}

TEST_CASE("metrics are those asked for, in that order") {
    std::ostringstream out;
    nn::progress_line(out, false, {"tp", "fn", "loss"}).on_epoch(report(1, 8, 0, 0));
    CHECK(out.str() == "epoch  1/20  tp 3.0000  loss 0.2500  (0 s, at most 0 s left)\n");
}

TEST_CASE("a line is the same in every locale") {
    const testing::comma_locale commas;
    std::ostringstream out;
    nn::progress_line(out, false, {"loss"}).on_epoch({1234, 2000, 1, 1, 0, 0, metrics});
    CHECK(out.str() == "epoch 1234/2000  loss 0.2500  (0 s, at most 0 s left)\n");
}

TEST_CASE("a number of epochs that is no goal is not shown") {
    std::ostringstream out;
    nn::progress_line(out, false, {}).on_epoch({7, nn::any_number_of_epochs, 1, 1, 5, 10, metrics});
    nn::progress_line(out, false, {}).on_epoch({8, std::numeric_limits<std::size_t>::max(), 1, 1, 5, 9e19, metrics});
    CHECK(out.str() == "epoch   7  (5 s, at most 10 s left)\nepoch   8  (5 s)\n");
}

TEST_CASE("on a terminal a bar grows over the same line, five times a second at most") {
    std::ostringstream out;
    const auto line = nn::progress_line(out, true, {"loss"});
    REQUIRE(line.on_batch);
    CHECK(line.on_batch(report(1, 2, 0.1, 4)));
    CHECK(line.on_batch(report(1, 3, 0.2, 3)));  // too early to be shown
    CHECK(line.on_batch(report(1, 4, 0.35, 2)));
    CHECK(line.on_epoch(report(1, 8, 1, 19)));
    CHECK(out.str() ==
          "\r\033[Kepoch  1/20  loss 0.2500  [=====...............] 4 s"
          "\r\033[Kepoch  1/20  loss 0.2500  [==========..........] 2 s"
          "\r\033[Kepoch  1/20  loss 0.2500  (1 s, at most 19 s left)\n");
}

TEST_CASE("a bar keeps its length whatever a report says") {
    std::ostringstream out;
    const auto line = nn::progress_line(out, true, {"loss"});
    CHECK(line.on_batch({1, 20, 0, 0, 0.1, 4, metrics}));
    CHECK(line.on_batch({1, 20, 9, 8, 0.5, 4, metrics}));
    CHECK(out.str() ==
          "\r\033[Kepoch  1/20  loss 0.2500  [....................] 4 s"
          "\r\033[Kepoch  1/20  loss 0.2500  [====================] 4 s");
}
