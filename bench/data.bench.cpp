// Reading and preparing images: PNG, resizing, the power transform, synthetic sections.
#include "subject.hpp"
#include <diapir/core/random.hpp>
#include <diapir/data.hpp>
#include <diapir/io/png.hpp>

#include <cstdint>
#include <memory>

namespace {

using namespace diapir;

array<float> noise(const shape& s) {
    array<float> x = make_array<float>(s);
    random_stream random(9, 2);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(random.normal());
    return x;
}

/// A gray image with the texture of a section: smooth in both directions, so that it compresses as one.
io::image picture(std::size_t side) {
    io::image p{make_array<std::uint16_t>({side, side, 1})};
    for (std::size_t i = 0; i < p.samples.size(); ++i)
        p.samples.data()[i] =
            static_cast<std::uint16_t>(128 + 100 * std::sin(0.3 * double(i / side) + 0.1 * double(i % side)));
    return p;
}

const bench::registration entries([] {
    bench::add({.what = "PNG decode/101x101, 100 images"}, [](std::size_t) {
        return [file = io::encode_png(picture(101))] {
            parallel_for(100, [&](std::size_t) { benchmark::DoNotOptimize(io::decode_png(file, "memory")); });
        };
    });
    bench::add({.what = "PNG encode/101x101, 100 images"}, [](std::size_t) {
        return [p = picture(101)] {
            parallel_for(100, [&](std::size_t) { benchmark::DoNotOptimize(io::encode_png(p)); });
        };
    });
    bench::add({.what = "resize/100 of 101x101 to 48x48"}, [](std::size_t) {
        return [x = noise({100, 101, 101, 1})] { benchmark::DoNotOptimize(data::resize(x, 48, 48)); };
    });
    bench::add({.what = "resize/1 of 1024x1024 to 512x512"}, [](std::size_t) {
        return [x = noise({1, 1024, 1024, 1})] { benchmark::DoNotOptimize(data::resize(x, 512, 512)); };
    });
    bench::add({.what = "resize/1 of 1024x1024x4 to 1500x700"}, [](std::size_t) {
        return [x = noise({1, 1024, 1024, 4})] { benchmark::DoNotOptimize(data::resize(x, 1500, 700)); };
    });
    bench::add({.what = "decimate/100 of 101x101"}, [](std::size_t) {
        return [x = noise({100, 101, 101, 1})] { benchmark::DoNotOptimize(data::decimate(x)); };
    });
    bench::add({.what = "complete samples/400 of 24x24x4"}, [](std::size_t) {
        return [x = noise({400, 24, 24, 4})] { benchmark::DoNotOptimize(data::complete_samples(x)); };
    });
    bench::add({.what = "power transform, fit/1 of 1024x1024"}, [](std::size_t) {
        return [x = noise({1, 1024, 1024, 1})] { benchmark::DoNotOptimize(data::power_transform().fit(x)); };
    });
    bench::add({.what = "power transform, fit/400 of 24x24x4"}, [](std::size_t) {
        return [x = noise({400, 24, 24, 4})] { benchmark::DoNotOptimize(data::power_transform().fit(x)); };
    });
    bench::add({.what = "power transform, apply/400 of 24x24x4"}, [](std::size_t) {
        auto x = noise({400, 24, 24, 4});
        return [transform = data::power_transform().fit(x), x] { benchmark::DoNotOptimize(transform.transform(x)); };
    });
    bench::add({.what = "synthetic sections/20 of 101x101"},
               [](std::size_t) { return [] { benchmark::DoNotOptimize(data::synthesize_set({}, 1, 20)); }; });
    bench::add({.what = "synthetic sections/1 of 512x512"}, [](std::size_t) {
        return [] { benchmark::DoNotOptimize(data::synthesize({.rows = 512, .cols = 512}, 1, 1)); };
    });
    bench::add({.what = "mirroring/400 of 24x24x4"}, [](std::size_t) {
        return [x = noise({400, 24, 24, 4}), m = noise({400, 24, 24, 1})]() mutable { data::flip_traces(x, m); };
    });
});

}  // namespace
