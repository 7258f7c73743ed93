#include "options.hpp"

#include "command_line.hpp"
#include "recipe.hpp"
#include <diapir/core/error.hpp>
#include <diapir/io/text.hpp>

#include <algorithm>
#include <map>
#include <system_error>
#include <type_traits>

namespace salt {

using diapir::require;

namespace {

template <auto Member>
option plain(const char* name) {
    return {name, [](const settings& s) { return json(s.*Member); },
            [](settings& s, const json& value) {
                using member = std::remove_reference_t<decltype(s.*Member)>;
                if constexpr (std::is_unsigned_v<member> && !std::is_same_v<member, bool>)
                    require(value.is_number_unsigned(), "expected a whole number from 0 on, got ",
                            diapir::io::excerpt(value.dump()));
                value.get_to(s.*Member);
            }};
}

const option seed = plain<&settings::seed>("seed"), stride = plain<&settings::stride>("stride");
const option data_folder{"data", [](const settings& s) { return json(stored_path(s)); },
                         [](settings& s, const json& value) { s.data = path_of(value.get<std::string>(), s.out); }};

/// Names of files, of which each is remembered as the folder of the data is.
template <auto Member>
option files(const char* name) {
    return {name,
            [](const settings& s) {
                json stored = json::array();
                for (const std::string& file : s.*Member) stored.push_back(stored_path(file, s.out));
                return stored;
            },
            [](settings& s, const json& value) {
                (s.*Member).clear();
                for (const json& file : value) (s.*Member).push_back(path_of(file.get<std::string>(), s.out).string());
            }};
}
bool names_files(const std::string& option) {
    return option == "data" || option == "surveys" || option == "labels";
}

/// Options that a step only passes on: those of the training that it builds on.
std::vector<option> options_of_training(const std::string& step) {
    if (step == "export") return {stride};
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

/// What earlier steps decided, the latest first; where `recipe` is not empty, those with that recipe or with none.
const json& earlier(const manifest& m, const std::string& step, const std::string& name,
                    const std::string& recipe = {}) {
    static const json none;
    const auto& all = step_names();
    for (auto at = std::find(all.begin(), all.end(), step); at != all.begin();) {
        const json &value = value_of(m, *--at, name), &theirs = value_of(m, *at, "recipe");
        if (!value.is_null() && (recipe.empty() || theirs.is_null() || theirs == json(recipe))) return value;
    }
    return none;
}

/// Whether recipes differ in an option.
bool is_of_recipes(const option& o) {
    const auto& names = recipe_names();
    const auto of = [&](const std::string& name) {
        settings s = defaults_of(name);
        s.epochs = most_epochs(s);
        return o.get(s);
    };
    const auto differs = [&](const std::string& name) { return of(name) != of(names.front()); };
    return std::any_of(names.begin(), names.end(), differs);
}

/// A record of the manifest as it is spoken of.
std::string named(const std::string& record) {
    return record == "checkpoint" ? "the checkpoint" : "'salt " + record + "'";
}

/// Throws diapir::argument_error where the command line of the step would not take the value of an option; names of
/// files may be any that the system has.
void require_allowed(const std::string& step, const option& o, const settings& s) {
    const json value = o.get(s);
    const auto texts = texts_of(value);
    for (const std::string& one : texts)
        require(one.find('\0') == one.npos, "expected a text without zero bytes, got ", diapir::io::excerpt(one));
    if (!names_files(o.name) && !value.is_boolean() && !texts.empty())
        require_taken(o.name == "recipe" ? "train" : step, o.name, texts);
}

/// Sets the recipe: what is given, else that of the training for what looks at it, else that of the step itself the
/// last time, else that of an earlier step. True where the step itself had another one the last time.
bool resolve_recipe(settings& s, const std::string& step, const manifest& m, const std::string& record, bool fixed) {
    const json &own = value_of(m, record, "recipe"), &others = earlier(m, step, "recipe");
    const bool looks = step == "evaluate" || step == "explain" || step == "report";
    const json& known = looks || own.is_null() || (s.defaults && !fixed) ? others : own;
    require(!fixed || !s.given.contains("recipe") || own.is_null() || own == json(s.recipe), step, ": --recipe ",
            s.recipe, " contradicts --recipe ", own.is_null() ? std::string() : text_of(own), " of ", named(record),
            "; leave it out, or run ", command(step, s.out, "--recipe " + s.recipe), " to begin anew");
    if (!s.given.contains("recipe") && !known.is_null())
        diapir::io::read_members(m.path().string() + ": the option recipe", [&] {
            s.recipe = known.get<std::string>();
            require_taken("train", "recipe", {s.recipe});
        });
    return !own.is_null() && own != json(s.recipe);
}

}  // namespace

std::string replacement_of(const std::string& name) {
    return name == "data" ? "surveys" : names_files(name) ? "data" : "";
}

const json& value_of(const manifest& m, std::string_view record, std::string_view name) {
    static const json none;
    const json& options = m.fact(std::string(record), "options");
    const auto found = options.find(std::string(name));
    return options.is_object() && found != options.end() ? *found : none;
}

std::vector<std::string> texts_of(const json& value) {
    std::vector<std::string> texts;
    for (const json& one : value.is_array() ? value : json::array({value}))
        texts.push_back(one.is_string() ? one.get<std::string>() : one.dump());
    return texts;
}

std::string text_of(const json& value) {
    std::string list;
    for (const std::string& one : texts_of(value)) list += (list.empty() ? "" : ",") + one;
    return list;
}

std::string on_command_line(const std::string& name, const json& value) {
    const bool texts = value.is_array() && !value.empty() && value.front().is_string();  // which may have commas
    std::string line;
    for (const std::string& one : texts ? texts_of(value) : std::vector{text_of(value)})
        line += (line.empty() ? "--" : " --") + name + (value.is_boolean() ? '=' : ' ') + shell_word(one);
    return line;
}

std::filesystem::path without_dots(const std::filesystem::path& path) {
    std::filesystem::path whole;
    std::error_code failure;
    for (const auto& part : std::filesystem::absolute(path, failure)) {
        if (part == "..") {
            if (std::filesystem::is_symlink(whole, failure))
                if (const auto real = std::filesystem::weakly_canonical(whole, failure); !failure) whole = real;
            whole = whole.parent_path();
        } else if (part != "." && !part.empty()) {
            whole /= part;
        }
    }
    return whole;
}

std::string stored_path(const std::filesystem::path& path, const std::filesystem::path& out) {
    const auto whole = without_dots(path), inside = whole.lexically_relative(without_dots(out));
    return (inside.empty() || *inside.begin() == ".." ? whole : inside).generic_string();
}

std::string stored_path(const settings& s) {
    return stored_path(s.data.empty() ? s.out / "data" : s.data, s.out);
}

std::filesystem::path path_of(const std::string& stored, const std::filesystem::path& out) {
    const std::filesystem::path path(stored);
    return path.is_relative() ? out / path : path;
}

const std::vector<option>& options_of(std::string_view step) {
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
          plain<&settings::stratify>("stratify"), plain<&settings::keep_flat>("keep-flat"),
          files<&settings::surveys>("surveys"), files<&settings::labels>("labels"), plain<&settings::tile>("tile"),
          plain<&settings::every>("every"), plain<&settings::direction>("direction"), seed}},
        {"train",
         {plain<&settings::recipe>("recipe"),
          stride,
          plain<&settings::epochs>("epochs"),
          plain<&settings::batch>("batch"),
          plain<&settings::part>("part"),
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
        {"evaluate",
         {plain<&settings::recipe>("recipe"), plain<&settings::flips>("flips"),
          plain<&settings::threshold>("threshold")}},
        {"explain",
         {plain<&settings::players>("players"), plain<&settings::background>("background"),
          plain<&settings::images>("images"), plain<&settings::set>("set"), seed}},
        {"report", {}},
        {"export", {}}};
    return all.at(std::string(step));
}

settings resolve(settings s, const std::string& step, const manifest& m, const std::string& record,
                 const std::vector<std::string>& may_change) {
    const bool another = resolve_recipe(s, step, m, record, !may_change.empty());
    settings initial = defaults_of(s.recipe);
    initial.out = s.out;
    for (const option& o : options_of(step)) {
        if (o.name == "recipe") continue;
        const json& before = value_of(m, record, o.name);
        const bool fixed =
            !may_change.empty() && std::find(may_change.begin(), may_change.end(), o.name) == may_change.end();
        if (s.given.contains(o.name)) {
            require(!fixed || before.is_null() || o.get(s) == before, step, ": ", on_command_line(o.name, o.get(s)),
                    " contradicts ", on_command_line(o.name, before), " of ", named(record), "; leave it out, or run ",
                    command(step, s.out, on_command_line(o.name, o.get(s))), " to begin anew");
            continue;
        }
        const bool of_recipes = is_of_recipes(o),
                   forgets =
                       !fixed && (s.defaults || s.given.contains(replacement_of(o.name)) || (another && of_recipes));
        const json& value =
            before.is_null() || forgets ? earlier(m, step, o.name, of_recipes ? s.recipe : std::string()) : before;
        diapir::io::read_members(m.path().string() + ": the option " + o.name, [&] {
            o.set(s, value.is_null() ? o.get(initial) : value);
            if (o.get(s) != o.get(initial)) require_allowed(step, o, s);
        });
    }
    for (const option& o : options_of_training(step)) {
        const json& value = value_of(m, "train", o.name);
        if (value.is_null()) continue;
        require(!s.given.contains(o.name) || o.get(s) == value, step, ": ", on_command_line(o.name, o.get(s)),
                " contradicts ", on_command_line(o.name, value), " of 'salt train'; leave it out, or run ",
                command("train", s.out, on_command_line(o.name, o.get(s))), " first");
        diapir::io::read_members(m.path().string() + ": the option " + o.name, [&] {
            o.set(s, value);
            require_allowed("train", o, s);
        });
    }
    return s;
}

settings resolve_step(const settings& s, const std::string& step, const manifest& m) {
    const bool goes_on = step == "train" && s.resume;
    return goes_on ? resolve(s, step, m, "checkpoint", {"epochs", "patience", "time"}) : resolve(s, step, m, step);
}

json with_paths(const std::string& name, json value, const std::filesystem::path& out) {
    if (name == "data") return path_of(value.get<std::string>(), out).string();
    if (names_files(name))
        for (json& file : value) file = path_of(file.get<std::string>(), out).string();
    return value;
}

json decided(const settings& s, const std::string& step) {
    json values = json::object();
    for (const option& o : options_of(step)) values[o.name] = o.get(s);
    return values;
}

std::string remembered(const settings& s, const std::string& step) {
    settings initial = defaults_of(s.recipe);
    initial.recipe = settings().recipe;
    initial.out = s.out;
    std::string line;
    for (const option& o : options_of(step))
        if (!s.given.contains(o.name) && o.get(s) != o.get(initial))
            line += (line.empty() ? "" : " ") + on_command_line(o.name, with_paths(o.name, o.get(s), s.out));
    return line;
}

}  // namespace salt
