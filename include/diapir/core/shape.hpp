// Extents of a dense row-major array: a short list of sizes, held in place.
#pragma once

#include <diapir/core/error.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <ostream>
#include <span>

namespace diapir {

/// Up to eight extents, outermost first. A shape without axes is that of a scalar, with one element.
class shape {
public:
    static constexpr std::size_t max_axes = 8, max_size = std::size_t{1} << 58;

    constexpr shape() = default;
    shape(std::initializer_list<std::size_t> extents) : shape(extents.begin(), extents.end()) {}
    template <std::input_iterator It>
    shape(It first, It last) {
        for (; first != last; ++first) push_back(static_cast<std::size_t>(*first));
    }

    std::size_t axes() const { return axes_; }
    /// The number of elements: the product of all extents.
    std::size_t size() const {
        std::size_t product = 1;
        for (std::size_t e : *this) product *= e;
        return product;
    }
    /// The same for what asks for memory. Throws argument_error where none is so large.
    std::size_t checked_size() const {
        if (std::find(begin(), end(), std::size_t{0}) != end()) return 0;
        std::size_t room = max_size;
        for (std::size_t e : *this) room /= e;
        require(room > 0, "shape: expected at most ", max_size, " elements, got ", *this);
        return size();
    }
    /// An extent `times` as large as another. Throws argument_error, in the name of who asks, where none is so large.
    static std::size_t extent(const char* name, std::size_t of, std::size_t times) {
        require(times == 0 || of <= max_size / times, name, ": expected an extent of at most ", max_size, ", got ", of,
                " times ", times);
        return of * times;
    }
    std::size_t operator[](std::size_t axis) const { return extents_[axis]; }
    std::size_t& operator[](std::size_t axis) { return extents_[axis]; }
    const std::size_t* begin() const { return extents_.data(); }
    const std::size_t* end() const { return extents_.data() + axes_; }
    /// The innermost extent. Throws argument_error where there is none.
    std::size_t back() const {
        require(axes_ > 0, "shape: expected an axis or more, got the shape of a scalar");
        return extents_[axes_ - 1];
    }

    /// Throws argument_error above max_axes.
    void push_back(std::size_t extent) {
        require(axes_ < max_axes, "shape: more than ", max_axes, " axes");
        extents_[axes_++] = extent;
    }
    /// The axes from `first` on.
    shape drop(std::size_t first) const { return {begin() + std::min(first, axes_), end()}; }
    /// These axes followed by those of another shape.
    shape then(const shape& inner) const {
        shape joined = *this;
        for (std::size_t e : inner) joined.push_back(e);
        return joined;
    }

    friend bool operator==(const shape& a, const shape& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end());
    }
    /// Written as {2, 24, 24, 4}.
    friend std::ostream& operator<<(std::ostream& out, const shape& s) {
        out << '{';
        for (std::size_t axis = 0; axis < s.axes_; ++axis) out << (axis ? ", " : "") << s.extents_[axis];
        return out << '}';
    }

private:
    std::array<std::size_t, max_axes> extents_{};
    std::size_t axes_ = 0;
};

}  // namespace diapir
