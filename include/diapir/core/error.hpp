// The exceptions of diapir and the one way to raise them.
// A message names the operation, the argument or file, what was expected and what came.
#pragma once

#include <diapir/core/target.hpp>

#include <concepts>
#include <sstream>
#include <stdexcept>
#include <string>

namespace diapir {

namespace common {

/// Appends a character that cannot be printed as messages show it: `\n`, `\r`, `\t` or `\x` and two digits.
inline void append_code(std::string& text, char c) {
    constexpr char digits[] = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    text += '\\';
    if (c == '\n' || c == '\r' || c == '\t')
        text += c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
    else
        text += {'x', digits[byte >> 4], digits[byte & 15]};
}
/// A text without control characters, which stand there by their codes.
inline std::string on_one_line(const std::string& text) {
    std::string line;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            append_code(line, c);
        else
            line += c;
    }
    return line;
}

}  // namespace common

/// Base of everything that diapir throws. Its message is one line, whatever the names of files in it are.
class error : public std::runtime_error {
public:
    explicit error(const std::string& message) : std::runtime_error(common::on_one_line(message)) {}
};

/// An argument whose shape or value an operation cannot work with.
class argument_error : public error {
public:
    using error::error;
};

/// A file that cannot be read or written, or that does not hold what it should. The message begins with its path.
class file_error : public error {
public:
    using error::error;
};

namespace common {

/// All parts written one after the other, as an output stream writes them, with a point in numbers in every locale.
template <class... Parts>
std::string concat(const Parts&... parts) {
    std::ostringstream out;
    out.imbue(std::locale::classic());
    (out << ... << parts);
    return out.str();
}

}  // namespace common

/// Throws Error with the parts as its message unless the condition holds. The message is built only on failure.
template <std::derived_from<error> Error = argument_error, class... Parts>
void require(bool condition, const Parts&... parts) {
    if (!condition) [[unlikely]]
        throw Error(common::concat(parts...));
}

}  // namespace diapir

namespace diapir::inline DIAPIR_TARGET::detail {

using common::concat;

}  // namespace diapir::inline DIAPIR_TARGET::detail
