// Zip archives made in memory, with right checksums and nothing compressed: many times as fast as io::npz_writer, which
// flushes a file to the disk.
#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fuzzing {

/// The bytes of an archive, member by member (APPNOTE.TXT of PKWARE, 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16).
class stored_zip {
public:
    void add(std::string_view name, std::string_view bytes) {
        const std::size_t offset = members_.size();
        std::string facts;        // which both headers have
        put<2>(facts, 20);        // version that is needed to extract: 2.0
        put<2>(facts, 0x800);     // the name is UTF-8
        put<2>(facts, 0);         // stored
        put<4>(facts, 0x210000);  // 1980-01-01 0:00
        put<4>(facts, crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
        put<4>(facts, bytes.size());
        put<4>(facts, bytes.size());
        put<2>(facts, name.size());
        put<2>(facts, 0);  // no extra field
        (((members_ += "PK\3\4") += facts) += name) += bytes;
        directory_ += "PK\1\2";
        put<2>(directory_, 20);  // version that made it
        directory_ += facts;
        put<2>(directory_, 0);  // no comment
        put<2>(directory_, 0);  // on this disk
        put<2>(directory_, 0);  // attributes
        put<4>(directory_, 0);
        put<4>(directory_, offset);
        directory_ += name;
        ++count_;
    }
    std::string bytes() const {
        std::string all = members_ + directory_ + "PK\5\6";
        put<2>(all, 0);  // this disk, and that of the directory
        put<2>(all, 0);
        put<2>(all, count_);
        put<2>(all, count_);
        put<4>(all, directory_.size());
        put<4>(all, members_.size());
        put<2>(all, 0);  // no comment
        return all;
    }

private:
    /// Appends a number of so many bytes, the least first.
    template <int Bytes>
    static void put(std::string& to, std::uint64_t number) {
        for (int i = 0; i < Bytes; ++i) to += static_cast<char>(number >> (8 * i));
    }

    std::string members_, directory_;
    std::size_t count_ = 0;
};

}  // namespace fuzzing
