// What all ranks do together, of numbers and texts: written once for all communicators.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/tree_sum.hpp>
#include <diapir/distributed/communicator.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::distributed {

/// A value that is all in its own bytes. An address of one rank means nothing to another one.
template <class T>
concept plain_value =
    std::is_trivially_copyable_v<T> && !std::is_pointer_v<T> && !std::ranges::enable_borrowed_range<T>;

/// Gives all ranks the value that `root` has.
template <communicator C, plain_value T>
T broadcast(C& ranks, T value, std::size_t root = 0) {
    ranks.broadcast(std::as_writable_bytes(std::span(&value, 1)), root);
    return value;
}
/// The same of a text, of any length.
template <communicator C>
std::string broadcast(C& ranks, std::string_view of_root, std::size_t root = 0) {
    std::string text(of_root);
    text.resize(broadcast(ranks, text.size(), root));
    ranks.broadcast(std::as_writable_bytes(std::span(text)), root);
    return text;
}

/// The value of each rank, in their order, on all ranks.
template <communicator C, plain_value T>
std::vector<T> all_gather(C& ranks, const T& mine) {
    require(ranks.rank() < ranks.size(), "all_gather: expected a rank below their number, ", ranks.size(), ", got ",
            ranks.rank());
    std::vector<T> all(ranks.size());
    all[ranks.rank()] = mine;
    ranks.all_gather(std::as_writable_bytes(std::span(all)), std::vector<std::size_t>(ranks.size(), sizeof(T)));
    return all;
}

namespace detail {

/// The message of what is being handled.
inline std::string current_failure() {
    try {
        throw;
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "something that is no std::exception was thrown";
    }
}

}  // namespace detail

/// Calls act() on rank 0, while the others wait. Where it throws, all ranks do: rank 0 the same, the others
/// diapir::error with its message.
template <communicator C, std::invocable Act>
void act_on_first(C& ranks, const Act& act) {
    std::exception_ptr own;
    std::string failure;
    if (ranks.rank() == 0) {
        try {
            act();
        } catch (...) {
            own = std::current_exception();
            failure = detail::current_failure();
        }
    }
    const bool failed = broadcast(ranks, own != nullptr);
    failure = broadcast(ranks, failure);
    if (own) std::rethrow_exception(own);
    if (failed) throw error(failure);
}

/// The text of each rank, in their order, on all ranks.
template <communicator C>
std::vector<std::string> all_gather_texts(C& ranks, const std::string& mine) {
    const std::vector<std::size_t> sizes = all_gather(ranks, mine.size());
    std::string together(std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}), '\0');
    const std::size_t before =
        std::accumulate(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(ranks.rank()), std::size_t{0});
    together.replace(before, mine.size(), mine);
    ranks.all_gather(std::as_writable_bytes(std::span(together)), sizes);
    std::vector<std::string> all;
    for (std::size_t r = 0, at = 0; r < sizes.size(); at += sizes[r++]) all.push_back(together.substr(at, sizes[r]));
    return all;
}

/// Replaces the numbers of every rank by their sums over the ranks, added in the order of tree_sum: the same bits on
/// all ranks and in every run. Each rank adds up a share of the numbers. Throws argument_error where ranks have not as
/// many of them.
template <communicator C, class T>
void all_sum(C& ranks, std::span<T> numbers) {
    const std::size_t size = ranks.size(), mine = ranks.rank();
    for (const std::size_t count : all_gather(ranks, numbers.size()))
        require(count == numbers.size(), "all_sum: expected as many numbers on every rank, got ", numbers.size(),
                " and ", count);
    const auto begin = [&](std::size_t r) { return numbers.size() * r / size; };
    std::vector<std::size_t> shares(size);
    for (std::size_t r = 0; r < size; ++r) shares[r] = (begin(r + 1) - begin(r)) * sizeof(T);
    const std::size_t own = begin(mine + 1) - begin(mine);
    std::vector<T> from(own * size);
    ranks.exchange(std::as_bytes(numbers), shares, std::as_writable_bytes(std::span(from)),
                   std::vector<std::size_t>(size, own * sizeof(T)));
    tree_sum<std::span<T>> sum(size);
    for (std::size_t r = 0; r < size; ++r)
        sum.give(r, std::span(from).subspan(r * own, own), [](std::span<T> left, std::span<T> right) {
            for (std::size_t i = 0; i < left.size(); ++i) left[i] += right[i];
        });
    const std::span<T> total = sum.take();
    std::copy(total.begin(), total.end(), numbers.begin() + static_cast<std::ptrdiff_t>(begin(mine)));
    ranks.all_gather(std::as_writable_bytes(numbers), shares);
}

}  // namespace diapir::inline DIAPIR_TARGET::distributed
