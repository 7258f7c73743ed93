// Files of options: those that CLI11 reads, but any text comes back. No sign inside a line begins a comment, and in
// texts in double quotes \", \\ and \n stand for a quote, a backslash and the end of a line.
#pragma once

#include <diapir/io/text.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstddef>
#include <istream>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace programs {

/// A text in double quotes.
inline std::string quoted(const std::string& text) {
    std::string inside;
    for (const char c : text) {
        if (c == '"' || c == '\\' || c == '\n') inside += '\\';
        inside += c == '\n' ? 'n' : c;
    }
    return '"' + inside + '"';
}

/// The text that quoted() begins `rest` with, which is cut off there; nothing where it begins with something else.
inline std::optional<std::string> cut_quoted(std::string_view& rest) {
    std::string text;
    for (std::size_t i = 1; i < rest.size() && rest.front() == '"'; ++i) {
        if (rest[i] == '"') return rest.remove_prefix(i + 1), text;
        const bool escape = rest[i] == '\\' && rest.find_first_of("\"\\n", i + 1) == i + 1;
        if (escape) ++i;
        text += escape && rest[i] == 'n' ? '\n' : rest[i];
    }
    return {};
}

/// The texts of "TEXT" or ["TEXT", "TEXT"]; nothing for all else.
inline std::optional<std::vector<std::string>> quoted_texts(std::string_view value) {
    const bool list = value.starts_with('[') && value.ends_with(']');
    if (list) value = value.substr(1, value.size() - 2);
    const auto skip_blanks = [&] { value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size())); };
    for (std::vector<std::string> texts;; value.remove_prefix(1)) {
        skip_blanks();
        const std::optional<std::string> text = cut_quoted(value);
        if (!text) return {};
        texts.push_back(*text);
        skip_blanks();
        if (value.empty()) return texts;
        if (!list || value.front() != ',') return {};
    }
}

class options_format : public CLI::ConfigTOML {
public:
    /// `name` is that of the file in messages.
    explicit options_format(std::string name = "--config") : name_(std::move(name)) {
        comment('\1');  // lines with '#' and ';' are comments all the same
    }

    /// Throws diapir::file_error where the text is in UTF-16.
    std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
        std::map<std::string, std::vector<std::string>> texts;  // by words that stand for them meanwhile
        const std::string bytes(std::istreambuf_iterator<char>(input), {});
        std::istringstream lines(std::string(diapir::io::without_byte_order_mark(bytes, name_)));
        std::stringstream plain;
        for (std::string line; std::getline(lines, line);) {
            const std::size_t value = line.find('=') + 1;
            if (const auto found = quoted_texts(CLI::detail::trim_copy(line.substr(value))); found && value > 0) {
                const std::string word = '\2' + std::to_string(texts.size());
                texts[word] = *found;
                line.replace(value, line.npos, word);
            }
            plain << line << '\n';
        }
        std::vector<CLI::ConfigItem> all = CLI::ConfigTOML::from_config(plain);
        for (CLI::ConfigItem& item : all) {
            std::vector<std::string> inputs;
            for (const std::string& written : item.inputs) {
                const auto found = texts.find(written);
                const auto& some = found == texts.end() ? std::vector{written} : found->second;
                inputs.insert(inputs.end(), some.begin(), some.end());
            }
            item.inputs = inputs;
        }
        return all;
    }

    /// A line for each option of an app that has a value, or a default that was captured.
    std::string to_config(const CLI::App* app, bool, bool, std::string) const override {
        std::string lines;
        for (const CLI::Option* option : app->get_options()) {
            const std::string value = option->count() > 0 ? option->results().back() : option->get_default_str();
            const bool number = value.find_first_not_of("0123456789.+-e") == value.npos;
            if (option->get_configurable() && !value.empty())
                lines += option->get_single_name() + '=' + (number ? value : quoted(value)) + '\n';
        }
        return lines;
    }

private:
    std::string name_;
};

}  // namespace programs
