// Entries for attributes: of one function, and of all that a registry knows by their names.
#pragma once

#include "subject.hpp"
#include <diapir/attributes/registry/registry.hpp>
#include <diapir/core/array.hpp>
#include <diapir/core/random.hpp>

#include <cstddef>
#include <string>

namespace bench {

inline diapir::array<float> noise(const diapir::shape& s, std::size_t stream = 0) {
    diapir::array<float> x = diapir::make_array<float>(s);
    diapir::random_stream random(5, stream);
    for (float& amplitude : x) amplitude = static_cast<float>(random.normal());
    return x;
}

template <class Attribute>
void entry(const std::string& what, const diapir::array<float>& x, const Attribute& attribute) {
    add({.what = what}, [=](std::size_t) { return [=] { benchmark::DoNotOptimize(attribute(x)); }; });
}

/// Every attribute of a registry with its default options: what docs/attributes.md says that it costs.
inline void add_by_name(const diapir::attributes::registry& known) {
    const auto section = noise({512, 512}), volume = noise({64, 64, 64});
    for (const diapir::attributes::attribute& a : known.attributes()) {
        const auto chosen = a.choose({});
        if (chosen.of_sections)
            entry(a.name() + " by name/1 of 512x512", section, [=](const auto& x) { return chosen.sections(x); });
        if (chosen.of_volumes)
            entry(a.name() + " by name/1 of 64x64x64", volume, [=](const auto& x) { return chosen.volume(x); });
    }
}

}  // namespace bench
