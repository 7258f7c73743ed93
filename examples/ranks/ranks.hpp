// Several runs of a program that do one work together: those that mpirun has started.
#pragma once

#include <diapir/distributed/any_communicator.hpp>

#include <string>

namespace programs {

/// The ranks of this run; a single one where mpirun has not started it, or where the program was built without MPI.
diapir::distributed::any_communicator& ranks();

/// Whether this rank is the one that writes files and tells people: rank 0.
bool leads();

/// Does what is no work for many: on the rank that leads, while the others wait.
template <class F>
void on_leader(const F& f) {
    if (leads()) f();
    ranks().barrier();
}

/// Lets only the rank that leads write to std::cout and std::cerr.
void silence_others();

/// Ends all ranks of a program of that name, with one line on standard error. Where rank 0 fails in the same way, which
/// is likely, its line is the only one.
void end_all(const std::string& program, const std::string& failure);

}  // namespace programs
