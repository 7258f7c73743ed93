// Tables of wrong calls, each with the message that must come: misuse_LAYER.test.cpp has one for each layer. The tests
// are compiled for release as everything is: what is checked here is checked in every build.
#pragma once

#include "catch.hpp"
#include <diapir/core/array.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/core/error.hpp>

#include <cstddef>
#include <exception>
#include <limits>
#include <span>
#include <string>

namespace diapir::inline DIAPIR_TARGET::testing {

/// A wrong call, and what its message must say: which argument, what was expected and what came.
struct misuse {
    const char* name;
    void (*call)();
    const char* message;
};

/// What a call that must be refused says.
inline std::string refusal(const misuse& wrong) {
    try {
        wrong.call();
    } catch (const error& e) {
        return e.what();
    } catch (const std::exception& e) {
        return std::string("no error of diapir, but: ") + e.what();
    }
    return "the call was not refused";
}

/// Every call ends in an error of the library, whose message is one line and holds the one that is expected.
inline void check_refused(std::span<const misuse> table) {
    for (const misuse& wrong : table) {
        INFO(wrong.name);
        const std::string said = refusal(wrong);
        CHECK_THAT(said, Catch::Contains(wrong.message));
        CHECK(said.find('\n') == said.npos);
        CHECK(said.size() < 400);
    }
}

// What tables are written with.
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
inline constexpr double infinite = std::numeric_limits<double>::infinity();
inline constexpr std::size_t minus_one = static_cast<std::size_t>(-1);  ///< what -1 becomes where a size is expected

/// An array of that shape, filled with one number.
inline array<double> filled(const shape& s, double value = 1) {
    return make_array<double>(s, value);
}
/// A batch of as many images of rows x cols x channels.
inline tensor<double> batch(std::size_t samples, std::size_t rows, std::size_t cols, std::size_t channels) {
    return pack(filled({samples, rows, cols, channels}));
}
/// A tensor that is no batch.
inline tensor<double> plain(const shape& s) {
    return {s, 1.0};
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
