// PNG images, and the gray values that are made of them.
#include "fuzz/target.hpp"
#include <diapir/io/gray.hpp>
#include <diapir/io/png.hpp>

namespace io = diapir::io;

void fuzzing::fuzz(std::string_view bytes) {
    read_or_refuse([&] { io::decode_png(bytes, "file"); });
}

std::vector<std::string> fuzzing::seeds() {
    std::vector<std::string> all;
    for (const unsigned depth : {1u, 8u, 16u})
        for (const std::size_t channels : {1, 3, 4}) {
            if (depth < 8 && channels > 1) continue;
            io::image picture{diapir::make_array<std::uint16_t>({3, 5, channels}), depth};
            std::size_t value = 0;
            for (auto& sample : picture.samples) sample = static_cast<std::uint16_t>(value++ % (picture.maximum() + 1));
            all.push_back(io::encode_png(picture));
        }
    return all;
}
