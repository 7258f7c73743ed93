// Journals of runs, delivered to a store that keeps nothing, and the meta.yaml of MLflow.
#include "fuzz/target.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/tracking/flat_yaml.hpp>
#include <diapir/io/tracking/run_delivery.hpp>

namespace fs = std::filesystem;
namespace io = diapir::io;

namespace {

class no_store final : public io::run_store {
public:
    std::string name() const override { return "nowhere"; }
    std::optional<io::run_place> find(const io::run_start&) override { return {}; }
    io::run_place create(const io::run_start& run) override { return {"0", run.record, ""}; }
    bool has(const io::run_place&) override { return true; }
    std::vector<std::string> log(const io::run_place&, const io::run_values&) override { return {}; }
    std::vector<io::run_metric> metric_history(const io::run_place&, const std::string&) override { return {}; }
    std::string store_artifact(const io::run_place&, const std::string&, const fs::path& file) override {
        if (file.parent_path().filename() != "kept") fuzzing::fail("a file that is not the run's: " + file.string());
        return {};
    }
    void set_status(const io::run_place&, io::run_status, io::milliseconds_utc) override {}
    std::string seen_at(const io::run_place&) const override { return {}; }
};

}  // namespace

void fuzzing::fuzz(std::string_view bytes) {
    read_or_refuse([&] { io::format_flat_yaml(io::parse_flat_yaml(bytes)); });
    static const fs::path folder = [] {
        const fs::path made = scratch(".run");
        fs::create_directories(made / "kept");
        return made;
    }();
    write_bytes(folder / "journal.jsonl", bytes);
    fs::remove(folder / "delivered.json");
    read_or_refuse([&] {
        const io::run_journal journal(folder);
        no_store store;
        io::run_delivery(journal, store).deliver();
    });
}

std::vector<std::string> fuzzing::seeds() {
    const std::string first = R"({"run":"0a","experiment":"salt","name":"first","time":1700})"
                              "\n";
    return {first + R"({"parameters":{"size":"48"}})"
                    "\n"
                    R"({"metrics":{"loss":0.5,"auc":"NaN"},"step":1,"time":1701})"
                    "\n",
            first + R"({"artifact":"a/b.png","kept":"0b.png"})"
                    "\n"
                    R"({"tags":{"v":"1"}})"
                    "\n"
                    R"({"status":"FINISHED","time":1702})"
                    "\n",
            "name: 'it''s'\nid: \"0\"\ntime: 12\nend: null\ntags: []\n"};
}
