// What a program knows of its ranks before it starts MPI.
#pragma once

#include <diapir/core/target.hpp>

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <string_view>

namespace diapir::inline DIAPIR_TARGET::distributed::mpi {

/// Whether mpirun, mpiexec or srun has started this program, by what they leave in its environment: Open MPI
/// (OMPI_COMM_WORLD_SIZE), MPICH, Intel MPI and srun --mpi=pmi2 (PMI_RANK), and PMIx (PMIX_RANK). A program that they
/// have not started need not start MPI, which takes time.
inline bool launched() {
    const std::initializer_list<const char*> left = {"OMPI_COMM_WORLD_SIZE", "PMI_RANK", "PMIX_RANK"};
    return std::any_of(left.begin(), left.end(), [](const char* name) { return std::getenv(name) != nullptr; });
}

/// Whether all ranks are on this machine, by what Open MPI leaves there. Others do not say.
inline bool on_one_machine() {
    const char *here = std::getenv("OMPI_COMM_WORLD_LOCAL_SIZE"), *all = std::getenv("OMPI_COMM_WORLD_SIZE");
    return here && all && std::string_view(here) == all;
}

}  // namespace diapir::inline DIAPIR_TARGET::distributed::mpi
