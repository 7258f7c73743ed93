#include "options.hpp"

#include <diapir/core/error.hpp>

#include <algorithm>
#include <map>

namespace salt {

using diapir::require;

namespace {

template <auto Member>
option plain(const char* name) {
    return {name, [](const settings& s) { return json(s.*Member); },
            [](settings& s, const json& value) { value.get_to(s.*Member); }};
}

const option seed = plain<&settings::seed>("seed"), stride = plain<&settings::stride>("stride");
const option data_folder{"data", [](const settings& s) { return json(stored_path(s)); },
                         [](settings& s, const json& value) {
                             const std::filesystem::path path(value.get<std::string>());
                             s.data = path.is_relative() ? s.out / path : path;
                         }};

/// Options that a step only passes on: those of the training that it builds on.
std::vector<option> options_of_training(const std::string& step) {
    if (step == "explain") return {stride, plain<&settings::loss>("loss")};
    if (step == "evaluate" || step == "report") return {stride, seed, plain<&settings::loss>("loss")};
    return {};
}

std::string text(const json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (!value.is_array()) return value.dump();
    std::string list;
    for (const json& item : value) list += (list.empty() ? "" : ",") + item.dump();
    return list;
}

/// The value of an option that the manifest has for a step; null where it has none.
const json& value_of(const manifest& m, const std::string& record, const std::string& name) {
    static const json none;
    const json& options = m.fact(record, "options");
    const auto found = options.find(name);
    return options.is_object() && found != options.end() ? *found : none;
}

/// What earlier steps decided, the latest first.
const json& earlier(const manifest& m, const std::string& step, const std::string& name) {
    static const json none;
    const auto& all = step_names();
    for (auto at = std::find(all.begin(), all.end(), step); at != all.begin();)
        if (const json& value = value_of(m, *--at, name); !value.is_null()) return value;
    return none;
}

}  // namespace

std::string stored_path(const settings& s) {
    const auto normal = [](const std::filesystem::path& path) {
        const auto whole = std::filesystem::absolute(path).lexically_normal();
        return whole.has_filename() ? whole : whole.parent_path();  // without the slash at the end
    };
    const auto whole = normal(s.data.empty() ? s.out / "data" : s.data),
               inside = whole.lexically_relative(normal(s.out));
    return (inside.empty() || *inside.begin() == ".." ? whole : inside).generic_string();
}

const std::vector<option>& options_of(const std::string& step) {
    static const std::map<std::string, std::vector<option>> all{
        {"synthesize", {data_folder, plain<&settings::count>("count"), plain<&settings::salt_free>("salt-free"), seed}},
        {"prepare",
         {data_folder, plain<&settings::decimate>("decimate"), plain<&settings::size>("size"),
          plain<&settings::attributes>("attributes"), plain<&settings::mask_threshold>("mask-threshold"), seed}},
        {"train",
         {stride, plain<&settings::epochs>("epochs"), plain<&settings::batch>("batch"),
          plain<&settings::learning_rate>("learning-rate"), plain<&settings::filters>("filters"),
          plain<&settings::levels>("levels"), plain<&settings::kernel>("kernel"), plain<&settings::dropout>("dropout"),
          plain<&settings::loss>("loss"), plain<&settings::monitor>("monitor"), plain<&settings::patience>("patience"),
          seed}},
        {"evaluate", {}},
        {"explain",
         {plain<&settings::players>("players"), plain<&settings::background>("background"),
          plain<&settings::images>("images"), seed}},
        {"report", {}}};
    return all.at(step);
}

settings resolve(settings s, const std::string& step, const manifest& m, const std::string& record,
                 const std::vector<std::string>& may_change) {
    for (const option& o : options_of(step)) {
        const json& before = value_of(m, record, o.name);
        const bool fixed =
            !may_change.empty() && std::find(may_change.begin(), may_change.end(), o.name) == may_change.end();
        if (s.given.contains(o.name)) {
            require(!fixed || before.is_null() || o.get(s) == before, step, ": --", o.name, ' ', text(o.get(s)),
                    " contradicts --", o.name, ' ', text(before), " of the ", record, "; leave it out, or run ",
                    command(step, s.out, "--" + o.name + ' ' + text(o.get(s))), " to begin anew");
            continue;
        }
        const json& value = before.is_null() || (s.defaults && !fixed) ? earlier(m, step, o.name) : before;
        if (!value.is_null()) o.set(s, value);
    }
    for (const option& o : options_of_training(step)) {
        const json& value = value_of(m, "train", o.name);
        if (value.is_null()) continue;
        require(!s.given.contains(o.name) || o.get(s) == value, step, ": --", o.name, ' ', text(o.get(s)),
                " contradicts --", o.name, ' ', text(value), " of 'salt train'; leave it out, or run ",
                command("train", s.out, "--" + o.name + ' ' + text(o.get(s))), " first");
        o.set(s, value);
    }
    return s;
}

json decided(const settings& s, const std::string& step) {
    json values = json::object();
    for (const option& o : options_of(step)) values[o.name] = o.get(s);
    return values;
}

std::string remembered(const settings& s, const std::string& step) {
    settings initial;
    initial.out = s.out;
    std::string line;
    for (const option& o : options_of(step))
        if (!s.given.contains(o.name) && o.get(s) != o.get(initial))
            line +=
                (line.empty() ? "--" : " --") + o.name + ' ' + (o.name == "data" ? s.data.string() : text(o.get(s)));
    return line;
}

}  // namespace salt
