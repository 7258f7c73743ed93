// Addresses of servers and of what they hold (RFC 3986).
#pragma once

#include <diapir/core/target.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace diapir::inline DIAPIR_TARGET::io {

/// A text with %XX for every byte but letters, digits, '-', '.', '_', '~' and those of `also`.
inline std::string percent_encoded(std::string_view text, std::string_view also = "") {
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view("-._~").find(c) != std::string_view::npos ||
                           also.find(c) != std::string_view::npos;
        if (plain) {
            out += c;
        } else {
            out += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return out;
}

/// The text that percent_encoded made another of; what does not stand for a byte stays.
inline std::string percent_decoded(std::string_view text) {
    const auto digit = [](char c) {
        return c >= '0' && c <= '9'   ? c - '0'
               : c >= 'a' && c <= 'f' ? c - 'a' + 10
               : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                      : -1;
    };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
            out += static_cast<char>(16 * digit(text[i + 1]) + digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

/// The parts of scheme://user:password@host:port/path; parts that lack are empty. What has no scheme is a path.
struct url {
    std::string scheme, user, password, host, path;  ///< host with its port; user, password and path decoded

    url() = default;
    explicit url(std::string_view text) {
        const std::size_t colon = text.find(':');
        const bool has_scheme = colon != std::string_view::npos && colon > 1 &&
                                text.substr(0, colon).find_first_of("/.\\") == std::string_view::npos;
        if (has_scheme) {
            scheme = text.substr(0, colon);
            text.remove_prefix(colon + 1);
            if (text.substr(0, 2) == "//") take_host(text);
        }
        path = has_scheme ? percent_decoded(text) : std::string(text);
    }

    /// scheme://host
    std::string server() const { return scheme + "://" + host; }

private:
    void take_host(std::string_view& text) {
        text.remove_prefix(2);
        std::string_view authority = text.substr(0, text.find('/'));
        text.remove_prefix(authority.size());
        if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
            const std::string_view who = authority.substr(0, at);
            const std::size_t colon = who.find(':');
            user = percent_decoded(who.substr(0, colon));
            if (colon != std::string_view::npos) password = percent_decoded(who.substr(colon + 1));
            authority.remove_prefix(at + 1);
        }
        host = authority;
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::io
