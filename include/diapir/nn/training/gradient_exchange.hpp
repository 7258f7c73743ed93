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

    /// Of the parameters that are trained. From the second thread, which starts at once, `local` is asked for what this
    /// rank has of a parameter after ready() was called for it.
    gradient_exchange(const training_ranks& ranks, std::size_t parts, const parameters<T>& of, node_gradient local)
        : ranks_(ranks), parts_(parts), local_(std::move(local)), ready_(of.size()) {
        for (const auto& p : of) {
            sizes_.push_back(p.trainable ? p.value.size() : 0);
            sums_.emplace_back();
            if (p.trainable) sums_.back().emplace(p.value.shape());
        }
        for (std::size_t r = 0; r < ranks.size(); ++r)
            nodes_.push_back(tree_nodes(parts, ranks.begin(r, parts), ranks.begin(r + 1, parts)));
        make_buffers();
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
    kept_vector<std::optional<tensor<T>>> finish() {
        thread_.join();
        if (failure_) std::rethrow_exception(failure_);
        return std::move(sums_);
    }

private:
    /// Parameters that are brought together at a time: those from `first` to `last` (exclusive). Behind their elements
    /// stand as many numbers as parameters, which are above 0 where there are gradients.
    struct bucket {
        std::size_t first, last, elements;

        std::size_t length() const { return elements + last - first; }
    };
    /// So many elements that what a message costs by itself does not count.
    static constexpr std::size_t elements_of_a_bucket = 131072;

    /// The one before, in the order of the parameters; the last one for the number of parameters.
    bucket bucket_before(std::size_t last) const {
        bucket b{last, last, 0};
        while (b.first > 0 && b.elements < elements_of_a_bucket) b.elements += sizes_[--b.first];
        return b;
    }
    /// In the calling thread, which keeps their memory for the next step.
    void make_buffers() {
        std::size_t most = 0, nodes = 0;
        for (std::size_t last = sizes_.size(); last > 0;) {
            const bucket b = bucket_before(last);
            most = std::max(most, b.length());
            last = b.first;
        }
        for (const auto& of_rank : nodes_) nodes += of_rank.size();
        sent_ = make_buffer<T>(nodes_[ranks_.rank()].size() * most);
        received_ = make_buffer<T>(nodes * (most / ranks_.size() + 1));
        all_ = make_buffer<T>(most);
    }

    void run() {
        try {
            for (std::size_t last = sizes_.size(); last > 0;) {
                const bucket b = bucket_before(last);
                if (!wait_for(b.first, b.last)) return;
                bring_together(b);
                last = b.first;
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

    void bring_together(const bucket& b) {
        const std::size_t size = ranks_.size(), mine = ranks_.rank();
        std::vector<std::size_t> begins(size + 1), to(size), from(size);
        for (std::size_t r = 0; r <= size; ++r) begins[r] = ranks_.begin(r, b.length());
        const std::size_t own = begins[mine + 1] - begins[mine];
        std::size_t received = 0;
        for (std::size_t r = 0; r < size; ++r) {
            to[r] = nodes_[mine].size() * (begins[r + 1] - begins[r]) * sizeof(T);
            from[r] = nodes_[r].size() * own * sizeof(T);
            received += nodes_[r].size() * own;
        }
        for (std::size_t n = 0; n < nodes_[mine].size(); ++n) write_node(b, n, begins);
        ranks_.exchange(std::as_bytes(std::span(sent_.get(), nodes_[mine].size() * b.length())), to,
                        std::as_writable_bytes(std::span(received_.get(), received)), from);
        add_up(own, all_.get() + begins[mine]);
        share_elements(ranks_, std::span(all_.get(), b.length()), begins);
        const T* at = all_.get();
        for (std::size_t p = b.first; p < b.last; at += sizes_[p++])
            if (all_[b.elements + p - b.first] > 0) {
                std::copy_n(at, sizes_[p], sums_[p]->begin());
            } else {
                sums_[p].reset();
            }
    }
    /// The sum of all nodes of this rank's share of the elements.
    void add_up(std::size_t own, T* to) {
        tree_sum<std::span<T>> sum(parts_);
        T* at = received_.get();
        for (const auto& of_rank : nodes_)
            for (const tree_node& node : of_rank) {
                sum.give(node, std::span(at, own), [](std::span<T> left, std::span<T> right) {
                    for (std::size_t i = 0; i < left.size(); ++i) left[i] += right[i];
                });
                at += own;
            }
        const std::span<T> total = sum.take();
        std::copy(total.begin(), total.end(), to);
    }
    /// Node number n of this rank, to where each rank's share of it is sent from.
    void write_node(const bucket& b, std::size_t n, const std::vector<std::size_t>& begins) {
        const std::size_t nodes = nodes_[ranks_.rank()].size();
        std::size_t at = 0, rank = 0;
        // Writes what next(count) gives at the next `count` places.
        const auto write = [&](std::size_t count, const T* from, T value) {
            for (std::size_t done = 0; done < count;) {
                while (begins[rank + 1] <= at) ++rank;
                const std::size_t some = std::min(count - done, begins[rank + 1] - at);
                T* to = sent_.get() + nodes * begins[rank] + n * (begins[rank + 1] - begins[rank]) + at - begins[rank];
                from ? std::copy_n(from + done, some, to) : std::fill_n(to, some, value);
                at += some;
                done += some;
            }
        };
        std::vector<T> there;
        for (std::size_t p = b.first; p < b.last; ++p) {
            auto gradient = sizes_[p] > 0 ? local_(p, nodes_[ranks_.rank()][n]) : std::nullopt;
            write(sizes_[p], gradient ? gradient->data() : nullptr, T{0});
            there.push_back(gradient ? T{1} : T{0});
            if (gradient) spent_.push_back(std::move(*gradient));
        }
        write(there.size(), there.data(), T{0});
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
    buffer<T> sent_, received_, all_;
    kept_vector<std::optional<tensor<T>>> sums_;
    kept_vector<tensor<T>> spent_;  // whose memory goes back to the thread that made the exchange
    std::exception_ptr failure_;
    std::thread thread_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
