// The values of one channel of a data set, as the fit of the power transform reads them.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/data/yeo_johnson.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data::detail {

/// One channel of samples {count, channels}, without the NaN.
template <class T>
class channel_values {
public:
    /// `first` is the channel's value of the first sample; `step` is how far it is to the next.
    channel_values(const T* first, std::size_t samples, std::size_t step)
        : first_(first), samples_(samples), step_(step), runs_(divide_up(samples, at_once)) {
        each_run([&](std::size_t number, std::size_t begin, std::size_t end) {
            run r;
            for (std::size_t i = begin; i < end; ++i) {
                const auto x = static_cast<double>(first_[i * step_]);
                r.count += !std::isnan(x);
                r.low = x < r.low ? x : r.low;
                r.high = x > r.high ? x : r.high;
            }
            runs_[number] = r;
        });
        for (run& r : runs_) {
            r.before = count_;
            count_ += r.count;
            low_ = std::min(low_, r.low);
            high_ = std::max(high_, r.high);
        }
    }

    std::size_t count() const { return count_; }
    double low() const { return low_; }
    double high() const { return high_; }
    /// signed_log1p of the values.
    buffer<double> logs() const {
        buffer<double> all = make_buffer<double>(count_);
        each_run([&](std::size_t number, std::size_t begin, std::size_t end) {
            const run& r = runs_[number];
            double* to = all.get() + r.before;
            for (std::size_t i = begin; i < end; ++i)
                if (!std::isnan(first_[i * step_])) *to++ = static_cast<double>(first_[i * step_]);
            to = all.get() + r.before;
            simd::transform(
                r.count, to, [](const auto& x) { return signed_log1p(x); }, to);
        });
        return all;
    }

private:
    static constexpr std::size_t at_once = 8192;
    struct run {
        std::size_t before = 0, count = 0;
        double low = std::numeric_limits<double>::infinity(), high = -low;
    };

    template <class F>
    void each_run(const F& f) const {
        parallel_ranges(samples_, at_once, [&](std::size_t begin, std::size_t end) { f(begin / at_once, begin, end); });
    }

    const T* first_;
    std::size_t samples_, step_;
    std::vector<run> runs_;
    std::size_t count_ = 0;
    double low_ = std::numeric_limits<double>::infinity(), high_ = -low_;
};

}  // namespace diapir::inline DIAPIR_TARGET::data::detail
