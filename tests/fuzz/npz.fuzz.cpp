// Zip archives of arrays.
#include "fuzz/target.hpp"

namespace io = diapir::io;

void fuzzing::fuzz(std::string_view bytes) {
    read_file_of(bytes, ".npz", [](const auto& path) {
        const auto archive = io::npz_archive::open(path);
        for (const std::string& name : archive.names()) read_or_refuse([&] { archive.template get<float>(name); });
        for (const std::string& member : archive.members()) read_or_refuse([&] { archive.raw(member); });
    });
}

std::vector<std::string> fuzzing::seeds() {
    const std::vector<float> floats{1, 2, 3, 4};
    return {bytes_of(".npz", [&](const auto& path) {
        io::npz_writer writer(path);
        writer.add("one", diapir::shape{4}, floats.data());
        writer.add("two", diapir::shape{2, 2}, floats.data());
        writer.commit();
    })};
}
