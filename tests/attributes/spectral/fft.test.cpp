#include "catch.hpp"
#include <diapir/attributes/spectral/fft.hpp>
#include <diapir/core/random.hpp>

#include <complex>
#include <thread>
#include <vector>

namespace {

using namespace diapir;
namespace sp = attributes::spectral;

/// A series for each lane: normal noise.
template <class T>
std::vector<simd::pack<T>> noise(std::size_t length, std::uint64_t seed) {
    std::vector<simd::pack<T>> series;
    random_stream random(seed, length);
    for (std::size_t i = 0; i < length; ++i) {
        T lanes[simd::width<T>];
        for (T& x : lanes) x = static_cast<T>(random.normal());
        series.push_back(simd::load(lanes));
    }
    return series;
}

template <class T>
T lane(const simd::pack<T>& v, std::size_t i) {
    T all[simd::width<T>];
    simd::store(all, v);
    return all[i];
}

template <class T>
std::complex<double> lane(const sp::complex_lanes<T>& z, std::size_t i) {
    return {lane(z.real().value, i), lane(z.imag().value, i)};
}

/// The transform of one lane, from its definition in double.
template <class T>
std::complex<double> definition(const std::vector<simd::pack<T>>& x, std::size_t i, std::size_t k) {
    std::complex<double> sum = 0;
    for (std::size_t n = 0; n < x.size(); ++n)
        sum += static_cast<double>(lane(x[n], i)) * sp::root_of_unity(-static_cast<double>(k * n % x.size()), x.size());
    return sum;
}

}  // namespace

TEMPLATE_TEST_CASE("a real transform of any length is the sum that defines it, and goes back", "", float, double) {
    const double tolerance = std::is_same_v<TestType, float> ? 1e-6 : 1e-14;
    for (const std::size_t length : {1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 30, 49, 64, 97, 101, 128, 194, 243, 251, 502}) {
        INFO("length " << length);
        const auto x = noise<TestType>(length, 3);
        sp::real_fft<TestType> fft(length);
        std::vector<sp::complex_lanes<TestType>> spectrum(fft.spectrum_size());
        fft.forward(x.data(), spectrum.data());
        std::vector<simd::pack<TestType>> back(length);
        fft.inverse(spectrum.data(), back.data());
        const double scale = tolerance * 4 * static_cast<double>(length);
        for (std::size_t i = 0; i < simd::width<TestType>; ++i) {
            for (std::size_t k = 0; k < spectrum.size(); ++k)
                CHECK(std::abs(lane(spectrum[k], i) - definition(x, i, k)) <= scale);
            for (std::size_t n = 0; n < length; ++n)
                CHECK(std::abs(lane(back[n], i) / static_cast<double>(length) - lane(x[n], i)) <= 10 * tolerance);
        }
    }
}

TEST_CASE("a complex transform goes back, by sums over small factors and by convolution") {
    for (const std::size_t length : {60, 127}) {
        const auto real = noise<double>(length, 1), imaginary = noise<double>(length, 2);
        std::vector<sp::complex_lanes<double>> x, spectrum(length), back(length);
        for (std::size_t n = 0; n < length; ++n) x.emplace_back(real[n], imaginary[n]);
        sp::complex_fft<double> fft(length);
        fft.forward(x.data(), spectrum.data());
        fft.inverse(spectrum.data(), back.data());
        for (std::size_t n = 0; n < length; ++n)
            CHECK(std::abs(lane(back[n], 1) / static_cast<double>(length) - lane(x[n], 1)) <= 1e-14);
    }
}

TEST_CASE("NaN stays in the lane of its series") {
    auto x = noise<float>(24, 4);
    sp::real_fft<float> fft(24);
    std::vector<sp::complex_lanes<float>> before(fft.spectrum_size()), after(fft.spectrum_size());
    fft.forward(x.data(), before.data());
    float lanes[simd::width<float>];
    simd::store(lanes, x[5]);
    lanes[0] = NAN;
    x[5] = simd::load(lanes);
    fft.forward(x.data(), after.data());
    for (std::size_t k = 0; k < before.size(); ++k) {
        CHECK(std::isnan(lane(after[k], 0).real()));
        CHECK(lane(after[k], 1) == lane(before[k], 1));
    }
}

TEST_CASE("lengths with large prime factors go by convolution, and no others") {
    for (const std::size_t length : {1, 7, 1024, 4096, 5 * 7 * 9, 11 * 13})
        CHECK_FALSE(sp::complex_fft<double>(length).by_convolution());
    for (const std::size_t length : {1021, 4093, 2 * 4093, 509 * 3})
        CHECK(sp::complex_fft<double>(length).by_convolution());
}

TEST_CASE("the next fast length has no factors above 5") {
    CHECK(sp::fast_fft_length(0) == 1);
    CHECK(sp::fast_fft_length(7) == 8);
    CHECK(sp::fast_fft_length(121) == 125);
    CHECK(sp::fft_cost(360) == 2 + 2 + 2 + 3 + 3 + 5);
    CHECK(sp::fft_cost(49) == 7 + 7);
    CHECK(sp::fft_cost(1021) == 1021);
}

TEST_CASE("a thread keeps its transforms") {
    CHECK(sp::kept_fft<sp::real_fft<float>>(48) == sp::kept_fft<sp::real_fft<float>>(48));
    for (std::size_t length = 1; length < 20; ++length)
        CHECK(sp::kept_fft<sp::real_fft<float>>(length)->length() == length);
}

TEST_CASE("a thread that is about to end has transforms, and keeps none") {
    static bool kept = true;
    struct last_will {
        ~last_will() { kept = sp::kept_fft<sp::real_fft<double>>(48) == sp::kept_fft<sp::real_fft<double>>(48); }
    };
    std::thread([] {
        thread_local last_will will;
        (void)&will;  // made before the transforms, and so ended after them
        sp::kept_fft<sp::real_fft<double>>(48);
    }).join();
    CHECK_FALSE(kept);
}
