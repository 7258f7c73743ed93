// Seismic attributes of one section and of a batch.
#include "subject.hpp"
#include <diapir/attributes.hpp>
#include <diapir/core/random.hpp>

#include <string>
#include <utility>

namespace {

using namespace diapir;
namespace attr = diapir::attributes;

array<float> sections(std::size_t n, std::size_t size) {
    array<float> x = make_array<float>({n, size, size});
    random_stream random(5, size);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(random.normal());
    return x;
}

std::string sizes(std::size_t n, std::size_t size) {
    return "/" + std::to_string(n) + " of " + std::to_string(size) + "x" + std::to_string(size);
}

template <class Attribute>
void entry(const std::string& what, const array<float>& x, const Attribute& attribute) {
    bench::add({.what = what}, [=](std::size_t) { return [=] { benchmark::DoNotOptimize(attribute(x)); }; });
}

constexpr std::pair<const char*, attr::semblance_method> methods[] = {
    {"gst", attr::semblance_method::gst},
    {"marfurt", attr::semblance_method::marfurt},
    {"gersztenkorn", attr::semblance_method::gersztenkorn}};

/// Every attribute with the window that the channels of a network have.
void add_attributes(std::size_t n, std::size_t size) {
    const array<float> x = sections(n, size);
    const std::string tail = sizes(n, size);
    entry("sobel" + tail, x, [](const auto& s) { return attr::sobel(s, attr::axis::trace); });
    entry("sobel down" + tail, x, [](const auto& s) { return attr::sobel(s, attr::axis::sample); });
    entry("laplace" + tail, x, [](const auto& s) { return attr::laplace(s); });
    entry("gaussian down" + tail, x, [](const auto& s) { return attr::gaussian_filter(s, {.sigma = 2}); });
    entry("gaussian across" + tail, x,
          [](const auto& s) { return attr::gaussian_filter(s, {.sigma = 2, .along = attr::axis::trace}); });
    entry("energy" + tail, x,
          [](const auto& s) { return attr::energy(s, {.window = 5, .along = attr::axis::sample}); });
    entry("rms" + tail, x, [](const auto& s) { return attr::rms(s); });
    entry("agc" + tail, x, [](const auto& s) { return attr::agc(s, {.window = 25}); });
    entry("first derivative" + tail, x, [](const auto& s) { return attr::first_derivative(s); });
    entry("gaussian smoothing" + tail, x,
          [](const auto& s) { return attr::gaussian_smoothing(s, {.samples = 2, .traces = 2}); });
    entry("median smoothing" + tail, x, [](const auto& s) { return attr::median_smoothing(s); });
    for (const auto& [name, method] : methods)
        entry(std::string("semblance ") + name + tail, x,
              [m = method](const auto& s) { return attr::semblance(s, {.samples = 5, .traces = 7, .method = m}); });
    entry("channels" + tail, x, [](const auto& s) { return attr::channels(s); });
}

/// Windows of several sizes. Of gersztenkorn only the height: its matrices grow with the width.
void add_windows(std::size_t size) {
    const array<float> x = sections(1, size);
    for (const std::size_t window : {3, 9, 31}) {
        const std::string tail = ", window " + std::to_string(window) + sizes(1, size);
        entry("energy down" + tail, x, [=](const auto& s) { return attr::energy(s, {.window = window}); });
        entry("energy across" + tail, x,
              [=](const auto& s) { return attr::energy(s, {.window = window, .along = attr::axis::trace}); });
        for (const auto& [name, method] : methods) {
            const std::size_t traces = method == attr::semblance_method::gersztenkorn ? 3 : window;
            entry(std::string("semblance ") + name + tail, x, [=, m = method](const auto& s) {
                return attr::semblance(s, {.samples = window, .traces = traces, .method = m});
            });
        }
    }
}

const bench::registration entries([] {
    for (const auto& [n, size] : {std::pair{1, 48}, std::pair{100, 48}, std::pair{1, 1024}})
        add_attributes(static_cast<std::size_t>(n), static_cast<std::size_t>(size));
    add_windows(1024);
});

}  // namespace
