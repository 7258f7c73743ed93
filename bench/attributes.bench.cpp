// Seismic attributes of one section, of a batch, and of volumes.
#include "attribute_entries.hpp"
#include <diapir/attributes.hpp>

#include <string>
#include <utility>

namespace {

using namespace diapir;
namespace attr = diapir::attributes;

using bench::entry;

array<float> sections(std::size_t n, std::size_t size) {
    return bench::noise({n, size, size}, size);
}

std::string sizes(std::size_t n, std::size_t size) {
    return "/" + std::to_string(n) + " of " + std::to_string(size) + "x" + std::to_string(size);
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

/// Attributes over windows of sections, with the windows that they have by default.
void add_windowed(std::size_t n, std::size_t size) {
    const array<float> x = sections(n, size);
    const std::string tail = sizes(n, size);
    entry("dip" + tail, x, [](const auto& s) { return attr::dip(s); });
    entry("chaos" + tail, x, [](const auto& s) { return attr::chaos(s); });
    entry("curvature" + tail, x, [](const auto& s) { return attr::curvature(s); });
    entry("variance" + tail, x, [](const auto& s) { return attr::variance(s); });
    entry("gradient magnitude" + tail, x,
          [](const auto& s) { return attr::gradient_magnitude(s, attr::gradient_magnitude_options::scipy(2)); });
    entry("similarity" + tail, x, [](const auto& s) { return attr::similarity(s); });
    entry("similarity, 9 dips" + tail, x, [](const auto& s) { return attr::similarity(s, {.max_dip = 4}); });
    entry("steered semblance, 17 dips" + tail, x, [](const auto& s) { return attr::steered_semblance(s); });
}

void add_textures(std::size_t n, std::size_t size) {
    const array<float> x = sections(n, size);
    const std::string tail = sizes(n, size);
    entry("texture contrast" + tail, x, [](const auto& s) { return attr::texture(s); });
    entry("texture entropy" + tail, x, [](const auto& s) { return attr::texture(s, attr::texture_measure::entropy); });
}

/// Attributes of a volume {inlines, crosslines, samples}.
void add_volume() {
    namespace vol = attr::volume;
    const array<float> v = bench::noise({64, 64, 128});
    const std::string tail = "/1 of 64x64x128";
    for (const std::size_t window : {3, 9, 31})
        entry("volume gst, window " + std::to_string(window) + tail, v, [=](const auto& x) {
            return vol::gst(x, vol::gst_measure::plane, {.window = {window, window, window}});
        });
    for (const std::size_t window : {3, 9, 31})
        entry("volume semblance marfurt, window " + std::to_string(window) + tail, v, [=](const auto& x) {
            return vol::semblance(x, {.window = {window, window, window}, .method = vol::semblance_method::marfurt});
        });
    entry("volume gradient magnitude" + tail, v, [](const auto& x) { return vol::gradient_magnitude(x); });
    entry("volume dip" + tail, v, [](const auto& x) { return vol::dip(x); });
    entry("volume curvature" + tail, v, [](const auto& x) { return vol::curvature(x); });
    entry("volume variance" + tail, v, [](const auto& x) { return vol::variance(x); });
    entry("volume semblance marfurt" + tail, v,
          [](const auto& x) { return vol::semblance(x, {.method = vol::semblance_method::marfurt}); });
    entry("volume similarity" + tail, v, [](const auto& x) { return vol::similarity(x); });
    entry("volume similarity, 9 dips" + tail, v, [](const auto& x) { return vol::similarity(x, {.max_dip = 1.5}); });
    entry("volume steered semblance, 13 dips" + tail, v,
          [](const auto& x) { return vol::steered_semblance(x, vol::steered_options{.dip_step = 0.5}); });
    bench::add({.what = "volume gst/1 of 256x256x512"}, [](std::size_t) {
        return [v = bench::noise({256, 256, 512})] { benchmark::DoNotOptimize(vol::gst(v)); };
    });
}

const bench::registration entries([] {
    for (const auto& [n, size] : {std::pair{1, 48}, std::pair{100, 48}, std::pair{1, 1024}})
        add_attributes(static_cast<std::size_t>(n), static_cast<std::size_t>(size));
    add_windows(1024);
    add_windowed(100, 48);
    add_windowed(1, 1024);
    add_textures(1, 48);
    add_textures(1, 1024);
    add_volume();
    bench::add_by_name(attr::registered());
});

}  // namespace
