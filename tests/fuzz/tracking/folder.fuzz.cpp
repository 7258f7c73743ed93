// What others may have left in a folder of runs: the meta.yaml of an experiment and of a run, a tag, a parameter and
// the values of a metric.
#include "fuzz/target.hpp"
#include <diapir/io/tracking/mlflow_folder.hpp>

namespace fs = std::filesystem;
namespace io = diapir::io;

void fuzzing::fuzz(std::string_view bytes) {
    static const fs::path root = [] {
        const fs::path made = scratch(".runs");
        for (const char* part : {"tags", "params", "metrics"}) fs::create_directories(made / "1" / "r" / part);
        return made;
    }();
    for (const char* name : {"1/meta.yaml", "1/r/meta.yaml", "1/r/tags/other", "1/r/params/p", "1/r/metrics/m"})
        write_bytes(root / name, bytes);
    write_bytes(root / "1" / "r" / "tags" / io::record_tag, "0a");
    const io::run_place place{"1", "r", ""};
    io::mlflow_folder store(root);
    read_or_refuse([&] { store.find({"0a", "salt", "first", 1}); });
    read_or_refuse([&] { store.metric_history(place, "m"); });
    read_or_refuse([&] { store.log(place, {{{"m", 1, 2, 3}}, {{"p", "1"}}, {{"other", "2"}}}); });
    read_or_refuse([&] { store.set_status(place, io::run_status::finished, 4); });
}

std::vector<std::string> fuzzing::seeds() {
    return {"name: salt\nexperiment_id: '1'\nlifecycle_stage: active\n", "run_id: r\nend_time: null\ntags: []\n",
            "1700 0.5 1\n1701 nan 2\n1702 inf -3\n", "name: \"a \\\n  \\ b\"\nstatus: 1\n"};
}
