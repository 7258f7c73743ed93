// Programs that train one network together, on one machine or on many: each takes its share of every batch. What a rank
// is and how it reaches the others is not for this layer to know; a communicator of diapir/distributed.hpp will do.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shared_object.hpp>
#include <diapir/core/target.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// What training needs of the ranks 0 ... size - 1: that all of them get the pieces of all, and that each gets its own
/// piece of what any of them has. distributed/communicator.hpp says how pieces lie. All ranks call the same in the same
/// order, from any thread, one at a time.
template <class R>
concept rank_exchange = requires(R& r, const R& known, std::span<std::byte> bytes, std::span<const std::byte> sent,
                                 std::span<const std::size_t> sizes) {
    { known.rank() } -> std::convertible_to<std::size_t>;
    { known.size() } -> std::convertible_to<std::size_t>;
    r.all_gather(bytes, sizes);
    r.exchange(sent, sizes, bytes, sizes);
};

/// Refers to any rank_exchange, which must outlive it. Without one there is a single rank. Throws argument_error for a
/// rank that is not below their number.
class training_ranks {
public:
    training_ranks() = default;
    template <class R>
    requires(!std::same_as<std::remove_cvref_t<R>, training_ranks> && rank_exchange<R>) training_ranks(R& ranks)
        : rank_(ranks.rank()), size_(ranks.size()), ranks_(std::make_shared<model<R>>(ranks)) {
        require(rank_ < size_, "training_ranks: expected a rank below their number, ", size_, ", got ", rank_);
    }

    std::size_t rank() const { return rank_; }
    std::size_t size() const { return size_; }
    /// Whether there are others.
    bool several() const { return size_ > 1; }
    /// Where the share of a rank begins when `count` items are divided; it ends where that of the next one begins.
    std::size_t begin(std::size_t rank, std::size_t count) const { return count * rank / size_; }

    void all_gather(std::span<std::byte> all, std::span<const std::size_t> sizes) const {
        if (several()) ranks_->all_gather(all, sizes);
    }
    void exchange(std::span<const std::byte> to, std::span<const std::size_t> to_sizes, std::span<std::byte> from,
                  std::span<const std::size_t> from_sizes) const {
        ranks_->exchange(to, to_sizes, from, from_sizes);
    }

private:
    struct all_calls {
        virtual ~all_calls() = default;
        virtual void all_gather(std::span<std::byte> all, std::span<const std::size_t> sizes) = 0;
        virtual void exchange(std::span<const std::byte> to, std::span<const std::size_t> to_sizes,
                              std::span<std::byte> from, std::span<const std::size_t> from_sizes) = 0;
    };
    template <class R>
    struct model final : all_calls {
        R& ranks;

        explicit model(R& r) : ranks(r) {}
        void all_gather(std::span<std::byte> all, std::span<const std::size_t> sizes) override {
            ranks.all_gather(all, sizes);
        }
        void exchange(std::span<const std::byte> to, std::span<const std::size_t> to_sizes, std::span<std::byte> from,
                      std::span<const std::size_t> from_sizes) override {
            ranks.exchange(to, to_sizes, from, from_sizes);
        }
    };

    std::size_t rank_ = 0, size_ = 1;
    shared_object<all_calls> ranks_;
};

/// Gives all ranks the elements of all: each has filled in its own, from number begins[rank] to begins[rank + 1].
template <class T>
void share_elements(const training_ranks& ranks, std::span<T> all, std::span<const std::size_t> begins) {
    std::vector<std::size_t> sizes(ranks.size());
    for (std::size_t r = 0; r < sizes.size(); ++r) sizes[r] = (begins[r + 1] - begins[r]) * sizeof(T);
    ranks.all_gather(std::as_writable_bytes(all), sizes);
}

/// The value of each rank, in their order.
template <class T>
requires std::is_trivially_copyable_v<T> std::vector<T> values_of_ranks(const training_ranks& ranks, const T& mine) {
    std::vector<T> all(ranks.size());
    all[ranks.rank()] = mine;
    ranks.all_gather(std::as_writable_bytes(std::span(all)), std::vector<std::size_t>(ranks.size(), sizeof(T)));
    return all;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
