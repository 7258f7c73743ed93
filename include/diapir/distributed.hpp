// Several programs that work on one task, on one machine or on many; diapir/distributed/mpi.hpp connects them.
#pragma once

#include <diapir/distributed/any_communicator.hpp>
#include <diapir/distributed/collectives.hpp>
#include <diapir/distributed/communicator.hpp>
#include <diapir/distributed/hand_out.hpp>
#include <diapir/distributed/hand_out_runs.hpp>
#include <diapir/distributed/patience.hpp>
#include <diapir/distributed/require_pieces.hpp>
#include <diapir/distributed/single_rank.hpp>
#include <diapir/distributed/work_queue.hpp>
