// What training refuses before its first step.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/metrics/any_metrics.hpp>
#include <diapir/nn/metrics/metric_values.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/training/feed_of_rank.hpp>
#include <diapir/nn/training/fit_options.hpp>
#include <diapir/nn/training/sample_source.hpp>
#include <diapir/nn/training/task.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <exception>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {
namespace detail {

/// What the metrics of a task tell of a batch, which is all that there are for some, such as those of each class: of
/// one sample of the first class. Where they refuse it, what they tell of nothing, and the loss.
inline metric_values told_of_batch(const any_task& task, const shape& output) {
    any_metrics metrics = task.metrics();
    metric_values of_nothing{{"loss", 0}};
    of_nothing.add(metrics.result(), "");
    const bool image = output.axes() == 3;
    auto y = tensor<float>::batch(1, output.back(), image ? output[0] : 1, image ? output[1] : 1);
    std::fill(y.begin(), y.end(), 0.f);
    std::fill_n(y.begin(), y.block_size() / y.channels(), 1.f);
    try {
        metrics.update(y, y, 0.0);
        return metrics.result();
    } catch (const std::exception&) {
        return of_nothing;
    }
}

/// What an epoch reports: these, and of the validation set the loss in any case.
inline std::vector<std::string> names_of_epoch(const any_task& task, const shape& output, bool validates) {
    std::vector<std::string> names, of_set{"val_loss"};
    const metric_values told = told_of_batch(task, output);
    for (const auto& [name, value] : told) {
        names.push_back(name);
        if (name != "loss") of_set.push_back("val_" + name);
    }
    if (validates) names.insert(names.end(), of_set.begin(), of_set.end());
    names.push_back("learning_rate");
    return names;
}

/// Throws argument_error where a rule watches a metric that no epoch reports.
inline void check_monitor(const char* rule, const std::string& monitor, double min_delta,
                          const std::vector<std::string>& names, bool validates) {
    if (std::find(names.begin(), names.end(), monitor) == names.end()) {
        std::string known;
        for (const std::string& name : names) known += " " + name;
        throw argument_error(diapir::detail::concat("fit: ", rule, " monitors ", monitor, ", expected one of", known,
                                                    validates ? "" : " (there is no validation set)"));
    }
    require(min_delta >= 0, "fit: ", rule, " expects min_delta at least 0, got ", min_delta);
}

/// Throws argument_error where samples do not fit a network.
template <class T>
void check_samples(const network<T>& net, const sample_source<T>& samples, const char* which) {
    samples.check(which);
    const shape input = samples.input(), target = samples.target();
    require(input.axes() == net.input().axes() && input.back() == net.input().back(), which, ": expected samples of ",
            net.input().back(), net.input().axes() == 1 ? " features" : " channels", " as the network takes, got ",
            input);
    const bool image = input.axes() == 3;
    const shape output = net.graph().outputs(image ? input : net.input())[net.graph().output()];
    require(target == output, which, ": expected targets ", output, " as the network gives for samples ", input,
            ", got ", target);
}

template <class T>
void check_fit(const network<T>& net, const sample_source<T>& train, const sample_source<T>& valid,
               const fit_options& options) {
    require(options.batch > 0, "fit: the batch size must be at least 1, got 0");
    require(train.size() > 0, "fit: the training set is empty");
    const double rate = learning_rate(options.optimizer);
    require(rate >= 0 && std::isfinite(rate), "fit: expected a learning rate of at least 0, got ", rate);
    require(!options.time || *options.time > 0, "fit: expected a time above 0 s, got ", options.time.value_or(0));
    check_samples(net, train, "fit: train");
    const bool validates = valid.size() > 0;
    if (validates) check_samples(net, valid, "fit: valid");
    options.task.check(net.output(), net.graph().output_activation());
    options.chosen_loss().check(net.output(), net.graph().output_activation());
    const auto names = names_of_epoch(options.task, net.output(), validates);
    if (const auto& stop = options.stop)
        check_monitor("early_stopping", stop->monitor, stop->min_delta, names, validates);
    if (const auto& reduce = options.reduce) {
        check_monitor("reduce_on_plateau", reduce->monitor, reduce->min_delta, names, validates);
        require(reduce->min_learning_rate >= 0 && std::isfinite(reduce->min_learning_rate),
                "fit: reduce_on_plateau expects a min_learning_rate of at least 0, got ", reduce->min_learning_rate);
        require(reduce->factor > 0 && reduce->factor < 1,
                "fit: reduce_on_plateau expects a factor between 0 and 1, got ", reduce->factor);
    }
    if (const auto& average = options.average)
        require(average->from >= 0 && average->from < 1, "fit: averaging from must be in [0, 1), got ", average->from);
}

/// Tells of ranks that have nothing to do.
template <class T>
void warn_of_idle_ranks(const network<T>& net, const sample_source<T>& train, const fit_options& options) {
    const std::size_t batch = std::min(options.batch, train.size()), ranks = options.ranks.size(),
                      parts = parts_of_batch(net, train, batch, options).size();
    if (parts >= ranks || !options.warn || options.ranks.rank() != 0) return;
    options.warn(diapir::detail::concat("fit: a batch of ", batch, " goes through the network in ", parts, " part",
                                        parts > 1 ? "s" : "", ", and ", ranks - parts, " of ", ranks,
                                        " ranks have nothing to do: a larger batch, or parts of ",
                                        std::max<std::size_t>(1, batch / ranks), ", give them some"));
}

}  // namespace detail
}  // namespace diapir::inline DIAPIR_TARGET::nn
