// What the tests of io share: a folder that goes away, and the message of an expected exception.
#pragma once

#include <diapir/core/error.hpp>

#include <filesystem>
#include <random>
#include <string>

namespace diapir::inline DIAPIR_TARGET::testing {

class temporary_folder {
public:
    temporary_folder() {
        path_ = std::filesystem::temp_directory_path() / ("diapir_test_" + std::to_string(std::random_device{}()));
        std::filesystem::create_directories(path_);
    }
    ~temporary_folder() { std::filesystem::remove_all(path_); }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
    std::size_t files() const {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
    }

private:
    std::filesystem::path path_;
};

/// The message of the Error that f throws; empty when it throws none.
template <class Error, class F>
std::string message_of(const F& f) {
    try {
        f();
    } catch (const Error& e) {
        return e.what();
    }
    return "";
}

/// Whether a message contains all of these texts.
template <class... Texts>
bool mentions(const std::string& message, const Texts&... texts) {
    return ((message.find(texts) != message.npos) && ...);
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
