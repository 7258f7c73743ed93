// Seismic attributes of one section and of a batch.
#include "subject.hpp"
#include <diapir/attributes.hpp>
#include <diapir/core/random.hpp>

#include <string>

namespace {

using namespace diapir;
namespace attr = diapir::attributes;

array<float> sections(std::size_t n, std::size_t size) {
    array<float> x = make_array<float>({n, size, size});
    random_stream random(5, size);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(random.normal());
    return x;
}

const bench::registration entries([] {
    for (const auto& [n, size] : {std::pair{1, 48}, std::pair{100, 48}, std::pair{1, 1024}}) {
        const auto x = sections(static_cast<std::size_t>(n), static_cast<std::size_t>(size));
        const std::string tail = "/" + std::to_string(n) + " of " + std::to_string(size) + "x" + std::to_string(size);
        const auto entry = [&](const std::string& what, auto attribute) {
            bench::add({.what = what + tail},
                       [=](std::size_t) { return [=] { benchmark::DoNotOptimize(attribute(x)); }; });
        };
        entry("sobel", [](const auto& s) { return attr::sobel(s, attr::axis::trace); });
        entry("energy", [](const auto& s) { return attr::energy(s, {.window = 5, .along = attr::axis::sample}); });
        for (const auto& [name, method] :
             {std::pair{"gst", attr::semblance_method::gst}, std::pair{"marfurt", attr::semblance_method::marfurt},
              std::pair{"gersztenkorn", attr::semblance_method::gersztenkorn}})
            entry(std::string("semblance ") + name,
                  [m = method](const auto& s) { return attr::semblance(s, {.samples = 5, .traces = 7, .method = m}); });
    }
});

}  // namespace
