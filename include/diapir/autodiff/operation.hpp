// What an operation is, and how it is applied: to tensors it is evaluated, to variables it is recorded.
//
// An operation is an object with
//   tensor<T> operator()(const tensor<T>&...) const            its value, and
//   auto linearize(const Y& y, const A&... anchors) const      a tuple with one linear map for each argument,
// where every anchor is a point, a chord or a constant and y is the anchor of the result (a point, or a chord when any
// argument is one). An operation that has no rule for a kind of anchor has no such overload and does not compile there.
// One that gives a sample of a batch the same value in every batch may say so by `treats_samples_alike = true`.
#pragma once

#include <diapir/autodiff/anchor.hpp>
#include <diapir/autodiff/tape.hpp>
#include <diapir/core/real_number.hpp>

#include <array>
#include <tuple>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace detail {

template <class X>
struct argument_traits {
    static constexpr bool varies = false;
};
template <class T>
struct argument_traits<tensor<T>> {
    static constexpr bool varies = false;
    using value_type = T;
};
template <class T>
struct argument_traits<shared_tensor<T>> : argument_traits<tensor<T>> {};
template <class A>
struct argument_traits<variable<A>> {
    static constexpr bool varies = true;
    using anchor = A;
    using value_type = typename A::value_type;
};

template <class X>
inline constexpr bool varies = argument_traits<std::remove_cvref_t<X>>::varies;

template <class X>
using value_type_of = typename argument_traits<std::remove_cvref_t<X>>::value_type;

/// Whether all arguments have one element type; and whether those that vary do so at one kind of anchor.
template <class X, class... Rest>
inline constexpr bool of_one_type = (std::is_same_v<value_type_of<X>, value_type_of<Rest>> && ...);
template <class A, class X>
inline constexpr bool varies_at = !varies<X> || std::is_same_v<std::remove_cvref_t<X>, variable<A>>;

template <class... X>
struct common_anchor;
template <class X, class... Rest>
struct common_anchor<X, Rest...> : common_anchor<Rest...> {};
template <class A, class... Rest>
struct common_anchor<variable<A>, Rest...> {
    using type = A;
};

template <class A>
const A& anchor_of(const variable<A>& v) {
    return v.anchor();
}
template <class T>
constant<T> anchor_of(const tensor<T>& t) {
    return constant<T>(t);
}
template <class T>
constant<T> anchor_of(tensor<T>&& t) {
    return constant<T>(std::move(t));
}

template <class T>
constant<T> anchor_of(shared_tensor<T> t) {
    return constant<T>(std::move(t));
}

/// The tensor of a shared one; what is not shared stays as it is.
template <class X>
decltype(auto) unshared(X&& x) {
    if constexpr (requires { *x; }) {
        return *x;
    } else {
        return std::forward<X>(x);
    }
}

/// The tape of the variables among the arguments. Throws argument_error where they have two.
template <class A, class... X>
tape<A>& common_tape(const X&... arguments) {
    tape<A>* common = nullptr;
    const auto visit = [&](const auto& x) {
        if constexpr (varies<decltype(x)>) {
            require(!common || common == &x.owner(), "apply: expected variables of one tape, got variables of two");
            common = &x.owner();
        }
    };
    (visit(arguments), ...);
    return *common;
}

/// The value of an anchor at the reference: that of a constant is the constant.
template <class A>
const auto& reference_of(const A& a) {
    if constexpr (requires { a.r; }) {
        return *a.r;
    } else {
        return *a.x;
    }
}

/// The value of an anchor of which all samples are one, as that sample; null where it is not. Constants are the same
/// for all samples unless they are batches.
template <class A>
const tensor<typename A::value_type>* sample_of(const A& a) {
    if constexpr (requires { a.sample; }) {
        return a.sample.get();
    } else {
        return a.x->is_batch() ? nullptr : a.x.get();
    }
}

template <class A, class Op, class... Anchors>
A value_at(const Op& op, const Anchors&... anchors) {
    if constexpr (requires(A a) { a.r; }) {
        auto reference = op(reference_of(anchors)...);
        if constexpr (requires { requires Op::treats_samples_alike; })
            if ((sample_of(anchors) && ...) && reference.is_batch())
                return A::to_sample(op(*sample_of(anchors)...), std::move(reference));
        return A(op(*anchors.x...), std::move(reference));
    } else {
        return A(op(*anchors.x...));
    }
}

}  // namespace detail

/// Something that an operation can be applied to: a tensor, a shared tensor or a variable.
template <class X>
concept operand = requires {
    typename detail::argument_traits<std::remove_cvref_t<X>>::value_type;
};

/// The tensor behind an operand.
template <class T>
const tensor<T>& value_of(const tensor<T>& t) {
    return t;
}
template <class T>
const tensor<T>& value_of(const shared_tensor<T>& t) {
    return *t;
}
template <class A>
const tensor<typename A::value_type>& value_of(const variable<A>& v) {
    return v.value();
}

/// An operation on those anchors, as the head of this file says.
template <class Op, class Y, class... Anchors>
concept linearizable = requires(const Op& op, const Y& y, const Anchors&... a) {
    op.linearize(y, a...);
};

/// The operation's value on tensors; with at least one variable among the arguments, a variable on the same tape.
/// Tensors among variables are constants: lvalues are referred to and must outlive the tape, rvalues and shared ones
/// are kept. Throws argument_error for variables of two tapes.
template <class Op, operand... X>
auto apply(const Op& op, X&&... arguments) {
    static_assert(detail::of_one_type<X...>,
                  "an operation takes tensors and variables of one element type: all of float, or all of double");
    static_assert((real_number<detail::value_type_of<X>> && ...),
                  "an operation computes with elements of a floating type, float or double");
    if constexpr (!(detail::varies<X> || ...)) {
        return op(detail::unshared(std::forward<X>(arguments))...);
    } else {
        using A = typename detail::common_anchor<std::remove_cvref_t<X>...>::type;
        static_assert((detail::varies_at<A, X> && ...),
                      "an operation takes variables of one kind of anchor: all at points, or all at chords");
        tape<A>& owner = detail::common_tape<A>(arguments...);
        constexpr std::array is_variable{detail::varies<X>...};
        const auto index_of = [](const auto& x) {
            if constexpr (detail::varies<decltype(x)>) {
                return x.index();
            } else {
                return std::size_t{0};
            }
        };
        const std::array<std::size_t, sizeof...(X)> indexes{index_of(arguments)...};
        return [&](const auto&... anchors) {
            static_assert(linearizable<Op, A, std::remove_cvref_t<decltype(anchors)>...>,
                          "this operation has no rule for this kind of anchor: it lacks an overload of linearize(y, "
                          "anchors...) for point (derivatives), or for chord (contributions)");
            A value = detail::value_at<A>(op, anchors...);
            auto maps = op.linearize(value, anchors...);
            // Keep the maps of the arguments that vary.
            return [&]<std::size_t... I>(std::index_sequence<I...>) {
                auto kept = std::tuple_cat([&] {
                    if constexpr (is_variable[I]) {
                        return std::tuple(std::get<I>(std::move(maps)));
                    } else {
                        return std::tuple<>();
                    }
                }()...);
                std::array<std::size_t, std::tuple_size_v<decltype(kept)>> parents{};
                std::size_t next = 0;
                ((is_variable[I] ? void(parents[next++] = indexes[I]) : void()), ...);
                return owner.record(std::move(value), parents, std::move(kept));
            }
            (std::index_sequence_for<X...>{});
        }(detail::anchor_of(std::forward<X>(arguments))...);
    }
}

}  // namespace diapir::inline DIAPIR_TARGET
