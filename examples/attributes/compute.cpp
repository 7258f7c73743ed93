#include "compute.hpp"

#include "figures.hpp"
#include "sink.hpp"
#include "source.hpp"
#include <diapir/attributes/registry/registered.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/progress.hpp>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>

namespace attributes_program {

using namespace diapir;

namespace {

attributes::attribute_list list_of(const settings& s, std::optional<double> interval_of_file) {
    attributes::list_options options{.preset = s.preset};
    const std::optional<double> interval = s.interval ? s.interval : interval_of_file;
    const auto everywhere = [&](const char* option, double value) {
        options.defaults.push_back({"", option, attributes::option_text<double>::format(value)});
    };
    if (interval) everywhere("sample_interval", *interval);
    if (s.spacing) {
        everywhere("trace_spacing", *s.spacing);
        everywhere("inline_spacing", *s.spacing);
    }
    return attributes::attributes_of(s.attributes, options);
}

/// Some sections or inlines, and those around them that their attributes depend on.
struct slab {
    std::size_t first, last, first_read, last_read;
};

/// On how many inlines to either side values depend.
std::size_t inlines_around(const settings& s, const shape& extents, const attributes::attribute_list& list) {
    return s.volume ? std::min(list.inlines(), extents[0]) : 0;
}

/// How many sections or inlines are computed at once in that much memory; of a volume at least so many that those
/// which are read twice are the smaller part.
std::size_t at_once(const settings& s, const shape& extents, std::size_t element,
                    const attributes::attribute_list& list) {
    // amplitudes, values, an attribute on its way, twice where it is transposed
    const std::size_t one = extents.drop(1).size() * element * (list.size() + (s.volume ? 4 : 3));
    const std::size_t fit = s.memory * 1048576 / one, around = 2 * inlines_around(s, extents, list);
    return std::clamp(fit > around ? fit - around : 0, std::clamp<std::size_t>(around, 1, extents[0]), extents[0]);
}

/// The values of a slab alone, {last - first, ..., ..., attributes}.
template <class T>
array<T> values_of(const settings& s, const source<T>& from, const attributes::attribute_list& list, const slab& part) {
    array<T> amplitudes = from.read(part.first_read, part.last_read);
    if (s.zero != 0)
        for (T& amplitude : amplitudes) amplitude -= static_cast<T>(s.zero);
    const array<T> values = s.volume ? list.volume(amplitudes) : list(amplitudes);
    if (part.first == part.first_read && part.last == part.last_read) return values;
    return slice(values, part.first - part.first_read, part.last - part.first_read);
}

/// The values of one section, {samples, traces, attributes}, in double: of a volume those of an inline, turned.
template <class T>
array<double> section_of(const array<T>& values, std::size_t index, bool volume) {
    array<double> one = xt::cast<double>(slice(values, index, index + 1));
    const shape s = shape_of(one);
    one.reshape({s[1], s[2], s[3]});
    return volume ? array<double>(xt::transpose(one, {1, 0, 2})) : one;
}

template <class T>
void compute_in(const settings& s) {
    const stopwatch clock;
    const auto from = open_source<T>(s.in, s.volume);
    const shape extents = from->extents();
    const auto list = list_of(s, from->interval());
    const std::size_t count = extents[0], shown = s.shown.value_or(count / 2),
                      step = at_once(s, extents, sizeof(T), list), around = inlines_around(s, extents, list);
    require(s.figures.empty() || shown < count, "--show: expected a number below ", count, ", got ", shown);
    std::unique_ptr<sink<T>> to;
    if (!s.out.empty()) to = make_sink<T>(s.out, {from->shape(), list.labels(), s.volume});
    array<double> picture;
    for (std::size_t first = 0; first < count; first += step) {
        const std::size_t last = std::min(count, first + step);
        const bool has_shown = !s.figures.empty() && first <= shown && shown < last;
        if (!to && !has_shown) continue;
        const array<T> values =
            values_of(s, *from, list, {first, last, first - std::min(first, around), std::min(count, last + around)});
        if (to) to->write(values);
        if (has_shown) picture = section_of(values, shown - first, s.volume);
    }
    if (!s.figures.empty()) draw_attributes(s.figures, list, picture, s.scale);
    if (to) {
        to->finish();
        std::cout << "wrote " << to->written() << '\n';
    }
    if (!s.figures.empty()) std::cout << "wrote " << list.size() + 1 << " figures to " << s.figures.string() << '\n';
    std::cout << list.size() << " attributes of " << from->shape() << " in " << clock.seconds() << " s\n";
}

}  // namespace

void compute(const settings& s) {
    needs_double(s.in) ? compute_in<double>(s) : compute_in<float>(s);
}

}  // namespace attributes_program
