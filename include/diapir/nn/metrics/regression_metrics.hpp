// All metrics of a regression at once, running over the batches of an epoch.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/metrics/metric_values.hpp>
#include <diapir/nn/metrics/running_mean.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Metrics of all numbers seen since the last reset, those of all samples, pixels and channels taken together.
class regression_metrics {
public:
    /// Adds `samples` samples of equal size that lie one after the other. `loss` is their mean loss, given for all
    /// samples or for none. Throws argument_error where the sizes do not fit.
    template <class T>
    void update(std::span<const T> truth, std::span<const T> prediction, std::size_t samples,
                std::optional<double> loss = {}) {
        require(samples > 0 && !truth.empty() && truth.size() == prediction.size() && truth.size() % samples == 0,
                "regression_metrics: expected truth and prediction of ", samples, " samples, got ", truth.size(),
                " and ", prediction.size(), " numbers");
        add(truth, prediction);
        loss_.add(loss, samples);
    }
    /// The same for arrays {n, ...} of equal shape.
    template <class T>
    void update(const array<T>& truth, const array<T>& prediction, std::optional<double> loss = {}) {
        require_equal(shape_of(truth), shape_of(prediction));
        update(std::span<const T>(truth.data(), truth.size()), std::span<const T>(prediction.data(), prediction.size()),
               truth.shape()[0], loss);
    }
    /// The same for batches.
    template <class T>
    void update(const tensor<T>& truth, const tensor<T>& prediction, std::optional<double> loss = {}) {
        require_equal(truth.shape(), prediction.shape());
        std::vector<T> t(truth.channels() * truth.rows() * truth.cols()), p(t.size());
        for (std::size_t i = 0; i < truth.samples(); ++i) {
            unpack_sample(truth, i, t.data());
            unpack_sample(prediction, i, p.data());
            add(std::span<const T>(t), std::span<const T>(p));
        }
        loss_.add(loss, truth.samples());
    }

    /// How many numbers were seen.
    std::size_t count() const { return count_; }
    /// The mean squared error, its root and the mean absolute error; NaN of no numbers.
    double mse() const { return squared_ / static_cast<double>(count_); }
    double rmse() const { return std::sqrt(mse()); }
    double mae() const { return absolute_ / static_cast<double>(count_); }
    /// 1 - sum of squared errors / sum of squared distances of the truth from its mean (the coefficient of
    /// determination); NaN where the truth is one number only. Squares that a double cannot hold, of distances below
    /// about 1e-160 or above 1e150, make it NaN or inexact too: scale such numbers before.
    double r2() const { return differs_ ? 1 - squared_ / spread_ : std::numeric_limits<double>::quiet_NaN(); }

    /// loss, mse, rmse, mae, r2, in this order. loss is left out where none was given.
    metric_values result() const {
        metric_values values;
        if (const auto loss = loss_.value()) values.add("loss", *loss);
        values.add("mse", mse());
        values.add("rmse", rmse());
        values.add("mae", mae());
        values.add("r2", r2());
        return values;
    }

    void reset() { *this = {}; }

private:
    template <class S>
    static void require_equal(const S& truth, const S& prediction) {
        require(truth == prediction && truth.axes() > 0,
                "regression_metrics: expected truth and prediction of one shape, got ", truth, " and ", prediction);
    }
    /// The spread of what was seen and of what comes add up with that between their means (Chan, Golub and LeVeque
    /// 1983), so that a mean far from 0 costs no digits.
    template <class T>
    void add(std::span<const T> truth, std::span<const T> prediction) {
        double mean = 0, spread = 0;
        for (const T t : truth) mean += static_cast<double>(t);
        const auto fresh = static_cast<double>(truth.size()), seen = static_cast<double>(count_);
        mean /= fresh;
        for (std::size_t i = 0; i < truth.size(); ++i) {
            const double t = static_cast<double>(truth[i]), error = static_cast<double>(prediction[i]) - t;
            squared_ += error * error;
            absolute_ += std::abs(error);
            spread += (t - mean) * (t - mean);
            if (count_ == 0 && i == 0) first_ = t;
            differs_ = differs_ || t != first_;  // rounding gives equal numbers a spread too
        }
        const double apart = mean - mean_;
        spread_ += spread + apart * apart * seen * fresh / (seen + fresh);
        mean_ += apart * fresh / (seen + fresh);
        count_ += truth.size();
    }

    std::size_t count_ = 0;
    double squared_ = 0, absolute_ = 0, mean_ = 0, spread_ = 0;
    double first_ = 0;      // number of the truth
    bool differs_ = false;  // any other from it
    running_mean loss_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
