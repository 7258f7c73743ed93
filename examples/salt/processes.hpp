// Running this program several times at once.
#pragma once

#include "settings.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace salt {

/// The command line by which a search runs one trial in a process of its own.
std::vector<std::string> own_command(const settings& s, std::size_t trial);

/// Processes of which some run at a time. Under Linux they end when this one does, whatever ends it.
class processes {
public:
    explicit processes(std::size_t at_once) : at_once_(at_once > 0 ? at_once : 1) {}
    /// Waits for those that still run.
    ~processes();
    processes(const processes&) = delete;
    processes& operator=(const processes&) = delete;

    /// Starts a command once there is room for it. Throws diapir::error where that fails, or one before it ended with
    /// an error or by a signal.
    void start(const std::vector<std::string>& command);
    /// Waits until another one may be started. Throws as start does.
    void wait_for_room() {
        if (running_ == at_once_) wait_for_one();
    }
    /// Waits for all. Throws as start does.
    void wait();

private:
    void wait_for_one();

    std::size_t at_once_, running_ = 0;
};

}  // namespace salt
