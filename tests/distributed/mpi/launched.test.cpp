// Who was started by mpirun knows.
#include "catch.hpp"
#include <diapir/distributed/mpi/launched.hpp>

#include <cstdlib>

using namespace diapir;

TEST_CASE("a program knows whether mpirun has started it") {
    if (std::getenv("DIAPIR_TEST_RANKS")) {
        CHECK(distributed::mpi::launched());
        return;
    }
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_RANK", "PMIX_RANK"}) unsetenv(name);  // MPI alone sets some
    CHECK_FALSE(distributed::mpi::launched());
    setenv("PMI_RANK", "0", 1);
    CHECK(distributed::mpi::launched());
    unsetenv("PMI_RANK");
}

TEST_CASE("a program knows whether all ranks are on its machine, where Open MPI says so") {
    if (std::getenv("DIAPIR_TEST_RANKS")) return;
    CHECK_FALSE(distributed::mpi::on_one_machine());
    setenv("OMPI_COMM_WORLD_SIZE", "4", 1);
    CHECK_FALSE(distributed::mpi::on_one_machine());
    setenv("OMPI_COMM_WORLD_LOCAL_SIZE", "2", 1);
    CHECK_FALSE(distributed::mpi::on_one_machine());
    setenv("OMPI_COMM_WORLD_LOCAL_SIZE", "4", 1);
    CHECK(distributed::mpi::on_one_machine());
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_SIZE"}) unsetenv(name);
}
