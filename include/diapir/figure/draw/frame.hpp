// From positions in the data of a panel to places on the page.
#pragma once

#include <diapir/figure/draw/axis.hpp>
#include <diapir/figure/draw/box.hpp>
#include <diapir/figure/draw/limits.hpp>

namespace diapir::inline DIAPIR_TARGET::figure {

/// From data to the page, for a panel whose data area and axes are settled.
class frame {
public:
    frame(const box& area, const axis& x, const axis& y)
        : area_(area), x_(x), y_(y), x_ends_(x.ends()), y_ends_(y.ends()) {}

    const box& area() const { return area_; }
    double x(double position) const { return area_.x + area_.width * fraction(x_, x_ends_, position); }
    double y(double position) const { return area_.bottom() - area_.height * fraction(y_, y_ends_, position); }
    point at(double x_position, double y_position) const { return {x(x_position), y(y_position)}; }
    limits x_ends() const { return x_ends_; }
    limits y_ends() const { return y_ends_; }

private:
    static double fraction(const axis& a, const limits& ends, double position) {
        return fraction_of({a.linear(ends.low), a.linear(ends.high)}, a.linear(position));
    }
    box area_;
    const axis& x_;
    const axis& y_;
    limits x_ends_, y_ends_;
};

}  // namespace diapir::inline DIAPIR_TARGET::figure
