// PNG images, and the gray values that are made of them.
#include "fuzz/target.hpp"
#include "io/png_bytes.hpp"
#include <diapir/io/gray.hpp>
#include <diapir/io/png.hpp>

#include <zlib.h>

#include <optional>

namespace io = diapir::io;

namespace {

using namespace std::string_literals;
using diapir::testing::big_endian;
using diapir::testing::png_chunk;

const std::string signature = "\x89PNG\r\n\x1a\n";

std::string deflated(std::string_view bytes) {
    uLongf size = compressBound(static_cast<uLong>(bytes.size()));
    std::string out(size, '\0');
    if (compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                 static_cast<uLong>(bytes.size())) != Z_OK)
        fuzzing::fail("zlib");
    return out.substr(0, size);
}

/// A part of an image: the type of a chunk, four letters, how many bytes it holds, and these, of pixels not compressed.
std::string part(const std::string& type, const std::string& content) {
    return type + static_cast<char>(content.size()) + content;
}

/// The file of such parts. It guards each of them by a checksum and compresses the pixels, behind which random bytes
/// come rarely.
std::string file_of(std::string_view parts) {
    std::string file = signature;
    while (parts.size() > 4) {
        const std::string_view type = parts.substr(0, 4),
                               content = parts.substr(5, static_cast<unsigned char>(parts[4]));
        file += png_chunk(std::string(type), type == "IDAT" ? deflated(content) : std::string(content));
        parts.remove_prefix(5 + content.size());
    }
    return file;
}

void read(std::string_view bytes) {
    std::optional<io::image> picture;
    fuzzing::read_or_refuse([&] { picture = io::decode_png(bytes, "file"); });
    if (!picture) return;
    fuzzing::read_or_refuse([&] { io::gray_image(*picture, "file"); });
    fuzzing::read_or_refuse([&] { io::gray_mask(*picture, "file"); });
}

}  // namespace

void fuzzing::fuzz(std::string_view bytes) {
    read(bytes.starts_with(signature) ? std::string(bytes) : file_of(bytes));
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
    // 2 x 3 pixels: bit depth, color type, interlaced or not; the chunks between; bytes of pixels
    const auto parts = [&](char depth, char color, char interlaced, const std::string& between, std::size_t bytes) {
        const std::string header = big_endian(3) + big_endian(2) + std::string{depth, color, 0, 0, interlaced};
        all.push_back(part("IHDR", header) + between + part("IDAT", std::string(bytes, '\0')) + part("IEND", ""));
    };
    const std::string palette = part("PLTE", "\0\0\0\xff\0\0"s);
    parts(4, 0, 0, part("tRNS", "\0\7"s), 6);
    parts(16, 2, 0, part("tRNS", "\0\0\0\1\0\2"s) + part("gAMA", "\0\0\xb1\x8f"s), 38);
    parts(2, 3, 0, palette + part("tRNS", "\0\x80"s), 4);
    parts(8, 3, 1, palette + part("tEXt", "Title\0salt"s), 10);
    parts(8, 4, 1, part("pHYs", "\0\0\0\1\0\0\0\1\0"s), 16);
    parts(8, 6, 0, "", 26);
    return all;
}
