// The exceptions of diapir and the one way to raise them.
// A message names the operation, the argument or file, what was expected and what came.
#pragma once

#include <diapir/core/target.hpp>

#include <concepts>
#include <sstream>
#include <stdexcept>
#include <string>

namespace diapir {

/// Base of everything that diapir throws.
class error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
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

/// All parts written one after the other, as an output stream writes them.
template <class... Parts>
std::string concat(const Parts&... parts) {
    std::ostringstream out;
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
