#include "ranks.hpp"

#include <diapir/distributed/single_rank.hpp>
#ifdef SALT_MPI
#include <diapir/distributed/mpi.hpp>
#endif

#include <chrono>
#include <thread>

namespace salt {

namespace {

diapir::distributed::any_communicator found_ranks() {
#ifdef SALT_MPI
    if (diapir::distributed::mpi::launched()) return diapir::distributed::mpi::communicator();
#endif
    return diapir::distributed::single_rank();
}

}  // namespace

diapir::distributed::any_communicator& ranks() {
    static diapir::distributed::any_communicator all = found_ranks();
    return all;
}

bool leads() {
    return ranks().rank() == 0;
}

void end_all(const std::string& failure) {
    constexpr auto time_of_the_leader = std::chrono::seconds(2);
    if (!leads()) std::this_thread::sleep_for(time_of_the_leader);
    ranks().abort("salt: " + (leads() ? "" : "rank " + std::to_string(ranks().rank()) + ": ") + failure);
}

}  // namespace salt
