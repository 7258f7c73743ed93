// A fuzz target is a function of bytes that come from anywhere. A reader of the library may refuse them, by a
// diapir::error of one short line, or take them; it must do nothing else.
//
// Each TARGET.fuzz.cpp defines `fuzz` and `seeds`. With libFuzzer it is a program that looks for bytes which break the
// rule (fuzzer.cpp); else one that tries the seeds and all files that it is given (replay.cpp).
#pragma once

#include "fuzz/stored_zip.hpp"
#include <diapir/core/error.hpp>
#include <diapir/io/npz.hpp>
#include <diapir/io/read_file.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace fuzzing {

/// What the target does with bytes.
void fuzz(std::string_view bytes);
/// Bytes that are right, to begin with.
std::vector<std::string> seeds();

[[noreturn]] inline void fail(const std::string& why) {
    std::fprintf(stderr, "fuzz: %s\n", why.c_str());
    std::abort();
}

/// How often a reader has taken what it was given.
inline std::size_t taken = 0;

/// Calls a reader, which may refuse what it reads, but only in one line that is not too long to read.
template <class Read>
void read_or_refuse(const Read& read) {
    try {
        read();
        ++taken;
    } catch (const diapir::error& refusal) {
        const std::string_view message = refusal.what();
        const auto characters =
            std::count_if(message.begin(), message.end(), [](char c) { return (c & 0xc0) != 0x80; });
        if (message.empty() || characters > 600) fail("a message of " + std::to_string(characters) + " characters");
        for (const char c : message)
            if (static_cast<unsigned char>(c) < ' ' || c == 127) fail("not one plain line: " + std::string(message));
    } catch (const std::bad_alloc&) {
        fail("memory was asked for that the bytes cannot justify");
    } catch (const std::exception& other) {
        fail(std::string("not an error of diapir: ") + other.what());
    }
}

/// A folder of this process, in memory where the system has a folder there. It is gone when the process ends.
class scratch_folder {
public:
    scratch_folder()
        : path_((std::filesystem::exists("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path()) /
                ("diapir_fuzz_" + std::to_string(getpid()))) {
        std::filesystem::create_directories(path_);
    }
    ~scratch_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// The place of a file, or of a folder, that a target works with.
inline std::filesystem::path scratch(const std::string& ending) {
    static const scratch_folder folder;
    return folder.path() / ("tried" + ending);
}

inline void write_bytes(const std::filesystem::path& path, std::string_view bytes) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (!file || std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size()) fail("no scratch file");
    std::fclose(file);
}

/// Writes bytes to a file and gives it to a reader.
template <class Read>
void read_file_of(std::string_view bytes, const std::string& ending, const Read& read) {
    const auto path = scratch(ending);
    write_bytes(path, bytes);
    read_or_refuse([&] { read(path); });
    std::filesystem::remove(path);
}

/// The bytes of a file that `write` makes.
template <class Write>
std::string bytes_of(const std::string& ending, const Write& write) {
    const auto path = scratch(ending);
    write(path);
    std::string bytes = diapir::io::read_file(path);
    std::filesystem::remove(path);
    return bytes;
}

/// An archive with one of its members replaced. A zip archive guards its members by checksums, behind which random
/// bytes come rarely; here the first byte names a member of a good archive, and the rest takes its place.
class changed_archive {
public:
    explicit changed_archive(const std::string& good) {
        const auto path = scratch(".npz");
        write_bytes(path, good);
        {
            const auto archive = diapir::io::npz_archive::open(path);
            for (const std::string& name : archive.members()) members_.push_back({name, archive.raw(name)});
        }
        std::filesystem::remove(path);
    }

    /// Each member at its place.
    std::vector<std::string> seeds() const {
        std::vector<std::string> all;
        for (std::size_t i = 0; i < members_.size(); ++i) all.push_back(static_cast<char>(i) + members_[i].bytes);
        return all;
    }
    template <class Read>
    void with(std::string_view bytes, const Read& read) const {
        if (bytes.empty()) return;
        const std::size_t changed = static_cast<unsigned char>(bytes[0]) % members_.size();
        stored_zip zip;
        for (std::size_t i = 0; i < members_.size(); ++i)
            zip.add(members_[i].name, i == changed ? bytes.substr(1) : members_[i].bytes);
        read_file_of(zip.bytes(), ".npz", read);
    }

private:
    struct member {
        std::string name, bytes;
    };
    std::vector<member> members_;
};

}  // namespace fuzzing
