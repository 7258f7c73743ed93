#include "catalog.hpp"

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <string>

namespace attributes_program {

using namespace diapir;

void print_catalog(std::ostream& out, const attributes::registry& known) {
    std::size_t names = 0, units = 0;
    for (const auto& a : known.attributes()) {
        names = std::max(names, a.name().size());
        units = std::max(units, a.facts().units.size());
    }
    const auto column = [&](const std::string& text, std::size_t width) {
        out << std::left << std::setw(static_cast<int>(width + 2)) << text;
    };
    for (const auto& a : known.attributes()) {
        column(a.name(), names);
        column(name_of(a.facts().dimensions), 7);
        column(a.facts().units, units);
        out << a.facts().description << '\n';
        for (const auto& o : a.options())
            out << "    " << o.name << '=' << o.initial << ": " << o.description << " (" << o.expected << ")\n";
    }
    out << "\nPresets:\n";
    for (const auto& p : known.presets()) {
        column(p.name(), names);
        out << p.description() << '\n';
    }
}

}  // namespace attributes_program
