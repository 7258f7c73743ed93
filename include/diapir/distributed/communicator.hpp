// What programs that run on several machines at once need of one another. A rank is one of these programs: all run the
// same code, on the same files, and know their number. single_rank.hpp is one that is alone, mpi/communicator.hpp those
// that `mpirun` starts; anything that satisfies the concept will do.
#pragma once

#include <diapir/core/target.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::distributed {

/// Bytes that one rank sent to another.
struct message {
    std::size_t from;
    std::vector<std::byte> bytes;
};

/// The ranks 0 ... size - 1 as one of them sees them. Each call of the first kind has to be made by all ranks, in the
/// same order:
///   barrier()                    returns when all ranks have called it;
///   broadcast(bytes, root)       gives all ranks what `root` has in these bytes;
///   all_gather(all, sizes)       gives all ranks the pieces of all: that of rank r has sizes[r] bytes, the pieces lie
///   one
///                                after the other in `all`, and each rank has filled in its own;
///   exchange(to, to_sizes, from, from_sizes)
///                                gives each rank its own piece of `to`, and takes one from each; pieces lie as above.
/// Messages go from one rank to another, and those between two ranks arrive in the order in which they were sent:
///   send(rank, bytes)            returns when the bytes may change;
///   poll()                       a message that has arrived, if there is one.
/// abort(text) ends the program on all ranks, at once, with the text on the standard error stream.
///
/// Calls may come from any thread, one at a time. They throw diapir::error where the ranks can no longer be reached,
/// and argument_error, before anything is sent, for ranks that are none and sizes that are not those of the bytes.
template <class C>
concept communicator = requires(C& c, const C& known, std::size_t rank, std::span<std::byte> bytes,
                                std::span<const std::byte> sent, std::span<const std::size_t> sizes,
                                const std::string& text) {
    { known.rank() } -> std::same_as<std::size_t>;
    { known.size() } -> std::same_as<std::size_t>;
    c.barrier();
    c.broadcast(bytes, rank);
    c.all_gather(bytes, sizes);
    c.exchange(sent, sizes, bytes, sizes);
    c.send(rank, sent);
    { c.poll() } -> std::same_as<std::optional<message>>;
    c.abort(text);
};

}  // namespace diapir::inline DIAPIR_TARGET::distributed
