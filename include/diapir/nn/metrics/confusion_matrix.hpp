// Counts of decisions between several classes, and what is computed from them.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/target.hpp>
#include <diapir/nn/metrics/confusion.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// How often a truth met a decision. Means over the classes leave out those that were neither truth nor decision (as
/// scikit-learn's averages do) and are NaN where there is no other.
class confusion_matrix {
public:
    /// Throws argument_error for more than 32768 classes.
    explicit confusion_matrix(std::size_t classes = 0) : classes_(classes) {
        require(classes <= 1 << 15, "confusion_matrix: expected at most 32768 classes, got ", classes);
        counts_.resize(classes * classes);
    }
    confusion_matrix(const confusion_matrix&) = default;  // and no moves, which would leave one behind without counts
    confusion_matrix& operator=(const confusion_matrix&) = default;
    ~confusion_matrix() = default;

    std::size_t classes() const { return classes_; }
    /// Throws argument_error where one of them is no class.
    void add(std::size_t truth, std::size_t decision) { ++counts_[at(truth, decision)]; }
    std::uint64_t operator()(std::size_t truth, std::size_t decision) const { return counts_[at(truth, decision)]; }
    std::uint64_t total() const {
        std::uint64_t sum = 0;
        for (const std::uint64_t count : counts_) sum += count;
        return sum;
    }

    /// One class against all others. Throws argument_error where it is none.
    confusion of_class(std::size_t c) const {
        confusion counts;
        for (std::size_t other = 0; other < classes_; ++other) {
            counts.fn += (*this)(c, other);
            counts.fp += (*this)(other, c);
        }
        counts.tp = (*this)(c, c);
        counts.fn -= counts.tp;
        counts.fp -= counts.tp;
        counts.tn = total() - counts.tp - counts.fp - counts.fn;
        return counts;
    }

    /// The share of right decisions; 0 of none.
    double accuracy() const {
        std::uint64_t right = 0;
        for (std::size_t c = 0; c < classes_; ++c) right += (*this)(c, c);
        const std::uint64_t all = total();
        return all == 0 ? 0 : static_cast<double>(right) / static_cast<double>(all);
    }
    /// Intersection over union of a class; NaN where it was neither truth nor decision.
    double iou(std::size_t c) const {
        const confusion counts = of_class(c);
        return occurs(counts) ? counts.iou() : std::numeric_limits<double>::quiet_NaN();
    }
    double mean_precision() const {
        return mean([](const confusion& c) { return c.precision(); });
    }
    double mean_recall() const {
        return mean([](const confusion& c) { return c.recall(); });
    }
    double mean_iou() const {
        return mean([](const confusion& c) { return c.iou(); });
    }
    /// The mean of 2 tp / (2 tp + fp + fn): the macro F1.
    double mean_dice() const {
        return mean([](const confusion& c) { return c.dice(); });
    }

private:
    std::size_t at(std::size_t truth, std::size_t decision) const {
        require(truth < classes_ && decision < classes_, "confusion_matrix: expected classes below ", classes_,
                ", got ", truth, " and ", decision);
        return truth * classes_ + decision;
    }
    static bool occurs(const confusion& c) { return c.tp + c.fp + c.fn > 0; }
    template <class F>
    double mean(const F& of) const {
        double sum = 0;
        std::size_t count = 0;
        for (std::size_t c = 0; c < classes_; ++c)
            if (const confusion counts = of_class(c); occurs(counts)) {
                sum += of(counts);
                ++count;
            }
        return count == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(count);
    }

    std::size_t classes_;
    std::vector<std::uint64_t> counts_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
