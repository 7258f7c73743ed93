// Journals of the parts of a work.
#include "fuzz/target.hpp"
#include <diapir/io/part_journal.hpp>

namespace io = diapir::io;

void fuzzing::fuzz(std::string_view bytes) {
    read_file_of(bytes, ".parts", [](const auto& path) {
        const std::vector<std::filesystem::path> files{path.parent_path() / "a.partial"};
        io::part_journal journal(path, 12, "work", files);
        for (const auto& left : journal.abandoned())
            if (left.parent_path() != path.parent_path() || left == files[0]) fail("not its own: " + left.string());
        const std::size_t before = journal.count();
        if (before < journal.parts() && !journal.has(11)) {
            journal.record(11);
            if (io::part_journal(scratch(".other"), 12, "work").count() != 0) fail("parts of another journal");
            std::filesystem::remove(scratch(".other"));
        }
    });
}

std::vector<std::string> fuzzing::seeds() {
    return {bytes_of(".parts",
                     [](const auto& path) {
                         io::part_journal journal(path, 12, "work");
                         for (const std::size_t part : {3, 0, 10}) journal.record(part);
                     }),
            bytes_of(".parts", [](const auto& path) {
                const auto folder = path.parent_path();
                const std::vector<std::filesystem::path> files{folder / "a.partial", folder / "b.partial"};
                io::part_journal(path, 13, "another work", files);
            })};
}
