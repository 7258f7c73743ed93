// Ranks that MPI connects.
#pragma once

#include <diapir/distributed/mpi/communicator.hpp>
#include <diapir/distributed/mpi/launched.hpp>
