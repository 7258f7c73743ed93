// NumPy's .npz format: .npy arrays, stored or deflated, in a zip archive. This is the seam to libzip.
// Members of other names travel along as bytes, such as a JSON text that describes the arrays.
#pragma once

#include <diapir/io/npy.hpp>
#include <diapir/io/text.hpp>

#include <zip.h>

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

namespace detail {

struct discard_zip {
    void operator()(zip_t* zip) const { zip_discard(zip); }
};
using zip_handle = std::unique_ptr<zip_t, discard_zip>;

/// Opens an archive; `path` is the name for messages.
inline zip_handle open_zip(const std::filesystem::path& file, const std::filesystem::path& path, int flags) {
    require_ending(file);
    std::error_code ignored;
    require<file_error>(!std::filesystem::is_directory(file, ignored), path.string(),
                        ": cannot be read: Is a directory");
    int code = 0;
    zip_handle zip(zip_open(file.string().c_str(), flags, &code));
    if (!zip) {
        zip_error_t failure;
        zip_error_init_with_code(&failure, code);
        const std::string message = zip_error_strerror(&failure);
        zip_error_fini(&failure);
        throw file_error(path.string() + ": expected an .npz archive: " + message);
    }
    return zip;
}

/// How a member is compressed, as messages name it (APPNOTE.TXT 6.3.10, section 4.4.5).
inline std::string zip_method_name(unsigned method) {
    const char* name = method == 9    ? "Deflate64"
                       : method == 12 ? "BZIP2"
                       : method == 14 ? "LZMA"
                       : method == 93 ? "Zstandard"
                       : method == 95 ? "XZ"
                       : method == 98 ? "PPMd"
                                      : "unknown";
    return std::string(name) + " (method " + std::to_string(method) + ")";
}

}  // namespace detail

/// An .npz archive open for reading. Members are read when they are asked for; all functions may be called from several
/// threads. Of members with one name the last is read, as by NumPy, and the others are as good as not there.
class npz_archive {
public:
    /// Throws file_error when the file is missing or no zip archive.
    static npz_archive open(const std::filesystem::path& path) { return npz_archive(path); }

    /// The names of the arrays, in the order of the archive.
    std::vector<std::string> names() const {
        std::vector<std::string> arrays = members();
        std::erase_if(arrays, [](const std::string& member) { return !member.ends_with(".npy"); });
        for (std::string& name : arrays) name.resize(name.size() - 4);
        return arrays;
    }
    /// The names of all members as the archive has them; those of arrays end in ".npy".
    std::vector<std::string> members() const { return members_; }
    /// Whether there is an array of that name, or another member of exactly that name.
    bool contains(const std::string& name) const { return places_.contains(name + ".npy") || places_.contains(name); }
    /// The dtype and shape of an array. Throws file_error when it is missing or damaged.
    npy_header header(const std::string& name) const {
        return parse_npy_header(read(name + ".npy", npy_header::max_bytes), origin(name));
    }
    diapir::shape shape(const std::string& name) const { return header(name).shape; }
    /// An array, converted to T as by decode_npy. Throws file_error when it is missing or damaged.
    template <class T>
    array<T> get(const std::string& name) const {
        return decode_npy<T>(raw(name + ".npy"), origin(name));
    }
    /// The bytes of a member. Throws file_error when it is missing or damaged.
    std::string raw(const std::string& member) const { return read(member, std::numeric_limits<std::size_t>::max()); }

private:
    explicit npz_archive(const std::filesystem::path& path)
        : path_(path), zip_(detail::open_zip(path, path, ZIP_RDONLY)), mutex_(std::make_unique<std::mutex>()) {
        std::error_code failure;
        file_bytes_ = std::filesystem::file_size(path, failure);
        require<file_error>(!failure, path.string(), ": cannot be read: ", failure.message());
        const auto count = static_cast<zip_uint64_t>(zip_get_num_entries(zip_.get(), 0));
        std::size_t left = file_bytes_;  // so that all members together stand for no more than the file can hold
        for (zip_uint64_t i = 0; i < count; ++i) {
            const char* name = zip_get_name(zip_.get(), i, 0);
            require<file_error>(name != nullptr, path_.string(), ": a member has no readable name");
            zip_stat_t stat;
            const bool known = zip_stat_index(zip_.get(), i, 0, &stat) == 0;
            require<file_error>(known, origin(name), ": cannot be read: ", zip_strerror(zip_.get()));
            require<file_error>(stat.comp_size <= left, path_.string(), ": expected members that share no bytes, ",
                                shown(name), " takes more of the ", file_bytes_,
                                " bytes of the file than the others leave");
            left -= stat.comp_size;
            if (places_.insert_or_assign(name, i).second) members_.emplace_back(name);
        }
    }

    /// A name that a file has chosen: as it is, or quoted where that is no plain text.
    static std::string shown(const std::string& name) {
        const auto is_plain = [](char c) { return c >= ' ' && c <= '~'; };
        if (name.size() <= 200 && std::all_of(name.begin(), name.end(), is_plain)) return name;  // as most are
        const std::string quoted = excerpt(name, 200);
        return quoted == "'" + name + "'" ? name : quoted;
    }
    std::string origin(const std::string& name) const { return path_.string() + ": " + shown(name); }

    /// What the archive says about a member that can be read.
    zip_stat_t stat_of(const std::string& member) const {
        const auto place = places_.find(member);
        require<file_error>(place != places_.end(), path_.string(), ": expected a member ", shown(member),
                            ", there is none");
        zip_stat_t stat;
        const bool known = zip_stat_index(zip_.get(), place->second, 0, &stat) == 0;
        require<file_error>(known, origin(member), ": cannot be read: ", zip_strerror(zip_.get()));
        require<file_error>(stat.comp_method == ZIP_CM_STORE || stat.comp_method == ZIP_CM_DEFLATE, origin(member),
                            ": expected a stored or deflated member, got one compressed by ",
                            detail::zip_method_name(stat.comp_method));
        // no byte of a deflated stream stands for more than 1032 bytes
        require<file_error>(stat.comp_size <= file_bytes_ && stat.size / 1033 <= stat.comp_size, origin(member),
                            ": expected at most the ", file_bytes_, " bytes of the file, the archive claims ",
                            stat.size);
        return stat;
    }
    std::string read(const std::string& member, std::size_t limit) const {
        require(mutex_ != nullptr, "npz_archive: expected an open archive, got one that was moved from");
        const std::lock_guard lock(*mutex_);
        const zip_stat_t stat = stat_of(member);
        struct close_member {
            void operator()(zip_file_t* file) const { zip_fclose(file); }
        };
        const std::unique_ptr<zip_file_t, close_member> file(zip_fopen_index(zip_.get(), stat.index, 0));
        require<file_error>(file != nullptr, origin(member), ": cannot be read: ", zip_strerror(zip_.get()));
        // a whole member is asked for one byte more than it has, because libzip compares checksums at its end
        const bool whole = limit > stat.size;
        std::string bytes(whole ? stat.size + 1 : limit, '\0');
        std::size_t filled = 0;
        while (filled < bytes.size()) {
            const zip_int64_t count = zip_fread(file.get(), bytes.data() + filled, bytes.size() - filled);
            require<file_error>(count >= 0, origin(member), ": cannot be read: ", zip_file_strerror(file.get()));
            if (count == 0) break;
            filled += static_cast<std::size_t>(count);
        }
        require<file_error>(filled == (whole ? stat.size : limit), origin(member), ": expected ", stat.size,
                            " bytes, got ", filled);
        bytes.resize(filled);
        return bytes;
    }

    std::filesystem::path path_;
    detail::zip_handle zip_;
    std::size_t file_bytes_ = 0;
    std::vector<std::string> members_;                      // each name once
    std::unordered_map<std::string, zip_uint64_t> places_;  // of the last member of a name
    std::unique_ptr<std::mutex> mutex_;
};

/// A member of an archive that is to be written: an array by its name, or bytes by the member's name.
struct npz_entry {
    template <array_expression E>
    npz_entry(const std::string& name, const E& expression) : member(name + ".npy") {
        const array<element_t<E>>& a = evaluated<element_t<E>>(expression);
        bytes = encode_npy(shape_of(a), a.data());
    }
    template <class T>
    npz_entry(const std::string& name, const diapir::shape& shape, const T* data)
        : member(name + ".npy"), bytes(encode_npy(shape, data)) {}
    npz_entry(std::string name, std::string contents) : member(std::move(name)), bytes(std::move(contents)) {}

    std::string member, bytes;
};

/// Collects arrays and other members and writes them as one .npz file, stored without compression. Equal contents give
/// equal files: no time is recorded.
class npz_writer {
public:
    explicit npz_writer(std::filesystem::path path) : path_(std::move(path)) {}

    /// An array (name, expression) or (name, shape, data in C order), with the dtype of its elements.
    template <class... Contents>
    void add(const std::string& name, const Contents&... contents) {
        entries_.emplace_back(name, contents...);
    }
    /// An array or member that was made before.
    void add(npz_entry entry) { entries_.push_back(std::move(entry)); }
    /// Writes the file. Throws argument_error for names used twice or that a zip archive cannot have and for no members
    /// at all, and file_error when writing fails.
    void commit() const { write(path_, entries_); }

    static void write(const std::filesystem::path& path, std::span<const npz_entry> entries) {
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const std::string& member = entries[i].member;
            require(is_utf8(member), path.string(), ": expected the name of a member in UTF-8, got ", excerpt(member));
            require(member.find('\0') == std::string::npos && !member.empty() && member.size() <= 65535, path.string(),
                    ": expected the name of a member of 1 to 65535 bytes without NUL, got ", excerpt(member), " of ",
                    member.size());
            for (std::size_t j = 0; j < i; ++j)
                require(member != entries[j].member, path.string(), ": two members are named ", member);
        }
        require(!entries.empty(), path.string(), ": expected at least one member to write");
        atomic_target target(path);
        detail::zip_handle zip = detail::open_zip(target.temporary(), path, ZIP_CREATE | ZIP_TRUNCATE);
        const auto check = [&](bool done) {  // what was closed has no message any more, so it is asked for in need only
            if (!done) throw file_error(path.string() + ": cannot be written: " + zip_strerror(zip.get()));
        };
        for (const npz_entry& entry : entries) {
            zip_source_t* source = zip_source_buffer(zip.get(), entry.bytes.data(), entry.bytes.size(), 0);
            check(source != nullptr);
            const zip_int64_t index = zip_file_add(zip.get(), entry.member.c_str(), source, ZIP_FL_ENC_UTF_8);
            if (index < 0) zip_source_free(source);
            check(index >= 0);
            const auto position = static_cast<zip_uint64_t>(index);
            check(zip_set_file_compression(zip.get(), position, ZIP_CM_STORE, 0) == 0);
            constexpr zip_uint16_t first_of_january_1980 = 1 << 5 | 1;
            check(zip_file_set_dostime(zip.get(), position, 0, first_of_january_1980, 0) == 0);
        }
        check(zip_close(zip.get()) == 0);
        zip.release();
        target.commit();
    }

private:
    std::filesystem::path path_;
    std::vector<npz_entry> entries_;
};

/// Writes arrays, and texts as raw members: save_npz(path, {{"x", x}, {"y", y}, {"model.json", text}}).
inline void save_npz(const std::filesystem::path& path, std::initializer_list<npz_entry> entries) {
    npz_writer::write(path, {entries.begin(), entries.size()});
}

}  // namespace diapir::inline DIAPIR_TARGET::io
