// What training refuses before its first step.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/training/feed_of_rank.hpp>
#include <diapir/nn/training/fit_options.hpp>
#include <diapir/nn/training/sample_source.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {
namespace detail {

/// Throws argument_error where a rule watches a metric that no epoch reports.
inline void check_monitor(const char* rule, const std::string& monitor, double min_delta, const any_task& task,
                          bool validates) {
    std::vector<std::string> names{"loss"};
    for (const auto& [name, value] : task.metrics().result()) names.push_back(name);
    if (validates)
        for (std::size_t i = 0, count = names.size(); i < count; ++i) names.push_back("val_" + names[i]);
    names.push_back("learning_rate");
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
    if (const auto& stop = options.stop)
        check_monitor("early_stopping", stop->monitor, stop->min_delta, options.task, validates);
    if (const auto& reduce = options.reduce) {
        check_monitor("reduce_on_plateau", reduce->monitor, reduce->min_delta, options.task, validates);
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
