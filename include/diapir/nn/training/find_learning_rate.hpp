// The learning-rate range test (Smith 2017, Cyclical Learning Rates for Training Neural Networks): a short training
// whose rate grows until the loss blows up shows which rates a network learns with.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/table.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/training/batch_feed.hpp>
#include <diapir/nn/training/dataset.hpp>
#include <diapir/nn/training/fit_checks.hpp>
#include <diapir/nn/training/fit_options.hpp>
#include <diapir/nn/training/sample_source.hpp>
#include <diapir/nn/training/train_on_batch.hpp>
#include <diapir/nn/training/training_state.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

struct rate_search {
    double from = 1e-6, to = 1;  ///< the rates of the first and the last step, between which they grow by one factor
    std::size_t steps = 100;
    /// The search ends where the running mean of the losses is so many times its lowest. Where that is not above 0, it
    /// ends where the mean has risen from it as far as from a lowest of the size of it or, where larger, the first
    /// loss.
    double blow_up = 4;
    double smoothing = 0.9;  ///< the weight of a step in the smoothed loss of another, for each step between them
};

/// What the search has found.
struct found_rate {
    table steps;        ///< rate, loss, smoothed: a row for each step
    double suggestion;  ///< the rate at which the smoothed loss falls steepest; NaN where it never falls
    bool blew_up;       ///< whether the search ended before its last step
};

namespace detail {

/// Means of all losses, weighted with `share` to the power of their distance in steps: alike to both sides, so that
/// nothing is shifted to higher rates.
inline std::vector<double> smoothed_losses(const std::vector<double>& losses, double share) {
    const std::size_t n = losses.size();
    std::vector<double> sums(n), weights(n);
    const auto sweep = [&](auto at) {  // adds those before, then those behind
        double sum = 0, weight = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t k = at(i);
            sums[k] += share * sum;
            weights[k] += share * weight;
            sum = share * sum + losses[k];
            weight = share * weight + 1;
        }
    };
    sweep([](std::size_t i) { return i; });
    sweep([n](std::size_t i) { return n - 1 - i; });
    for (std::size_t i = 0; i < n; ++i) sums[i] = (sums[i] + losses[i]) / (weights[i] + 1);
    return sums;
}

/// The rate at which losses of steps of equal factors fall steepest before they are lowest; NaN where they never fall.
inline double steepest_fall(const std::vector<double>& rates, const std::vector<double>& losses) {
    const auto lowest = static_cast<std::size_t>(std::min_element(losses.begin(), losses.end()) - losses.begin());
    double slope = 0, rate = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; i <= lowest; ++i) {  // between neighbors, of which an end has one
        const double fall = losses[std::min(i + 1, lowest)] - losses[i - std::min<std::size_t>(i, 1)];
        if (fall < slope) {
            slope = fall;
            rate = rates[i];
        }
    }
    return rate;
}

/// Whether a mean of losses is `times` their lowest, see rate_search.
inline bool blows_up(double mean, double lowest, double first, double times) {
    if (lowest > 0) return mean > times * lowest;
    return mean - lowest > (times - 1) * std::max(-lowest, std::abs(first));
}

}  // namespace detail

/// Trains a copy of the network with growing rates; the network itself stays as it is. Of the options it takes batch,
/// optimizer, task, loss, clip, change, shuffle and seed; samples begin anew where they end. A good rate for a constant
/// schedule is the one suggested; the peak of one_cycle may be a few times higher. Throws argument_error where samples
/// or options do not fit, or the rates do not grow.
template <class T>
found_rate find_learning_rate(const network<T>& net, const std::type_identity_t<sample_source<T>>& train,
                              const fit_options& options = {}, const rate_search& search = {}) {
    require(search.from > 0 && search.from < search.to && std::isfinite(search.to) && search.steps > 1,
            "find_learning_rate: expected at least two steps and rates that grow, got ", search.steps, " steps from ",
            search.from, " to ", search.to);
    require(search.smoothing >= 0 && search.smoothing < 1 && search.blow_up > 1,
            "find_learning_rate: expected smoothing in [0, 1) and blow_up above 1, got ", search.smoothing, " and ",
            search.blow_up);
    fit_options without_rules = options;
    without_rules.stop.reset();
    without_rules.reduce.reset();
    detail::check_fit(net, train, static_cast<const sample_source<T>&>(dataset<T>()), without_rules);
    network<T> copy = net;
    training_state<T> state = initial_state(copy, options.optimizer);
    batch_feed<T> feed(train, {options.batch, options.shuffle, options.seed, options.change});
    std::vector<double> rates, losses;
    double running = 0, weight = 0, lowest = std::numeric_limits<double>::infinity();
    bool blew_up = false;
    for (std::size_t step = 0; step < search.steps && !blew_up; ++step) {
        if (step % feed.batches() == 0) feed.start(step / feed.batches());
        const double share = static_cast<double>(step) / static_cast<double>(search.steps - 1),
                     rate = search.from * std::pow(search.to / search.from, share);
        const sample_batch<T> samples = feed.next();
        const double loss = train_on_batch(copy, samples.x, samples.y,
                                           {options.chosen_loss(), options.optimizer, options.clip, options.seed, rate},
                                           state, samples.weights ? &*samples.weights : nullptr)
                                .loss;
        blew_up = !std::isfinite(loss);
        if (blew_up) break;
        rates.push_back(rate);
        losses.push_back(loss);
        running = search.smoothing * running + loss;
        weight = search.smoothing * weight + 1;
        lowest = std::min(lowest, running / weight);
        blew_up = detail::blows_up(running / weight, lowest, losses.front(), search.blow_up);
    }
    const std::vector<double> smoothed = detail::smoothed_losses(losses, search.smoothing);
    table steps;
    const double suggestion =
        smoothed.empty() ? std::numeric_limits<double>::quiet_NaN() : detail::steepest_fall(rates, smoothed);
    steps.add_column("rate", std::move(rates));
    steps.add_column("loss", std::move(losses));
    steps.add_column("smoothed", smoothed);
    return {steps, suggestion, blew_up};
}
/// The same for samples in braces.
template <class T>
found_rate find_learning_rate(const network<T>& net, const std::type_identity_t<dataset<T>>& train,
                              const fit_options& options = {}, const rate_search& search = {}) {
    return find_learning_rate(net, static_cast<const sample_source<T>&>(train), options, search);
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
