#include "catch.hpp"
#include "io/support.hpp"
#include "io/tracking/scripted_store.hpp"
#include <diapir/io/tracking/track_epochs.hpp>

using namespace diapir;

TEST_CASE("every epoch is a step with all its metrics, and training goes on") {
    const testing::temporary_folder folder;
    auto owned = std::make_unique<testing::scripted_store>();
    auto& store = *owned;
    io::run_tracker tracker(io::run_journal::begin(folder / "a", {io::new_record_name(), "salt", "", 1}),
                            std::move(owned));
    const auto callback = io::track_epochs(tracker);
    for (std::size_t epoch = 1; epoch <= 3; ++epoch)
        CHECK(callback.on_epoch({epoch, 9, 1, 1, 0, 0, {{"loss", 1. / static_cast<double>(epoch)}, {"val_auc", 0.5}}}));
    CHECK(tracker.close().missing == 0);
    REQUIRE(store.runs.at(0).metrics.size() == 6);
    CHECK(store.runs[0].metrics[4].key == "loss");
    CHECK((store.runs[0].metrics[4].step == 3 && store.runs[0].metrics[4].value == 1. / 3));
    CHECK(store.runs[0].metrics[5].key == "val_auc");
}
