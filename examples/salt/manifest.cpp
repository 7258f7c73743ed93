#include "manifest.hpp"

#include <diapir/core/error.hpp>
#include <diapir/io/inside_folder.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/make_folder.hpp>
#include <diapir/io/text.hpp>

#include <map>
#include <string_view>
#include <system_error>

namespace salt {

using diapir::file_error;
using diapir::require;

namespace {

constexpr int format = 1;
const json nothing;

const json& entry(const json& object, const std::string& name) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() ? *found : nothing;
}

/// Throws json::exception where there is a value and it is not of that type.
template <class T>
void require_type(const json& value) {
    if (!value.is_null()) static_cast<void>(value.get<T>());
}

}  // namespace

const std::vector<std::string>& step_names() {
    static const std::vector<std::string> names{"synthesize", "prepare", "train", "evaluate",
                                                "explain",    "report",  "search"};
    return names;
}

std::string shell_word(const std::string& text) {
    if (!text.empty() && text.find_first_of(" \t\n'\"\\$`&|;<>()*?[]#~!{}") == text.npos) return text;
    std::string word;
    for (const char c : text) {
        if (std::string_view("\"\\$`").find(c) != std::string_view::npos) word += '\\';
        word += c;
    }
    return '"' + word + '"';
}

std::string command(const std::string& step, const std::filesystem::path& out, const std::string& more) {
    return "'salt " + step + " --out " + shell_word(out.string()) + (more.empty() ? "" : " " + more) + "'";
}

manifest::manifest(std::filesystem::path out) : out_(std::move(out)) {
    if (!diapir::io::is_there(path())) return;
    const json all = diapir::io::read_json(path());
    diapir::io::read_members(path().string() + ": the manifest", [&] {
        require<file_error>(all.at("format") == format, path().string(), ": expected format ", format, ", got ",
                            all.at("format").dump());
        records_ = all.at("steps");
        require<file_error>(records_.is_object(), path().string(), ": expected an object named steps");
        announced_ = all.value("announced", json::object());
        for (const auto& [name, record] : records_.items())
            for (const char* part : {"options", "reads", "writes"})
                require<file_error>(record.at(part).is_object(), path().string(), ": expected an object ", part, " of ",
                                    name);
        using texts = std::map<std::string, std::string>;
        require_type<std::map<std::string, std::map<std::string, bool>>>(announced_);
        for (const auto& [name, record] : records_.items()) {
            require_type<texts>(record.at("writes"));
            for (const auto& [option, value] : record.at("options").items())
                require<file_error>(!value.is_null(), path().string(), ": expected a value of the option ", option,
                                    " of ", name, ", got null");
            for (const char* option : {"recipe", "data", "transform"})
                require_type<std::string>(entry(record.at("options"), option));
            require_type<bool>(entry(record.at("options"), "flips"));
            for (const auto& [file, about] : record.at("reads").items())
                for (const char* part : {"made_by", "checksum"}) require_type<std::string>(about.at(part));
        }
        require_type<texts>(fact("synthesize", "files"));
        require_type<std::vector<std::string>>(fact("prepare", "channels"));
        require_type<std::string>(fact("train", "monitored"));
        for (const auto& [name, record] : records_.items())
            for (const auto& [file, sum] : record.at("writes").items())
                require<file_error>(diapir::io::leads_below(file), path().string(),
                                    ": expected files of this folder, got ", diapir::io::excerpt(file));
    });
}

std::filesystem::path manifest::path() const {
    return out_ / "manifest.json";
}

const json& manifest::record(const std::string& name) const {
    return entry(records_, name);
}

const json& manifest::fact(const std::string& record, const std::string& name) const {
    return entry(this->record(record), name);
}

std::string manifest::written(const std::string& step, const std::string& file) const {
    const json& sum = entry(fact(step, "writes"), file);
    return sum.is_string() ? sum.get<std::string>() : std::string();
}

bool manifest::knows(const std::string& step, const std::string& file) const {
    return !written(step, file).empty() || !entry(entry(announced_, step), file).is_null();
}

bool manifest::holds(const std::filesystem::path& path) const {
    std::error_code ignored;
    const auto is = [&](const std::filesystem::path& file) {
        return std::filesystem::equivalent(out_ / file, path, ignored);
    };
    for (const char* file : {"manifest.json", "timings.json", "options.ini", "checkpoint.npz"})
        if (is(file)) return true;
    for (const auto& [name, record] : records_.items())
        for (const auto& [file, sum] : record.at("writes").items())
            if (is(file)) return true;
    if (const json data = entry(fact("synthesize", "options"), "data"); data.is_string())
        for (const auto& [file, sum] : fact("synthesize", "files").items())
            if (is(std::filesystem::path(data.get<std::string>()) / file)) return true;
    for (const char* folder : {"search", ".locks"})
        for (const auto& found : std::filesystem::directory_iterator(out_ / folder, ignored))
            if (is(std::filesystem::path(folder) / found.path().filename())) return true;
    return false;
}

diapir::io::file_lock lock_in(const std::filesystem::path& out, const std::string& name, bool wait) {
    const auto folder = out / ".locks";
    diapir::io::make_folder(folder);
    return diapir::io::file_lock(folder / name, wait);
}

void manifest::announce(const std::string& step, const std::string& file) {
    const auto alone = lock_in(out_, "records");
    *this = manifest(out_);
    announced_[step][file] = true;
    write();
}

void manifest::store(const std::string& name, const json& record) {
    const auto alone = lock_in(out_, "records");
    *this = manifest(out_);
    records_[name] = record;
    announced_.erase(name);
    write();
}

void manifest::write() const {
    json all{{"format", format}, {"checksums", "FNV-1a, 64 bits"}, {"steps", records_}};
    if (!announced_.empty()) all["announced"] = announced_;
    diapir::io::write_json(path(), all);
}

}  // namespace salt
