// Text cut into records and fields as RFC 4180 and Excel have them: a field that begins with a quote ends with one and
// may hold everything; a quote elsewhere is text. Lines end in LF, CR LF or CR.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/text.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

struct csv_record {
    std::size_t line = 0;  ///< where it begins, counted from 1
    std::vector<std::string> fields;
};

/// That one of comma, semicolon and tab which the first line with a text has most of outside of quotes; the comma where
/// it has none.
inline char csv_delimiter(std::string_view text) {
    std::array<std::size_t, 128> found{};
    bool quoted = false, within_quotes = false, field_begins = true;
    const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    text.remove_prefix(begin == 0 ? 0 : text.find_last_of("\r\n", begin - 1) + 1);  // to the begin of its line
    for (const char c : text) {
        if (field_begins)
            quoted = within_quotes = c == '"';  // elsewhere a quote opens no field
        else if (quoted && c == '"')
            within_quotes = !within_quotes;
        field_begins = false;
        if (within_quotes) continue;
        if (c == '\n' || c == '\r') break;
        field_begins = c == ',' || c == ';' || c == '\t';
        if (field_begins) ++found[static_cast<unsigned char>(c)];
    }
    const char semicolon_or_tab = found[';'] >= found['\t'] ? ';' : '\t';
    return found[static_cast<unsigned char>(semicolon_or_tab)] > found[','] ? semicolon_or_tab : ',';
}

/// Takes records from a text, one after the other. Lines that are empty or blank are left out.
class csv_records {
public:
    /// `origin` names the text in messages. Throws argument_error for a delimiter that means something else.
    csv_records(std::string_view text, char delimiter, std::string origin)
        : rest_(text), delimiter_(delimiter), origin_(std::move(origin)) {
        require(delimiter != '"' && delimiter != '\n' && delimiter != '\r', origin_,
                ": expected a delimiter other than a quote or a line break, got ", excerpt({&delimiter, 1}));
    }

    /// The next record; false at the end of the text. Throws file_error where the last quote is not closed.
    bool next(csv_record& record) {
        while (!rest_.empty()) {
            record.line = line_;
            record.fields.clear();
            bool quoted = false;
            do {
                quoted |= rest_.starts_with('"');
                record.fields.push_back(field());
            } while (accept(delimiter_));
            end_line();
            const std::string& first = record.fields.front();
            if (quoted || record.fields.size() > 1 || first.find_first_not_of(" \t") != first.npos) return true;
        }
        return false;
    }

private:
    bool accept(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void end_line() {
        if (rest_.empty()) return;
        accept('\r');
        accept('\n');
        ++line_;
    }
    /// Everything up to a delimiter or the end of the line, which stay.
    std::string plain() {
        const char ends[] = {delimiter_, '\n', '\r'};
        const std::size_t end = std::min(rest_.find_first_of({ends, sizeof ends}), rest_.size());
        std::string text(rest_.substr(0, end));
        rest_.remove_prefix(end);
        return text;
    }
    std::string field() {
        if (!rest_.starts_with('"')) return plain();
        const std::size_t first_line = line_;
        const std::string_view opened = rest_;
        rest_.remove_prefix(1);
        std::string text;
        while (true) {
            const std::size_t end = rest_.find('"');
            require<file_error>(end != rest_.npos, origin_,
                                ": expected the end of the quoted text that begins in line ", first_line, " with ",
                                excerpt(opened));
            const std::string_view part = rest_.substr(0, end);
            line_ += static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
            text += part;
            rest_.remove_prefix(end + 1);
            if (!accept('"')) break;
            text += '"';
        }
        return text + plain();
    }

    std::string_view rest_;
    char delimiter_;
    std::string origin_;
    std::size_t line_ = 1;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
