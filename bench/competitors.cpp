#include "competitors.hpp"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

namespace bench {

namespace {

[[noreturn]] void compute_on(std::size_t core) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    sched_setaffinity(0, sizeof one, &one);
    volatile bool forever = true;
    while (forever) {
    }
    _exit(0);
}

}  // namespace

competitors::competitors(std::size_t count) {
    for (std::size_t core = 0; core < count; ++core) {
        const pid_t process = fork();
        if (process == 0) compute_on(core);
        if (process < 0) throw std::runtime_error("competitors: no process could be started");
        processes_.push_back(process);
    }
    if (count > 0) usleep(100000);  // until the scheduler has spread them
}

competitors::~competitors() {
    for (const int process : processes_) {
        kill(process, SIGKILL);
        waitpid(process, nullptr, 0);
    }
}

}  // namespace bench
