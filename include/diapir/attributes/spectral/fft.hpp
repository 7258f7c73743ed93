// The seam to kissfft (kissfft.hh, 131): Fourier transforms of as many series at once as a register has lanes. Series
// of one register do not touch each other: one with NaN becomes NaN, the others do not.
//
// kissfft sums over each prime factor directly. Where that costs more, as for long prime lengths, the transform is
// computed as a convolution of a length that has small factors alone: Bluestein, A linear filtering approach to the
// computation of the discrete Fourier transform, IEEE Trans. Audio Electroacoust. 18, 1970.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/simd.hpp>

#include <kissfft.hh>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <map>
#include <memory>
#include <numbers>
#include <optional>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes::spectral {

/// A register that kissfft takes for a number. As a double it is its first lane; kissfft asks for that while it
/// computes its twiddle factors, which are the same in all lanes.
template <class T>
struct lanes {
    simd::pack<T> value;

    lanes() : value(T{0}) {}
    lanes(double x) : value(static_cast<T>(x)) {}
    lanes(const simd::pack<T>& v) requires simd::is_pack<simd::pack<T>> : value(v) {}
    operator double() const { return static_cast<double>(simd::first_lane<T>(value)); }

    lanes& operator+=(const lanes& x) { return *this = *this + x; }
    lanes& operator-=(const lanes& x) { return *this = *this - x; }
    lanes& operator*=(const lanes& x) { return *this = *this * x; }
    friend lanes operator-(const lanes& x) { return -x.value; }
    friend lanes operator+(const lanes& x, const lanes& y) { return x.value + y.value; }
    friend lanes operator-(const lanes& x, const lanes& y) { return x.value - y.value; }
    friend lanes operator*(const lanes& x, const lanes& y) { return x.value * y.value; }
    friend lanes operator*(std::size_t n, const lanes& x) { return lanes(static_cast<double>(n)) * x; }
    friend lanes exp(const lanes& x) { return std::exp(double(x)); }
    friend lanes cos(const lanes& x) { return std::cos(double(x)); }
    friend lanes sin(const lanes& x) { return std::sin(double(x)); }
};

/// A complex number of each of the series in the lanes.
template <class T>
using complex_lanes = std::complex<lanes<T>>;

/// A complex number of one kind in all lanes.
template <class T>
complex_lanes<T> in_all_lanes(const std::complex<double>& z) {
    return {lanes<T>(z.real()), lanes<T>(z.imag())};
}

/// exp(2 pi i numerator / denominator)
inline std::complex<double> root_of_unity(double numerator, std::size_t denominator) {
    return std::polar(1.0, 2 * std::numbers::pi * numerator / static_cast<double>(denominator));
}

/// A rough number of operations for each sample: the sum of the prime factors of the length.
inline std::size_t fft_cost(std::size_t length) {
    std::size_t cost = 0;
    for (std::size_t p = 2; length > 1; p = p * p > length ? length : p + 1)
        for (; length % p == 0; length /= p) cost += p;
    return cost;
}

/// The shortest length of at least `least` that has no prime factors above 5. Throws argument_error beyond 2^34.
inline std::size_t fast_fft_length(std::size_t least) {
    constexpr std::size_t longest = std::size_t{1} << 34;
    require(least <= longest, "fast_fft_length: expected a length of at most ", longest, ", got ", least);
    const auto rest = [](std::size_t n) {
        for (const std::size_t p : {2u, 3u, 5u})
            while (n % p == 0) n /= p;
        return n;
    };
    std::size_t n = least == 0 ? 1 : least;
    while (rest(n) != 1) ++n;
    return n;
}

/// Transforms of complex series of one length, from 1 to 2^32. Not for two threads at once.
template <class T>
class complex_fft {
public:
    using value = complex_lanes<T>;

    explicit complex_fft(std::size_t length) : length_(length) {
        constexpr std::size_t longest = std::size_t{1} << 32;
        require(length > 0 && length <= longest, "fft: expected a length of 1 to ", longest, ", got ", length);
        const std::size_t longer = fast_fft_length(2 * length - 1);
        if (length * fft_cost(length) <= 3 * longer * fft_cost(longer))
            direct_.emplace(length);
        else
            prepare_convolution(longer);
    }

    std::size_t length() const { return length_; }
    /// Whether it goes by a convolution of a longer length, which takes less time than sums over large factors.
    bool by_convolution() const { return longer_.has_value(); }

    /// to[k] = sum over n of from[n] exp(-2 pi i k n / length). `from` and `to` are not the same.
    void forward(const value* from, value* to) {
        if (direct_) return direct_->forward.transform(from, to);
        convolve([&](std::size_t k) { return from[k]; }, [&](std::size_t k, const value& z) { to[k] = z; });
    }
    /// to[n] = sum over k of from[k] exp(2 pi i k n / length): `length` times the inverse of forward.
    void inverse(const value* from, value* to) {
        if (direct_) return direct_->inverse.transform(from, to);
        convolve([&](std::size_t k) { return std::conj(from[k]); },
                 [&](std::size_t k, const value& z) { to[k] = std::conj(z); });
    }

private:
    struct both_ways {
        explicit both_ways(std::size_t length) : forward(length, false), inverse(length, true) {}
        kissfft<lanes<T>> forward, inverse;
    };

    void prepare_convolution(std::size_t longer) {
        longer_.emplace(longer);
        spectrum_.resize(longer);
        work_.resize(longer);
        chirp_.resize(length_);
        for (std::size_t k = 0; k < length_; ++k)  // exp(-pi i k^2 / length), with k^2 taken modulo its period
            chirp_[k] = in_all_lanes<T>(root_of_unity(-static_cast<double>(k * k % (2 * length_)), 2 * length_));
        for (std::size_t k = 0; k < length_; ++k)
            work_[k] = work_[(longer - k) % longer] =
                std::conj(chirp_[k]) * lanes<T>(1.0 / static_cast<double>(longer));
        longer_->forward.transform(work_.data(), spectrum_.data());
    }

    template <class Read, class Write>
    void convolve(const Read& read, const Write& write) {
        std::vector<value>& transformed = transformed_;
        transformed.resize(work_.size());
        for (std::size_t k = 0; k < length_; ++k) work_[k] = read(k) * chirp_[k];
        std::fill(work_.begin() + static_cast<std::ptrdiff_t>(length_), work_.end(), value());
        longer_->forward.transform(work_.data(), transformed.data());
        for (std::size_t k = 0; k < work_.size(); ++k) transformed[k] *= spectrum_[k];
        longer_->inverse.transform(transformed.data(), work_.data());
        for (std::size_t k = 0; k < length_; ++k) write(k, work_[k] * chirp_[k]);
    }

    std::size_t length_;
    std::optional<both_ways> direct_, longer_;
    std::vector<value> chirp_, spectrum_, work_, transformed_;
};

/// Transforms of real series of one length, from 1 on, between `length` samples and length / 2 + 1 complex numbers. Of
/// even length they are complex ones of half the length. Not for two threads at once.
template <class T>
class real_fft {
public:
    using value = complex_lanes<T>;

    explicit real_fft(std::size_t length)
        : length_(length), half_(length % 2 == 0 ? length / 2 : length), complex_(half_), in_(half_), out_(half_) {
        if (length % 2 == 0)
            for (std::size_t k = 0; k <= half_; ++k)
                twiddles_.push_back(in_all_lanes<T>(root_of_unity(-static_cast<double>(k), length)));
    }

    std::size_t length() const { return length_; }
    /// The complex numbers that tell everything about a real series.
    std::size_t spectrum_size() const { return length_ / 2 + 1; }

    /// spectrum[k] = sum over n of series[n] exp(-2 pi i k n / length)
    void forward(const simd::pack<T>* series, value* spectrum) {
        if (length_ % 2 == 0) {
            for (std::size_t k = 0; k < half_; ++k) in_[k] = value(series[2 * k], series[2 * k + 1]);
            complex_.forward(in_.data(), out_.data());
            for (std::size_t k = 0; k <= half_; ++k) {
                const value a = out_[k % half_], b = std::conj(out_[(half_ - k) % half_]);
                const value odd = twiddles_[k] * (a - b);  // times i
                spectrum[k] = lanes<T>(0.5) * value(a.real() + b.real() + odd.imag(), a.imag() + b.imag() - odd.real());
            }
        } else {
            for (std::size_t k = 0; k < half_; ++k) in_[k] = value(series[k], lanes<T>());
            complex_.forward(in_.data(), out_.data());
            std::copy_n(out_.data(), spectrum_size(), spectrum);
        }
    }
    /// series[n] = sum over k of all `length` of spectrum[k] exp(2 pi i k n / length), where those left out are the
    /// conjugates: `length` times the inverse of forward. Imaginary parts of spectrum[0], and of the last where the
    /// length is even, must be zero.
    void inverse(const value* spectrum, simd::pack<T>* series) {
        if (length_ % 2 == 0) {
            for (std::size_t k = 0; k < half_; ++k) {
                const value a = spectrum[k], b = std::conj(spectrum[half_ - k]);
                const value odd = std::conj(twiddles_[k]) * (a - b);
                in_[k] = value(a.real() + b.real() - odd.imag(), a.imag() + b.imag() + odd.real());
            }
            complex_.inverse(in_.data(), out_.data());
            for (std::size_t k = 0; k < half_; ++k) {
                series[2 * k] = out_[k].real().value;
                series[2 * k + 1] = out_[k].imag().value;
            }
        } else {
            std::copy_n(spectrum, spectrum_size(), in_.data());
            for (std::size_t k = 1; k < spectrum_size(); ++k) in_[length_ - k] = std::conj(spectrum[k]);
            complex_.inverse(in_.data(), out_.data());
            for (std::size_t k = 0; k < length_; ++k) series[k] = out_[k].real().value;
        }
    }

private:
    std::size_t length_, half_;
    complex_fft<T> complex_;
    std::vector<value> twiddles_, in_, out_;
};

/// The transform of that type and length that the calling thread keeps; it keeps a few, and none when it is about to
/// end.
template <class Transform>
std::shared_ptr<Transform> kept_fft(std::size_t length) {
    constexpr std::size_t few = 8;
    thread_local bool ended = false;
    struct transforms : std::map<std::size_t, std::shared_ptr<Transform>> {
        ~transforms() { ended = true; }
    };
    if (ended) return std::make_shared<Transform>(length);
    thread_local transforms kept;
    if (const auto found = kept.find(length); found != kept.end()) return found->second;
    if (kept.size() == few) kept.clear();
    return kept[length] = std::make_shared<Transform>(length);
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::spectral
