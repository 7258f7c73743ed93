#include "processes.hpp"

#include "options.hpp"
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>

#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>

namespace salt {

using diapir::require;

std::vector<std::string> own_command(const settings& s, std::size_t trial) {
    const std::size_t threads = std::max<std::size_t>(1, diapir::threads() / std::max<std::size_t>(1, s.jobs));
    std::vector<std::string> words{std::filesystem::read_symlink("/proc/self/exe").string(),
                                   "search",
                                   "--out",
                                   s.out.string(),
                                   "--threads",
                                   std::to_string(threads),
                                   "--only",
                                   std::to_string(trial),
                                   "--defaults"};
    for (const option& o : options_of("search"))
        for (const std::string& one : texts_of(o.get(s)))
            if (!one.empty()) words.push_back("--" + o.name + "=" + one);
    return words;
}

void processes::start(const std::vector<std::string>& command) {
    wait_for_room();
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t parent = ::getpid(), process = ::fork();
    if (process == 0) {
#ifdef __linux__
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // it ends when the search does, whatever ends that
#endif
        if (::getppid() == parent) ::execv(arguments[0], arguments.data());
        ::_exit(127);  // as of a shell that cannot start a command
    }
    require<diapir::error>(process > 0, command[0], ": cannot be started: ", std::strerror(errno));
    ++running_;
}

processes::~processes() {
    for (; running_ > 0; --running_) ::wait(nullptr);
}

void processes::wait() {
    while (running_ > 0) wait_for_one();
}

void processes::wait_for_one() {
    int status = 0;
    require<diapir::error>(waitpid(-1, &status, 0) > 0, "search: a trial could not be waited for");
    --running_;
    require<diapir::error>(WIFEXITED(status) && WEXITSTATUS(status) == 0, "search: a trial ended with ",
                           WIFEXITED(status) ? "exit status " : "signal ",
                           WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}

}  // namespace salt
