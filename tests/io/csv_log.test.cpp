#include "catch.hpp"
#include "io/support.hpp"
#include <diapir/io/csv_log.hpp>
#include <diapir/io/read_file.hpp>

#include <cmath>
#include <limits>

using namespace diapir;

namespace {

void tell(const nn::training_callback& log, std::size_t epoch, const nn::metric_values& metrics) {
    if (!log.on_epoch({epoch, 9, 1, 1, 0.5 * static_cast<double>(epoch), 0, metrics})) FAIL("the log ended training");
}

}  // namespace

TEST_CASE("a log has a line for every epoch as soon as it is over, and the columns of the first") {
    const testing::temporary_folder folder;
    io::write_file(folder / "log.csv", "of another training");
    const auto log = io::csv_log(folder / "log.csv");
    tell(log, 1, {{"loss", 0.5}, {"val_auc", std::nan("")}});
    CHECK(io::read_file(folder / "log.csv") == "epoch,seconds,loss,val_auc\n1,0.5,0.5,nan\n");
    tell(log, 2, {{"val_auc", 0.75}, {"more", 1}});
    CHECK(io::read_file(folder / "log.csv") == "epoch,seconds,loss,val_auc\n1,0.5,0.5,nan\n2,1,nan,0.75\n");
    CHECK(folder.files() == 1);
}

TEST_CASE("a log that serves two trainings has the second, with its columns") {
    const testing::temporary_folder folder;
    const auto log = io::csv_log(folder / "log.csv");
    tell(log, 1, {{"loss", 0.5}});
    tell(log, 2, {{"loss", 0.25}});
    tell(log, 1, {{"mse", 0.125}});
    CHECK(io::read_file(folder / "log.csv") == "epoch,seconds,mse\n1,0.5,0.125\n");
    tell(log, 2, {{"mse", 0.5}});
    tell(log, 2, {{"mse", 0.25}});  // one that goes on from a checkpoint of the first epoch
    CHECK(io::read_file(folder / "log.csv") == "epoch,seconds,mse\n1,0.5,0.125\n2,1,0.25\n");
}

TEST_CASE("a training that goes on keeps the lines of the epochs before") {
    const testing::temporary_folder folder;
    const auto before = io::csv_log(folder / "log.csv");
    for (std::size_t epoch = 1; epoch < 4; ++epoch) tell(before, epoch, {{"loss", 1. / static_cast<double>(epoch)}});
    const auto after = io::csv_log(folder / "log.csv");
    tell(after, 3, {{"loss", 0.25}});  // done anew: it was not saved
    CHECK(io::read_csv(folder / "log.csv").column("epoch") == std::vector<double>{1, 2, 3});
    CHECK(io::read_csv(folder / "log.csv").column("loss") == std::vector<double>{1, 0.5, 0.25});
    const auto elsewhere = io::csv_log(folder / "other.csv");
    tell(elsewhere, 3, {{"loss", 0.25}});
    CHECK(io::read_csv(folder / "other.csv").column("epoch") == std::vector<double>{3});
    io::write_file(folder / "table.csv", "a,b\n1,2\n");
    const auto wrong = io::csv_log(folder / "table.csv");
    CHECK(testing::mentions(testing::message_of<file_error>([&] {
                                tell(wrong, 2, {{"loss", 1}});
                            }),
                            "table.csv: expected a log with a column epoch"));
    CHECK(io::read_file(folder / "table.csv") == "a,b\n1,2\n");
    CHECK(testing::mentions(testing::message_of<file_error>([&] { io::csv_log(folder / "none" / "log.csv"); }),
                            "log.csv: cannot be written: there is no directory"));
}
