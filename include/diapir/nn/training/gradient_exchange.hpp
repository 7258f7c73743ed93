// Sums of gradients over ranks, while the gradients of earlier layers are still being computed.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/core/tree_sum.hpp>
#include <diapir/nn/parameter.hpp>
#include <diapir/nn/training/training_ranks.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Every rank has the gradients of some consecutive parts of a batch, added up as far as tree_nodes says. A second
/// thread brings those of several parameters at a time together, the last parameters first, as soon as they are there:
/// each rank adds up a share of their elements, of all parts in the order of tree_sum, and gives the sums to all. The
/// bits of the sums thus depend on the parts alone.
template <class T>
class gradient_exchange {
public:
    /// The sum of the gradients of the parts of a node, for one parameter; empty where it has none.
    using node_gradient = std::function<std::optional<tensor<T>>(std::size_t parameter, const tree_node& node)>;

    /// `sizes` are the elements of the parameters, 0 for those that need no gradient. From the second thread, which
    /// starts at once, `local` is asked for what this rank has of a parameter after ready() was called for it.
    gradient_exchange(const training_ranks& ranks, std::size_t parts, std::vector<std::size_t> sizes,
                      node_gradient local)
        : ranks_(ranks),
          parts_(parts),
          sizes_(std::move(sizes)),
          local_(std::move(local)),
          ready_(sizes_.size()),
          sums_(sizes_.size()) {
        for (std::size_t r = 0; r < ranks.size(); ++r)
            nodes_.push_back(tree_nodes(parts, ranks.begin(r, parts), ranks.begin(r + 1, parts)));
        thread_ = std::thread([this] { run(); });
    }
    ~gradient_exchange() {
        if (thread_.joinable()) {
            stop();
            thread_.join();
        }
    }
    gradient_exchange(const gradient_exchange&) = delete;
    gradient_exchange& operator=(const gradient_exchange&) = delete;

    /// The gradients of a parameter are there for all parts of this rank. Calls are thread-safe.
    void ready(std::size_t parameter) {
        const std::lock_guard lock(mutex_);
        ready_[parameter] = true;
        changed_.notify_one();
    }
    /// The sums, when all are there. Throws what the exchange has thrown.
    kept_vector<std::optional<tensor<T>>> finish(const parameters<T>& like) {
        thread_.join();
        if (failure_) std::rethrow_exception(failure_);
        kept_vector<std::optional<tensor<T>>> all(sizes_.size());
        for (std::size_t p = 0; p < sizes_.size(); ++p)
            if (!sums_[p].empty()) {
                all[p].emplace(like[p].value.shape());
                std::copy(sums_[p].begin(), sums_[p].end(), all[p]->begin());
            }
        return all;
    }

private:
    /// Elements that are brought together at a time: enough that what a message costs by itself does not count.
    static constexpr std::size_t elements_of_a_bucket = 131072;

    void run() {
        try {
            for (std::size_t last = sizes_.size(); last > 0;) {
                std::size_t first = last, elements = 0;
                while (first > 0 && elements < elements_of_a_bucket) elements += sizes_[--first];
                if (!wait_for(first, last)) return;
                bring_together(first, last, elements);
                last = first;
            }
        } catch (...) {
            failure_ = std::current_exception();
        }
    }
    void stop() {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        changed_.notify_one();
    }
    bool wait_for(std::size_t first, std::size_t last) {
        std::unique_lock lock(mutex_);
        const auto all_ready = [&] {
            for (std::size_t p = first; p < last; ++p)
                if (sizes_[p] > 0 && !ready_[p]) return false;
            return true;
        };
        changed_.wait(lock, [&] { return stopped_ || all_ready(); });
        return !stopped_;
    }

    /// The parameters from `first` to `last` (exclusive). Behind the elements of all stand as many numbers as
    /// parameters, which are above 0 where there are gradients.
    void bring_together(std::size_t first, std::size_t last, std::size_t elements) {
        const std::size_t length = elements + last - first, size = ranks_.size(), mine = ranks_.rank();
        std::vector<std::size_t> begins(size + 1), to(size), from(size);
        for (std::size_t r = 0; r <= size; ++r) begins[r] = ranks_.begin(r, length);
        const std::size_t own = begins[mine + 1] - begins[mine];
        std::size_t received = 0;
        for (std::size_t r = 0; r < size; ++r) {
            to[r] = nodes_[mine].size() * (begins[r + 1] - begins[r]) * sizeof(T);
            from[r] = nodes_[r].size() * own * sizeof(T);
            received += nodes_[r].size() * own;
        }
        const std::vector<T> sent = local_nodes(first, last, elements, begins);
        std::vector<T> pieces(received);
        ranks_.exchange(std::as_bytes(std::span(sent)), to, std::as_writable_bytes(std::span(pieces)), from);

        tree_sum<std::span<T>> sum(parts_);
        std::span<T> rest(pieces);
        for (const auto& of_rank : nodes_)
            for (const tree_node& node : of_rank) {
                sum.give(node, rest.first(own), [](std::span<T> left, std::span<T> right) {
                    for (std::size_t i = 0; i < left.size(); ++i) left[i] += right[i];
                });
                rest = rest.subspan(own);
            }
        std::vector<T> all(length);
        const std::span<T> total = sum.take();
        std::copy(total.begin(), total.end(), all.begin() + static_cast<std::ptrdiff_t>(begins[mine]));
        share_elements(ranks_, std::span(all), begins);
        for (std::size_t p = first, at = 0; p < last; at += sizes_[p++])
            if (all[elements + p - first] > 0)
                sums_[p].assign(all.begin() + static_cast<std::ptrdiff_t>(at),
                                all.begin() + static_cast<std::ptrdiff_t>(at + sizes_[p]));
    }
    /// What this rank has: for each rank its share of the elements of every node of this one.
    std::vector<T> local_nodes(std::size_t first, std::size_t last, std::size_t elements,
                               const std::vector<std::size_t>& begins) const {
        const auto& nodes = nodes_[ranks_.rank()];
        const std::size_t length = begins.back();
        std::vector<T> sent(nodes.size() * length), one(length);
        for (std::size_t n = 0; n < nodes.size(); ++n) {
            std::fill(one.begin(), one.end(), T{0});
            for (std::size_t p = first, at = 0; p < last; at += sizes_[p++]) {
                if (sizes_[p] == 0) continue;
                if (const auto gradient = local_(p, nodes[n])) {
                    std::copy(gradient->begin(), gradient->end(), one.begin() + static_cast<std::ptrdiff_t>(at));
                    one[elements + p - first] = 1;
                }
            }
            for (std::size_t r = 0; r < ranks_.size(); ++r) {
                const std::size_t share = begins[r + 1] - begins[r];
                std::copy_n(one.begin() + static_cast<std::ptrdiff_t>(begins[r]), share,
                            sent.begin() + static_cast<std::ptrdiff_t>(nodes.size() * begins[r] + n * share));
            }
        }
        return sent;
    }

    training_ranks ranks_;
    std::size_t parts_;
    std::vector<std::size_t> sizes_;
    node_gradient local_;
    std::vector<kept_vector<tree_node>> nodes_;  // that each rank has
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<char> ready_;
    bool stopped_ = false;
    std::vector<std::vector<T>> sums_;  // empty where there is no gradient
    std::exception_ptr failure_;
    std::thread thread_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
