#include "search_space.hpp"

#include "command_line.hpp"
#include "options.hpp"
#include <diapir/core/error.hpp>
#include <diapir/core/random.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

namespace salt {

using diapir::require;

namespace {

/// An option of which trials may have different values: those of the others would not be compared by one measure.
const option& training_option(const std::string& name) {
    std::string known;
    for (const option& o : options_of("train")) {
        if (o.name == "recipe" || o.name == "seed" || o.name == "stride" || o.name == "monitor") continue;
        if (o.name == name) return o;
        known += " " + o.name;
    }
    throw diapir::argument_error("search: --vary " + name + ": expected an option of 'salt train', one of" + known);
}

/// A text as a value of the kind that an option has.
json value_of(const option& o, const std::string& text) {
    const json like = o.get(settings{});
    const json value = like.is_string() ? json(text) : json::parse(text, nullptr, false);
    const bool fits = like.is_string() || (like.is_boolean() && value.is_boolean()) ||
                      (like.is_number_unsigned() && value.is_number_unsigned()) ||
                      (like.is_number_float() && value.is_number());
    require(fits, "search: --vary ", o.name, ": expected values like ", like.dump(), ", got ", text);
    require_taken("train", o.name, {text});
    return value;
}

/// The number of the value, or of the third of the range, that a trial has.
std::size_t group_of(const varied_option& o, const json& value) {
    if (!o.values.empty())
        return static_cast<std::size_t>(std::find(o.values.begin(), o.values.end(), value) - o.values.begin());
    const auto place = [&](double v) { return o.logarithmic ? std::log(v) : v; };
    const double share = (place(value.get<double>()) - place(o.low)) / (place(o.high) - place(o.low));
    return static_cast<std::size_t>(std::clamp(share * 3, 0.0, 2.0));
}

json name_of_group(const varied_option& o, std::size_t group) {
    if (!o.values.empty()) return o.values[group];
    const auto at = [&](double share) {
        return o.logarithmic ? o.low * std::pow(o.high / o.low, share) : o.low + (o.high - o.low) * share;
    };
    std::ostringstream text;
    text << at(static_cast<double>(group) / 3) << ".." << at(static_cast<double>(group + 1) / 3);
    return text.str();
}

}  // namespace

std::vector<varied_option> search_space(const std::vector<std::string>& texts) {
    std::vector<varied_option> space;
    for (const std::string& text : texts) {
        const std::size_t equals = text.find('=');
        require(equals != text.npos && equals + 1 < text.size(), "search: --vary: expected NAME=VALUE,VALUE or ",
                "NAME=LOW..HIGH, got ", text);
        varied_option v;
        v.name = text.substr(0, equals);
        const std::string list = text.substr(equals + 1);
        const option& o = training_option(v.name);
        for (const varied_option& other : space)
            require(other.name != v.name, "search: --vary ", v.name, " stands twice");
        if (const std::size_t dots = list.find(".."); dots != list.npos) {
            const json low = value_of(o, list.substr(0, dots)), high = value_of(o, list.substr(dots + 2));
            require(low.is_number() && high.is_number() && low.get<double>() < high.get<double>(), "search: --vary ",
                    v.name, ": expected a range of numbers LOW..HIGH, got ", list);
            v.low = low.get<double>();
            v.high = high.get<double>();
            v.whole = o.get(settings{}).is_number_unsigned();
            v.logarithmic = v.low > 0 && v.high >= 10 * v.low;
        } else {
            std::istringstream in(list);
            for (std::string value; std::getline(in, value, ',');) v.values.push_back(value_of(o, value));
        }
        space.push_back(std::move(v));
    }
    return space;
}

json random_trial(const std::vector<varied_option>& space, std::uint64_t seed, std::size_t trial) {
    diapir::random_stream random(seed, trial);
    json values = json::object();
    for (const varied_option& o : space) {
        values[o.name] = o.values.empty() ? o.at(random.uniform()) : o.values[random.below(o.values.size())];
    }
    return values;
}

std::size_t grid_size(const std::vector<varied_option>& space) {
    std::size_t size = 1;
    for (const varied_option& o : space) {
        require(!o.values.empty(), "search: --vary ", o.name, ": a grid expects values, got a range");
        size *= o.values.size();
    }
    return size;
}

json grid_trial(const std::vector<varied_option>& space, std::size_t trial) {
    json values = json::object();
    for (const varied_option& o : space) {
        values[o.name] = o.values[trial % o.values.size()];
        trial /= o.values.size();
    }
    return values;
}

settings with_values(settings s, const json& values) {
    for (const auto& [name, value] : values.items()) training_option(name).set(s, value);
    return s;
}

std::vector<option_effect> effects_of(const std::vector<varied_option>& space, const std::vector<json>& trials,
                                      const std::vector<double>& results) {
    const auto n = static_cast<double>(results.size());
    double mean = 0, variance = 0;
    for (const double r : results) mean += r / n;
    for (const double r : results) variance += (r - mean) * (r - mean);
    std::vector<option_effect> effects;
    for (const varied_option& o : space) {
        std::map<std::size_t, std::pair<double, double>> groups;  // sum and count
        for (std::size_t i = 0; i < trials.size(); ++i) {
            auto& [sum, count] = groups[group_of(o, trials[i].at(o.name))];
            sum += results[i];
            ++count;
        }
        option_effect effect{o.name, 0, n > 1 ? static_cast<double>(groups.size() - 1) / (n - 1) : 1, {}};
        double best = -HUGE_VAL;
        for (const auto& [group, total] : groups) {
            const double of_group = total.first / total.second;
            if (variance > 0) effect.share += total.second * (of_group - mean) * (of_group - mean) / variance;
            if (of_group > best) {
                best = of_group;
                effect.best = name_of_group(o, group);
            }
        }
        effects.push_back(std::move(effect));
    }
    std::stable_sort(effects.begin(), effects.end(),
                     [](const auto& a, const auto& b) { return a.share - a.by_chance > b.share - b.by_chance; });
    return effects;
}

}  // namespace salt
