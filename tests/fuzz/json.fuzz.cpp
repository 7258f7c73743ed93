// JSON texts, such as manifests.
#include "fuzz/target.hpp"
#include <diapir/io/json.hpp>

namespace io = diapir::io;

void fuzzing::fuzz(std::string_view bytes) {
    read_or_refuse([&] { io::parse_json(std::string(bytes), "file"); });
}

std::vector<std::string> fuzzing::seeds() {
    return {R"({"format": 1, "steps": {"train": {"options": {"seed": 1, "time": "1h"}, "loss": "NaN"}}})",
            R"([1, -2.5e300, "Infinity", null, true, {"latin1": "caf\u00e9"}, "\ud83d\ude00"])"};
}
