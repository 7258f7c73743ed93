// Named numbers in a fixed order: what a training epoch or an evaluation reports.
#pragma once

#include <diapir/core/error.hpp>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// A list of names, each with its number. A metric that has no value is there as NaN.
class metric_values {
public:
    using value_type = std::pair<std::string, double>;

    metric_values() = default;
    metric_values(std::initializer_list<value_type> values) : values_(values) {}

    void add(std::string name, double value) { values_.emplace_back(std::move(name), value); }
    /// Adds those of another list, each name with a prefix such as "val_".
    void add(const metric_values& others, const std::string& prefix) {
        for (const auto& [name, value] : others.values_) add(prefix + name, value);
    }

    bool contains(std::string_view name) const { return find(name) != nullptr; }
    /// The value of that name. Throws argument_error, listing the names that there are, where it is none of them.
    double operator[](std::string_view name) const {
        const value_type* found = find(name);
        if (!found) {
            std::string known;
            for (const auto& entry : values_) known += " " + entry.first;
            throw argument_error("metric_values: there is no " + std::string(name) + " among" + known);
        }
        return found->second;
    }

    /// All names, in their order.
    std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const value_type& entry : values_) all.push_back(entry.first);
        return all;
    }
    /// All numbers, in the order of the names.
    std::vector<double> numbers() const {
        std::vector<double> all;
        for (const value_type& entry : values_) all.push_back(entry.second);
        return all;
    }
    std::size_t size() const { return values_.size(); }
    auto begin() const { return values_.begin(); }
    auto end() const { return values_.end(); }

private:
    const value_type* find(std::string_view name) const {
        for (const value_type& entry : values_)
            if (entry.first == name) return &entry;
        return nullptr;
    }

    std::vector<value_type> values_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
