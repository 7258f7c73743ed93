#include "catch.hpp"
#include "io/support.hpp"
#include "io/tracking/scripted_store.hpp"
#include <diapir/io/tracking/run_delivery.hpp>

#include <cmath>
#include <limits>
#include <random>

using namespace diapir;
using testing::scripted_store;
using fault = scripted_store::fault;

namespace {

/// A run of some epochs, with all that can be said of one.
io::run_journal some_journal(const testing::temporary_folder& folder, int epochs = 3) {
    auto journal = io::run_journal::begin(folder / "a", {io::new_record_name(), "salt", "first", 1700});
    journal.parameters({{"size", "48"}});
    for (int epoch = 1; epoch <= epochs; ++epoch)
        journal.metrics(
            {{"loss", 1. / epoch}, {"auc", epoch == 2 ? std::nan("") : std::numeric_limits<double>::infinity()}}, epoch,
            1700 + epoch);
    io::write_file(folder / "model.npz", "weights");
    journal.artifact(folder / "model.npz", "model.npz");
    journal.metrics({{"test_loss", 0.5}}, 0, 1800);
    journal.tags({{"version", "0.2"}});
    journal.status(io::run_status::finished, 1900);
    return journal;
}

/// Everything has arrived, and nothing twice.
void check_arrived(const scripted_store& store, std::size_t epochs = 3) {
    REQUIRE(store.runs.size() == 1);
    const auto& run = store.runs[0];
    CHECK(run.parameters == std::map<std::string, std::string>{{"size", "48"}});
    CHECK(run.tags == std::map<std::string, std::string>{{"version", "0.2"}});
    CHECK(run.artifacts == std::map<std::string, std::string>{{"model.npz", "weights"}});
    CHECK(run.metrics.size() == 2 * epochs + 1);
    REQUIRE(!run.status.empty());
    CHECK(run.status.back() == io::run_status::finished);
}

}  // namespace

TEST_CASE("what a journal says is delivered once, values together") {
    const testing::temporary_folder folder;
    const auto journal = some_journal(folder);
    CHECK(io::run_delivery::missing(journal) == 9);
    CHECK(io::run_delivery::store_of(journal).empty());
    scripted_store store;
    io::run_delivery delivery(journal, store);
    delivery.deliver();
    check_arrived(store);
    CHECK(store.calls == std::vector<std::string>{"create", "log", "artifact", "log", "status"});
    CHECK(io::run_delivery::missing(journal) == 0);
    CHECK(io::run_delivery::store_of(journal) == "memory");
    CHECK(delivery.place().run == "0");
    CHECK(std::filesystem::is_empty(folder / "a" / "kept"));
    delivery.deliver();
    io::run_delivery(journal, store).deliver();
    CHECK(store.calls.size() == 5);
}

TEST_CASE("wherever a delivery fails, another one delivers the rest, and nothing twice") {
    for (const fault what : {fault::before, fault::after})
        for (const bool another_process : {false, true})
            for (std::size_t number = 0; number < 12; ++number) {
                INFO("call " << number << " fails " << (what == fault::before ? "before" : "after") << " it is done");
                const testing::temporary_folder folder;
                const auto journal = some_journal(folder);
                scripted_store store;
                store.faults = [&](std::size_t call, const std::string&) {
                    return call == number ? what : fault::none;
                };
                io::run_delivery first(journal, store);
                try {
                    first.deliver();
                } catch (const io::no_answer&) {
                    CHECK(io::run_delivery::missing(journal) > 0);
                }
                if (another_process) {
                    io::run_delivery(journal, store).deliver();
                } else {
                    first.deliver();
                }
                check_arrived(store);
                CHECK(io::run_delivery::missing(journal) == 0);
            }
}

TEST_CASE("calls fail now and then, and all arrives all the same") {
    const testing::temporary_folder folder;
    const auto journal = some_journal(folder, 1200);
    scripted_store store;
    std::mt19937 random(7);
    store.faults = [&](std::size_t, const std::string&) {
        const auto drawn = random() % 8;
        return drawn == 0 ? fault::before : drawn == 1 ? fault::after : fault::none;
    };
    int tries = 0;
    for (; tries < 100; ++tries) {
        try {
            io::run_delivery(journal, store).deliver();
            break;
        } catch (const io::no_answer&) {
        }
    }
    CHECK((tries > 1 && tries < 60));
    check_arrived(store, 1200);
}

TEST_CASE("a store is asked only about what is in doubt") {
    const testing::temporary_folder folder;
    auto journal = some_journal(folder);
    scripted_store store;
    store.faults = [](std::size_t call, const std::string& name) {
        return call == 1 && name == "log" ? fault::after : fault::none;
    };
    io::run_delivery delivery(journal, store);
    CHECK_THROWS_AS(delivery.deliver(), io::no_answer);
    journal.metrics({{"never_sent", 1}}, 9, 9);
    delivery.deliver();
    CHECK(std::count(store.calls.begin(), store.calls.end(), "history") == 2);  // loss and auc
    CHECK(store.runs[0].metrics.size() == 8);
}

TEST_CASE("what a store refuses for itself is noted, and the rest goes on") {
    const testing::temporary_folder folder;
    auto journal = some_journal(folder);
    io::write_file(folder / "x", "x");
    journal.artifact(folder / "x", "too large");
    journal.parameters({{"size", "24"}});
    journal.artifact(folder / "x", "lost");
    std::filesystem::remove(folder / "a" / "kept" / journal.lines(0).back().said.at("kept").get<std::string>());
    journal.tags({{"last", "1"}});
    scripted_store store;
    io::run_delivery delivery(journal, store);
    delivery.deliver();
    const auto refused = io::run_delivery(journal, store).refused();
    REQUIRE(refused.size() == 3);
    CHECK((refused[0] == "too large: 413" && refused[1] == "parameter size"));
    CHECK(testing::mentions(refused[2], "lost: is no longer in"));
    CHECK(store.runs[0].tags.at("last") == "1");
    CHECK(io::run_delivery::missing(journal) == 0);
}

TEST_CASE("a journal goes on at the same store, by whatever address, and at no other") {
    const testing::temporary_folder folder;
    auto journal = some_journal(folder);
    scripted_store store, other;
    io::run_delivery(journal, store).deliver();
    journal.tags({{"more", "1"}});
    other.address = "elsewhere";
    CHECK(testing::message_of<io::refusal>([&] { io::run_delivery(journal, other).deliver(); }) ==
          "elsewhere: does not know the run 0 that memory has a part of");
    CHECK(io::run_delivery::store_of(journal) == "memory");
    store.address = "memory:2";
    io::run_delivery(journal, store).deliver();
    CHECK(store.runs[0].tags.at("more") == "1");
    CHECK(io::run_delivery::store_of(journal) == "memory:2");
}

TEST_CASE("broken lines and those of a later version are passed over") {
    const testing::temporary_folder folder;
    const auto journal = some_journal(folder);
    std::string bytes = io::read_file(journal.path());
    bytes.insert(bytes.find('\n') + 1, "{\"met\n{\"future\": 1}\n");
    io::write_file(journal.path(), bytes);
    scripted_store store;
    io::run_delivery(journal, store).deliver();
    check_arrived(store);
}
