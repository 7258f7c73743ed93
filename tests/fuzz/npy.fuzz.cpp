// Arrays in the format of NumPy, read as several element types, whole and by rows.
#include "fuzz/target.hpp"
#include <diapir/io/npy.hpp>
#include <diapir/io/npy_rows.hpp>

#include <cstdint>

namespace io = diapir::io;

void fuzzing::fuzz(std::string_view bytes) {
    read_or_refuse([&] { io::decode_npy<float>(bytes, "file"); });
    read_or_refuse([&] { io::decode_npy<double>(bytes, "file"); });
    read_or_refuse([&] { io::decode_npy<std::int64_t>(bytes, "file"); });
    read_or_refuse([&] { io::decode_npy<bool>(bytes, "file"); });
    read_file_of(bytes, ".npy", [](const auto& path) {
        const io::npy_rows<float> rows(path);
        if (rows.size() > 0) rows.slice(rows.size() - 1, rows.size());
    });
}

std::vector<std::string> fuzzing::seeds() {
    const std::vector<float> floats{1, 2, 3, 4, 5, 6};
    const std::vector<std::int64_t> integers{0, 1, 1, 0};
    std::string fortran = io::encode_npy({2, 3}, floats.data());
    fortran.replace(fortran.find("False"), 5, "True ");
    return {io::encode_npy({2, 3}, floats.data()), io::encode_npy({4}, integers.data()), fortran,
            io::encode_npy({0, 7}, floats.data()), io::encode_npy({1, 1, 1, 1, 1}, floats.data())};
}
