// A communicator as a value, for programs that find out at run time whether they are alone.
#pragma once

#include <diapir/core/shared_object.hpp>
#include <diapir/distributed/communicator.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::distributed {

/// Any communicator, which copies share.
class any_communicator {
public:
    template <communicator C>
    requires(!std::same_as<C, any_communicator>) any_communicator(C ranks)
        : ranks_(std::make_shared<model<C>>(std::move(ranks))) {}

    std::size_t rank() const { return ranks_->rank(); }
    std::size_t size() const { return ranks_->size(); }
    void barrier() { ranks_->barrier(); }
    void broadcast(std::span<std::byte> bytes, std::size_t root) { ranks_->broadcast(bytes, root); }
    void all_gather(std::span<std::byte> all, std::span<const std::size_t> sizes) { ranks_->all_gather(all, sizes); }
    void exchange(std::span<const std::byte> to, std::span<const std::size_t> to_sizes, std::span<std::byte> from,
                  std::span<const std::size_t> from_sizes) {
        ranks_->exchange(to, to_sizes, from, from_sizes);
    }
    void send(std::size_t rank, std::span<const std::byte> bytes) { ranks_->send(rank, bytes); }
    std::optional<message> poll() { return ranks_->poll(); }
    void abort(const std::string& text) { ranks_->abort(text); }

private:
    struct all_calls {
        virtual ~all_calls() = default;
        virtual std::size_t rank() const = 0;
        virtual std::size_t size() const = 0;
        virtual void barrier() = 0;
        virtual void broadcast(std::span<std::byte> bytes, std::size_t root) = 0;
        virtual void all_gather(std::span<std::byte> all, std::span<const std::size_t> sizes) = 0;
        virtual void exchange(std::span<const std::byte> to, std::span<const std::size_t> to_sizes,
                              std::span<std::byte> from, std::span<const std::size_t> from_sizes) = 0;
        virtual void send(std::size_t rank, std::span<const std::byte> bytes) = 0;
        virtual std::optional<message> poll() = 0;
        virtual void abort(const std::string& text) = 0;
    };
    template <class C>
    struct model final : all_calls {
        C ranks;

        explicit model(C r) : ranks(std::move(r)) {}
        std::size_t rank() const override { return ranks.rank(); }
        std::size_t size() const override { return ranks.size(); }
        void barrier() override { ranks.barrier(); }
        void broadcast(std::span<std::byte> bytes, std::size_t root) override { ranks.broadcast(bytes, root); }
        void all_gather(std::span<std::byte> all, std::span<const std::size_t> sizes) override {
            ranks.all_gather(all, sizes);
        }
        void exchange(std::span<const std::byte> to, std::span<const std::size_t> to_sizes, std::span<std::byte> from,
                      std::span<const std::size_t> from_sizes) override {
            ranks.exchange(to, to_sizes, from, from_sizes);
        }
        void send(std::size_t rank, std::span<const std::byte> bytes) override { ranks.send(rank, bytes); }
        std::optional<message> poll() override { return ranks.poll(); }
        void abort(const std::string& text) override { ranks.abort(text); }
    };

    shared_object<all_calls> ranks_;
};

static_assert(communicator<any_communicator>);

}  // namespace diapir::inline DIAPIR_TARGET::distributed
