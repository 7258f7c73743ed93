// Metrics, parameters and tags in requests as large as an MLflow server takes (the limits of runs/log-batch:
// mlflow.org/docs/latest/rest-api.html).
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/json.hpp>
#include <diapir/io/tracking/mlflow_names.hpp>
#include <diapir/io/tracking/run_store.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

/// What one request carries.
class mlflow_batch {
public:
    enum class kind { parameter, tag, metric };
    static constexpr std::size_t max_metrics = 1000, max_texts = 100, max_items = 1000, max_bytes = 900000;
    /// Characters of the value of a parameter and of a tag. Servers before 2.8 and before 1.28 take 500 and 250.
    static constexpr std::size_t max_parameter = 6000, max_tag = 5000;

    std::size_t size() const { return items_.size(); }
    bool fits(kind of, const json& item) const {
        const std::size_t limit = of == kind::metric ? max_metrics : max_texts, bytes = item.dump().size() + 1;
        return items_.empty() || (count(of) < limit && size() < max_items && bytes_ + bytes <= max_bytes);
    }
    void add(kind of, json item) {
        bytes_ += item.dump().size() + 1;
        items_.emplace_back(of, std::move(item));
    }

    /// {"metrics": [...], "params": [...], "tags": [...]}, of these what there is.
    json body() const {
        json out = json::object();
        for (const auto& [of, item] : items_) out[member(of)].push_back(item);
        return out;
    }
    /// What to send instead where the batch is refused: its halves; of a parameter that is too long its beginning.
    /// Nothing where only the item itself is left. Throws argument_error for an empty batch.
    std::vector<mlflow_batch> smaller(bool too_long) const {
        require_some();
        if (size() > 1) return {part(0, size() / 2), part(size() / 2, size())};
        if (items_[0].first != kind::parameter || !too_long) return {};
        const std::string value = items_[0].second.at("value").get<std::string>();
        for (const std::size_t limit : {500u, 250u})
            if (cut_text(value, limit).size() < value.size()) {
                mlflow_batch out;
                json shorter = items_[0].second;
                shorter["value"] = cut_text(value, limit);
                out.add(kind::parameter, shorter);
                return {out};
            }
        return {};
    }
    /// For messages: what the first item is.
    std::string named() const {
        require_some();
        return std::string(items_[0].first == kind::metric      ? "metric "
                           : items_[0].first == kind::parameter ? "parameter "
                                                                : "tag ") +
               items_[0].second.at("key").get<std::string>();
    }

private:
    void require_some() const { require(!items_.empty(), "mlflow_batch: expected at least one item, got none"); }
    static const char* member(kind of) {
        return of == kind::metric ? "metrics" : of == kind::parameter ? "params" : "tags";
    }
    std::size_t count(kind of) const {
        return static_cast<std::size_t>(
            std::count_if(items_.begin(), items_.end(), [&](const auto& item) { return item.first == of; }));
    }
    mlflow_batch part(std::size_t first, std::size_t last) const {
        mlflow_batch out;
        for (std::size_t i = first; i < last; ++i) out.add(items_[i].first, items_[i].second);
        return out;
    }

    std::vector<std::pair<kind, json>> items_;
    std::size_t bytes_ = 0;
};

/// Values in batches, in their order: parameters, tags, metrics. Of parameters and tags of one name the last counts.
inline std::vector<mlflow_batch> mlflow_batches(const run_values& values) {
    std::vector<mlflow_batch> batches;
    const auto add = [&](mlflow_batch::kind of, const json& item) {
        if (batches.empty() || !batches.back().fits(of, item)) batches.emplace_back();
        batches.back().add(of, item);
    };
    const auto add_texts = [&](mlflow_batch::kind of, const run_texts& texts, std::size_t limit) {
        std::map<std::string, std::size_t> last;
        for (std::size_t i = 0; i < texts.size(); ++i) last[mlflow_key(texts[i].first)] = i;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const std::string key = mlflow_key(texts[i].first);
            if (last.at(key) == i) add(of, {{"key", key}, {"value", cut_text(texts[i].second, limit)}});
        }
    };
    add_texts(mlflow_batch::kind::parameter, values.parameters, mlflow_batch::max_parameter);
    add_texts(mlflow_batch::kind::tag, values.tags, mlflow_batch::max_tag);
    for (const run_metric& m : values.metrics)
        add(mlflow_batch::kind::metric,
            {{"key", mlflow_key(m.key)}, {"value", number(m.value)}, {"timestamp", m.time}, {"step", m.step}});
    return batches;
}

}  // namespace diapir::inline DIAPIR_TARGET::io
