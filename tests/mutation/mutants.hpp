// What stands at the places of headers that mutate.py can change while a program runs: a place of the number N behaves
// as it is written, or changed where the environment names that number (DIAPIR_MUTANT=N). A negative number is one of a
// place that the compiler may evaluate, too; it then is as written. Operators are named ones, which keep their
// precedence: `a + b` becomes `a + place<N> + b`, `++i` becomes `step<N> ->* i`.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdlib>
#include <initializer_list>
#include <type_traits>

namespace mutants {

inline constexpr int most = 10000;  // places
inline const int chosen = std::getenv("DIAPIR_MUTANT") ? std::atoi(std::getenv("DIAPIR_MUTANT")) : 0;
inline bool reached[most];  // by the program
inline bool unfit[most];    // reached, too, but what would stand there does not compile with the types of there

template <int N>
bool switched() {
    reached[N] = true;
    return chosen == N;
}
template <int N>
void does_not_fit() {
    unfit[N] = true;
}

// Whether the place N is changed; asked where it is reached.
template <int N>
requires(N > 0) bool on() {
    return switched<N>();
}
template <int N>
requires(N < 0) constexpr bool on() {
    return !std::is_constant_evaluated() && switched<-N>();
}
template <int N>
constexpr void misfit() {
    if (!std::is_constant_evaluated()) does_not_fit<(N < 0 ? -N : N)>();
}

template <int N>
struct place_type {};
template <int N>
inline constexpr place_type<N> place{};

// The place N and what is to the left of it.
template <int N, class A>
struct left {
    A&& a;
};

#define MUTANTS_OPERATOR(op, other)                                                                                 \
    template <class A, int N>                                                                                       \
    constexpr left<N, A> operator op(A&& a, place_type<N>) {                                                        \
        return {static_cast<A&&>(a)};                                                                               \
    }                                                                                                               \
    template <int N, class A, class B>                                                                              \
    constexpr decltype(auto) operator op(left<N, A> l, B&& b) {                                                     \
        using result = decltype(static_cast<A&&>(l.a) op static_cast<B&&>(b));                                      \
        if constexpr (requires {                                                                                    \
                          requires std::same_as<decltype(static_cast<A&&>(l.a) other static_cast<B&&>(b)), result>; \
                      }) {                                                                                          \
            if (on<N>()) return static_cast<A&&>(l.a) other static_cast<B&&>(b);                                    \
        } else {                                                                                                    \
            misfit<N>();                                                                                            \
        }                                                                                                           \
        return static_cast<A&&>(l.a) op static_cast<B&&>(b);                                                        \
    }
MUTANTS_OPERATOR(+, -)
MUTANTS_OPERATOR(-, +)
MUTANTS_OPERATOR(*, /)
MUTANTS_OPERATOR(/, *)
MUTANTS_OPERATOR(<, <=)
MUTANTS_OPERATOR(<=, <)
MUTANTS_OPERATOR(>, >=)
MUTANTS_OPERATOR(>=, >)
MUTANTS_OPERATOR(==, !=)
MUTANTS_OPERATOR(!=, ==)
#undef MUTANTS_OPERATOR

// The place N and what is to the right of it.
template <int N, class B>
struct right {
    B&& b;
};

#define MUTANTS_ASSIGNMENT(op, other)                                                  \
    template <int N, class B>                                                          \
    constexpr right<N, B> operator op(const place_type<N>&, B&& b) {                   \
        return {static_cast<B&&>(b)};                                                  \
    }                                                                                  \
    template <class A, int N, class B>                                                 \
    constexpr decltype(auto) operator op(A&& a, right<N, B> r) {                       \
        if constexpr (requires { static_cast<A&&>(a) other static_cast<B&&>(r.b); }) { \
            if (on<N>()) return static_cast<A&&>(a) other static_cast<B&&>(r.b);       \
        } else {                                                                       \
            misfit<N>();                                                               \
        }                                                                              \
        return static_cast<A&&>(a) op static_cast<B&&>(r.b);                           \
    }
MUTANTS_ASSIGNMENT(+=, -=)
MUTANTS_ASSIGNMENT(-=, +=)
#undef MUTANTS_ASSIGNMENT

// step<N> ->* i is ++i, or --i; i ->* step<N> is i++, or i--.
template <int N>
struct step_type {};
template <int N>
inline constexpr step_type<N> step{};
template <int N, class A>
constexpr decltype(auto) operator->*(step_type<N>, A&& a) {
    if constexpr (requires { --static_cast<A&&>(a); }) {
        if (on<N>()) return --static_cast<A&&>(a);
    } else {
        misfit<N>();
    }
    return ++static_cast<A&&>(a);
}
template <class A, int N>
constexpr decltype(auto) operator->*(A&& a, step_type<N>) {
    if constexpr (requires { static_cast<A&&>(a)--; }) {
        if (on<N>()) return static_cast<A&&>(a)--;
    } else {
        misfit<N>();
    }
    return static_cast<A&&>(a)++;
}

// no<N> ->* x is !x, or x.
template <int N>
struct no_type {};
template <int N>
inline constexpr no_type<N> no{};
template <int N, class A>
constexpr auto operator->*(no_type<N>, A&& a) {
    using result = decltype(!static_cast<A&&>(a));
    if constexpr (std::is_constructible_v<result, A&&>) {
        if (on<N>()) return result(static_cast<A&&>(a));
    } else {
        misfit<N>();
    }
    return !static_cast<A&&>(a);
}

// sign<N> ->* x is x, or -x where x is a number.
template <int N>
struct sign_type {};
template <int N>
inline constexpr sign_type<N> sign{};
template <int N, class A>
requires std::is_lvalue_reference_v<A>
constexpr A operator->*(sign_type<N>, A&& a) {
    using value = std::remove_cvref_t<A>;
    if constexpr (requires {
                      { -a } -> std::convertible_to<value>;
                  } &&
                  !std::is_same_v<value, bool> && !std::is_enum_v<value> && std::is_copy_constructible_v<value>) {
        if (on<N>()) return *new value(static_cast<value>(-a));  // what is returned may be a reference
    } else {
        misfit<N>();
    }
    return a;
}
template <int N, class A>
requires(!std::is_lvalue_reference_v<A>) constexpr A operator->*(sign_type<N>, A&& a) {
    if constexpr (requires {
                      { -a } -> std::convertible_to<A>;
                  } &&
                  !std::is_same_v<A, bool> && !std::is_enum_v<A>) {
        if (on<N>()) return static_cast<A>(-a);
    } else {
        misfit<N>();
    }
    return static_cast<A&&>(a);
}

// min<N> is std::min, or std::max; max<N> the other way.
#define MUTANTS_EXTREME(name, other)                                     \
    template <int N, class T>                                            \
    constexpr const T& name(const T& a, const T& b) {                    \
        return on<N>() ? std::other(a, b) : std::name(a, b);             \
    }                                                                    \
    template <int N, class T>                                            \
    constexpr T name(std::initializer_list<T> values) {                  \
        return on<N>() ? std::other(values) : std::name(values);         \
    }                                                                    \
    template <int N, class T, class Less>                                \
    constexpr const T& name(const T& a, const T& b, Less less) {         \
        return on<N>() ? std::other(a, b, less) : std::name(a, b, less); \
    }
MUTANTS_EXTREME(min, max)
MUTANTS_EXTREME(max, min)
#undef MUTANTS_EXTREME

}  // namespace mutants
