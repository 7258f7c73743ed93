// Standardization, z = (x - mean) / sqrt(variance + epsilon), over groups: each channel of a batch (Ioffe and Szegedy
// 2015), groups of channels of a sample (Wu and He 2018; torch 1.13 GroupNorm), the channels of a pixel (Ba, Kiros and
// Hinton 2016; Keras 2.8 LayerNormalization).
//
// One linear map serves tangents and chords. With c = x - mean and s = 1 / sqrt(variance + epsilon) it is
//   v -> s C v + 2 q mean(c C v) c,
// where C takes off the mean, c and s are halfway along a chord, and q is the divided difference of s by the variance,
// or its derivative. As the difference of the variances is 2 mean(c C (x - r)), this is the secant.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/shared_tensor.hpp>
#include <diapir/ops/channel_moments.hpp>
#include <diapir/ops/standardize_groups.hpp>

#include <cmath>
#include <cstddef>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

/// v -> scale C v + coefficient mean(d v) d with a direction d of mean 0, within groups; its own adjoint.
template <class T, class Groups>
struct standardize_map {
    Groups groups;
    shared_tensor<T> direction;
    tensor<T> scale, coefficient;

    tensor<T> push(const tensor<T>& v) const { return groups.push(v, *direction, scale, coefficient); }
    tensor<T> pull(const tensor<T>& w) const { return push(w); }
};

namespace detail {

inline void require_epsilon(const char* name, double epsilon) {
    require(epsilon >= 0 && std::isfinite(epsilon), name, ": expected a finite epsilon of at least 0, got ", epsilon);
}

/// 1 / sqrt(variance + epsilon).
template <class T>
tensor<T> scales(const tensor<T>& variance, double epsilon) {
    tensor<T> s = variance.like();
    for (std::size_t i = 0; i < s.size(); ++i)
        s[i] = static_cast<T>(1 / std::sqrt(static_cast<double>(variance[i]) + epsilon));
    return s;
}

template <class T, class Groups>
tensor<T> standardized(const Groups& groups, const tensor<T>& x, const moments_of<T>& m, double epsilon) {
    return groups.standardized(x, m.mean, scales(m.variance, epsilon));
}

/// The tangent at the x that gave z: there c = z / s and q = -s^3 / 2.
template <class T, class Groups>
standardize_map<T, Groups> standardize_tangent(const Groups& groups, shared_tensor<T> z, const moments_of<T>& m,
                                               double epsilon) {
    tensor<T> scale = scales(m.variance, epsilon), coefficient = scale;
    for (T& c : coefficient) c = -c;
    return {groups, std::move(z), std::move(scale), std::move(coefficient)};
}

/// The secant: q = -s_x s_r / (1 / s_x + 1 / s_r), a difference of s by the variance without one. The direction is c
/// times sqrt(s_x s_r), a number without a unit.
template <class T, class Groups>
standardize_map<T, Groups> standardize_secant(const Groups& groups, const chord<T>& x, double epsilon) {
    moments_of<T> m = groups.moments(*x.x), m_r = groups.moments(*x.r);
    const tensor<T> s_x = scales(m.variance, epsilon), s_r = scales(m_r.variance, epsilon);
    tensor<T> scale = s_x.like(), coefficient = s_x.like(), unit = s_x.like();
    for (std::size_t i = 0; i < scale.size(); ++i) {
        const double a = static_cast<double>(s_x[i]), b = static_cast<double>(s_r[i]);
        scale[i] = static_cast<T>((a + b) / 2);
        coefficient[i] = static_cast<T>(-2 / (1 / a + 1 / b));
        unit[i] = static_cast<T>(std::sqrt(a * b));
        m.mean[i] = (m.mean[i] + m_r.mean[i]) / 2;
    }
    tensor<T> direction = groups.standardized(*midpoint(x), m.mean, unit);
    return {groups, make_kept<const tensor<T>>(std::move(direction)), std::move(scale), std::move(coefficient)};
}

}  // namespace detail

/// `GroupsOf` gives the groups of a batch of some shape.
template <class GroupsOf>
struct standardize_operation {
    static constexpr bool treats_samples_alike = GroupsOf::within_samples;

    GroupsOf groups_of;
    double epsilon;

    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        require(x.is_batch(), GroupsOf::name, ": expected a batch of activations, got a plain tensor ", x.shape());
        detail::require_epsilon(GroupsOf::name, epsilon);
        const auto groups = groups_of(x.shape());
        return detail::standardized(groups, x, groups.moments(x), epsilon);
    }
    template <class T>
    auto linearize(const point<T>& y, const point<T>& x) const {
        const auto groups = groups_of(x.x->shape());
        return std::tuple(detail::standardize_tangent(groups, y.x, groups.moments(*x.x), epsilon));
    }
    template <class T>
    auto linearize(const chord<T>&, const chord<T>& x) const {
        return std::tuple(detail::standardize_secant(groups_of(x.x->shape()), x, epsilon));
    }
};

struct batch_groups {
    static constexpr const char* name = "batch_standardize";
    static constexpr bool within_samples = false;
    channels_of_batch operator()(const tensor_shape& batch) const { return channels_of_batch(batch); }
};
struct channel_groups {
    static constexpr const char* name = "group_standardize";
    static constexpr bool within_samples = true;
    std::size_t groups;
    groups_of_samples operator()(const tensor_shape& batch) const {
        return groups_of_samples::of_channels(batch, groups);
    }
};
struct pixel_groups {
    static constexpr const char* name = "channel_standardize";
    static constexpr bool within_samples = true;
    groups_of_samples operator()(const tensor_shape& batch) const { return groups_of_samples::of_pixels(batch); }
};

/// batch_standardize with moments that are known to be those of its argument. Without a rule for chords: these need the
/// moments at the reference as well.
template <class T>
struct standardize_by_operation {
    std::shared_ptr<const moments_of<T>> moments;
    double epsilon;

    tensor<T> operator()(const tensor<T>& x) const {
        require(x.is_batch() && moments->mean.shape() == shape{x.channels()} &&
                    moments->variance.shape() == shape{x.channels()},
                "batch_standardize: expected a batch and moments {channels} of it, got ", x.shape(), ", a mean ",
                moments->mean.shape(), " and a variance ", moments->variance.shape());
        detail::require_epsilon("batch_standardize", epsilon);
        return detail::standardized(channels_of_batch(x.shape()), x, *moments, epsilon);
    }
    auto linearize(const point<T>& y, const point<T>& x) const {
        return std::tuple(detail::standardize_tangent(channels_of_batch(x.x->shape()), y.x, *moments, epsilon));
    }
};

struct batch_standardize_function {
    /// Each channel of x {n, rows, cols, channels} over all samples and pixels.
    template <operand X>
    auto operator()(X&& x, double epsilon) const {
        using T = typename diapir::detail::argument_traits<std::remove_cvref_t<X>>::value_type;
        if constexpr (std::is_same_v<std::remove_cvref_t<X>, variable<point<T>>>) {
            return (*this)(x, channel_moments(value_of(x)), epsilon);  // once for value and tangent
        } else {
            return apply(standardize_operation<batch_groups>{{}, epsilon}, std::forward<X>(x));
        }
    }
    /// The same with the moments that channel_moments gave for x, which derivatives take for functions of x.
    template <operand X, class T>
    auto operator()(X&& x, moments_of<T> moments, double epsilon) const {
        const standardize_by_operation<T> op{make_kept<const moments_of<T>>(std::move(moments)), epsilon};
        return apply(op, std::forward<X>(x));
    }
};
struct group_standardize_function {
    /// x {n, rows, cols, channels}, over the pixels and consecutive channels of each of `groups` groups of a sample.
    template <operand X>
    auto operator()(X&& x, std::size_t groups, double epsilon) const {
        return apply(standardize_operation<channel_groups>{{groups}, epsilon}, std::forward<X>(x));
    }
};
struct channel_standardize_function {
    /// x {n, rows, cols, channels}, over the channels of each pixel.
    template <operand X>
    auto operator()(X&& x, double epsilon) const {
        return apply(standardize_operation<pixel_groups>{{}, epsilon}, std::forward<X>(x));
    }
};

}  // namespace ops

/// (x - mean) / sqrt(variance + epsilon) with the mean and the biased variance of each group: a channel of the batch,
/// channels of a sample, or the channels of a pixel. A group whose variance the elements' type does not hold becomes
/// NaN, as one with an infinity does. The lanes of a batch that hold no sample do not count. Throw argument_error
/// unless x is a batch, epsilon is finite and at least 0, and the groups divide the channels.
inline constexpr ops::batch_standardize_function batch_standardize{};
inline constexpr ops::group_standardize_function group_standardize{};
inline constexpr ops::channel_standardize_function channel_standardize{};

}  // namespace diapir::inline DIAPIR_TARGET
