#include "options.hpp"

#include "recipe.hpp"
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

/// Those of the training that each trial begins with, and its own.
std::vector<option> options_of_search() {
    std::vector<option> all = options_of("train");
    for (const option& o :
         {plain<&settings::vary>("vary"), plain<&settings::trials>("trials"), plain<&settings::grid>("grid"),
          plain<&settings::jobs>("jobs"), plain<&settings::budget>("budget")})
        all.push_back(o);
    return all;
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
    if (step == "search") {
        static const std::vector<option> of_search = options_of_search();
        return of_search;
    }
    static const std::map<std::string, std::vector<option>> all{
        {"synthesize", {data_folder, plain<&settings::count>("count"), plain<&settings::salt_free>("salt-free"), seed}},
        {"prepare",
         {plain<&settings::recipe>("recipe"), data_folder, plain<&settings::decimate>("decimate"),
          plain<&settings::size>("size"), plain<&settings::attributes>("attributes"),
          plain<&settings::mask_threshold>("mask-threshold"), plain<&settings::channels>("channels"),
          plain<&settings::transform>("transform"), plain<&settings::valid_share>("valid"),
          plain<&settings::stratify>("stratify"), plain<&settings::keep_flat>("keep-flat"), seed}},
        {"train",
         {plain<&settings::recipe>("recipe"),
          stride,
          plain<&settings::epochs>("epochs"),
          plain<&settings::batch>("batch"),
          plain<&settings::learning_rate>("learning-rate"),
          plain<&settings::filters>("filters"),
          plain<&settings::levels>("levels"),
          plain<&settings::kernel>("kernel"),
          plain<&settings::dropout>("dropout"),
          plain<&settings::loss>("loss"),
          plain<&settings::monitor>("monitor"),
          plain<&settings::patience>("patience"),
          plain<&settings::residual>("residual"),
          plain<&settings::normalization>("normalization"),
          plain<&settings::gates>("gates"),
          plain<&settings::hypercolumn>("hypercolumn"),
          plain<&settings::supervision>("supervision"),
          plain<&settings::round_up>("round-up"),
          plain<&settings::optimizer>("optimizer"),
          plain<&settings::weight_decay>("weight-decay"),
          plain<&settings::clip>("clip"),
          plain<&settings::schedule>("schedule"),
          plain<&settings::average>("average"),
          plain<&settings::augment>("augment"),
          plain<&settings::time>("time"),
          seed}},
        {"evaluate", {plain<&settings::flips>("flips"), plain<&settings::threshold>("threshold")}},
        {"explain",
         {plain<&settings::players>("players"), plain<&settings::background>("background"),
          plain<&settings::images>("images"), seed}},
        {"report", {}}};
    return all.at(step);
}

settings resolve(settings s, const std::string& step, const manifest& m, const std::string& record,
                 const std::vector<std::string>& may_change) {
    const json &same = value_of(m, record, "recipe"), &of_others = earlier(m, step, "recipe");
    const json& remembered_recipe = same.is_null() || s.defaults ? of_others : same;
    if (!s.given.contains("recipe") && !remembered_recipe.is_null()) s.recipe = remembered_recipe.get<std::string>();
    const settings initial = defaults_of(s.recipe);
    s.defaults = s.defaults || (!same.is_null() && same != json(s.recipe));  // of another recipe nothing is remembered
    for (const option& o : options_of(step)) {
        if (o.name == "recipe") continue;
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
        o.set(s, value.is_null() ? o.get(initial) : value);
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
    settings initial = defaults_of(s.recipe);
    initial.out = s.out;
    std::string line;
    for (const option& o : options_of(step))
        if (!s.given.contains(o.name) && o.get(s) != o.get(initial))
            line +=
                (line.empty() ? "--" : " --") + o.name + ' ' + (o.name == "data" ? s.data.string() : text(o.get(s)));
    return line;
}

}  // namespace salt
