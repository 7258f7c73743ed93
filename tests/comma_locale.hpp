// A locale in which numbers have commas for points and points between thousands, as programs around the library set it.
#pragma once

#include <diapir/core/target.hpp>

#include <clocale>
#include <locale>
#include <string>

namespace diapir::inline DIAPIR_TARGET::testing {

/// That locale of streams for as long as this lives, and of the functions of C where the machine has it.
class comma_locale {
public:
    comma_locale() : before_(std::locale::global(std::locale(std::locale::classic(), new commas))) {
        std::setlocale(LC_ALL, "de_DE.UTF-8");
    }
    ~comma_locale() {
        std::locale::global(before_);
        std::setlocale(LC_ALL, "C");
    }
    comma_locale(const comma_locale&) = delete;
    comma_locale& operator=(const comma_locale&) = delete;

private:
    struct commas : std::numpunct<char> {
        char do_decimal_point() const override { return ','; }
        char do_thousands_sep() const override { return '.'; }
        std::string do_grouping() const override { return "\3"; }
    };
    std::locale before_;
};

}  // namespace diapir::inline DIAPIR_TARGET::testing
