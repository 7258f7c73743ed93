// What every store of runs has to do.
#pragma once

#include "catch.hpp"
#include "io/support.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/tracking/run_store.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

inline void check_store(io::run_store& store) {
    const temporary_folder folder;
    const io::run_start start{"0123456789abcdef0123456789abcdef", "salt: a/b", "first", 1700000000123};
    CHECK(!store.find(start));
    const io::run_place place = store.create(start);
    CHECK(store.has(place));
    CHECK(!store.has({place.experiment, "none", ""}));
    const auto found = store.find(start);
    REQUIRE(found);
    CHECK((found->run == place.run && found->experiment == place.experiment && found->artifacts == place.artifacts));
    auto other = start;
    other.record = std::string(32, '7');
    CHECK(!store.find(other));
    other.experiment = "other";
    CHECK(!store.find(other));
    CHECK(store.create(other).experiment != place.experiment);
    CHECK(store.find(other)->run != place.run);

    CHECK(store.log(place, {{}, {{"size", "48"}, {"note", ""}}, {{"version", "1"}}}).empty());
    CHECK(store.log(place, {{}, {{"size", "48"}}, {{"version", "2"}}}).empty());
    const auto refused =
        store.log(place, {{{"kept", 1, 0, 1}}, {{"filters", "8"}, {"size", "24"}, {"levels", "2"}}, {{"kept", "too"}}});
    REQUIRE(refused.size() == 1);
    CHECK(mentions(refused[0], "parameter size", "48"));
    CHECK(store.metric_history(place, "kept").size() == 1);

    const double values[] = {0.1, -1e-300, std::nan(""), std::numeric_limits<double>::infinity(), 12345678.901234567};
    std::vector<io::run_metric> metrics;
    for (int i = 0; i < 5; ++i) metrics.push_back({"val_loss", values[i], i, 1700000000000 + i});
    CHECK(store.log(place, {metrics, {}, {}}).empty());
    const auto history = store.metric_history(place, "val_loss");
    REQUIRE(history.size() == 5);
    for (int i = 0; i < 5; ++i) {
        CHECK((history[i].step == i && history[i].time == 1700000000000 + i));
        CHECK((std::isnan(values[i]) ? std::isnan(history[i].value) : history[i].value == values[i]));
    }
    CHECK(store.metric_history(place, "never").empty());

    io::write_file(folder / "a.txt", "first");
    CHECK(store.store_artifact(place, "figures/a b.txt", folder / "a.txt").empty());
    io::write_file(folder / "a.txt", "second");
    CHECK(store.store_artifact(place, "figures/a b.txt", folder / "a.txt").empty());
    store.set_status(place, io::run_status::running, 5);
    store.set_status(place, io::run_status::finished, 1700000001000);
    CHECK(mentions(store.seen_at(place), place.run));
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
