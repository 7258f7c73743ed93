// The record of a computation as linear maps, one step an operation. Swept forward it pushes tangents, swept backward
// it pulls cotangents; both visit every step once and leave the tape as it is, so that one record serves many sweeps.
#pragma once

#include <diapir/autodiff/anchor.hpp>
#include <diapir/autodiff/linear_map.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/function_ref.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

template <varying_anchor A>
class tape;

/// A value on a tape. It refers to the tape, which must outlive it.
template <varying_anchor A>
class variable {
public:
    using value_type = typename A::value_type;

    const A& anchor() const { return anchor_; }
    const tensor<value_type>& value() const { return *anchor_.x; }
    tape<A>& owner() const { return *tape_; }
    std::size_t index() const { return index_; }

private:
    friend class tape<A>;
    variable(A anchor, tape<A>& owner, std::size_t index) : anchor_(std::move(anchor)), tape_(&owner), index_(index) {}

    A anchor_;
    tape<A>* tape_;
    std::size_t index_;
};

template <varying_anchor A>
class tape {
public:
    using value_type = typename A::value_type;
    using tensor_type = tensor<value_type>;

    tape() = default;
    tape(const tape&) = delete;
    tape& operator=(const tape&) = delete;

    /// A value that everything recorded later may depend on.
    variable<A> input(A anchor) {
        steps_.push_back(nullptr);
        return {std::move(anchor), *this, steps_.size() - 1};
    }

    /// The result of an operation, given one linear map for each of the values that it depends on. Throws
    /// argument_error where one of these is not on the tape.
    template <class... Maps>
    variable<A> record(A value, const std::array<std::size_t, sizeof...(Maps)>& arguments, std::tuple<Maps...> maps) {
        for (const std::size_t argument : arguments)
            require(argument < steps_.size(), "record: expected arguments on the tape, which has ", steps_.size(),
                    " values, got number ", argument);
        steps_.push_back(std::make_unique<step_of<Maps...>>(arguments, std::move(maps)));
        return {std::move(value), *this, steps_.size() - 1};
    }

    /// A tangent of one value of the tape.
    struct seed {
        const variable<A>& at;
        tensor_type tangent;
    };

    /// The tangent of `output` for tangents of some inputs; those left out are zero. Zero gives an empty optional.
    /// Throws argument_error for a tangent that does not fit its value, and for variables of another tape.
    std::optional<tensor_type> push(kept_vector<seed> seeds, const variable<A>& output) const {
        check_owns("push", output);
        kept_vector<slot> tangents(output.index() + 1);
        for (seed& s : seeds) {
            check_owns("push", s.at);
            check_fits("push", s.tangent, s.at.value());
            if (s.at.index() < tangents.size()) accumulate(tangents[s.at.index()], std::move(s.tangent));
        }
        for (std::size_t i = 0; i <= output.index(); ++i)
            if (steps_[i]) steps_[i]->push(tangents, tangents[i]);
        if (tangents.back()) check_fits("push", *tangents.back(), output.value());
        return std::move(tangents.back());
    }

    /// The cotangents of the given values for a cotangent w of `output`. A value that the output does not depend on, or
    /// depends on with a zero cotangent, has an empty optional. Throws argument_error for a w that does not fit, and
    /// for variables of another tape.
    kept_vector<std::optional<tensor_type>> pull(const variable<A>& output, tensor_type w,
                                                 std::span<const variable<A>> values) const {
        kept_vector<seed> seeds;
        seeds.push_back({output, std::move(w)});
        return pull(std::move(seeds), values);
    }
    /// The same for cotangents of several outputs, whose effects add up. Nothing is computed of which none of the
    /// values is made.
    kept_vector<std::optional<tensor_type>> pull(kept_vector<seed> seeds, std::span<const variable<A>> values) const {
        kept_vector<std::optional<tensor_type>> result(values.size());
        pull(std::move(seeds), values,
             [&](std::size_t i, std::optional<tensor_type> cotangent) { result[i] = std::move(cotangent); });
        return result;
    }
    /// The same, with take(i, cotangent) called for each value number i as soon as its cotangent is complete, while
    /// those of what was recorded before are still to be computed.
    void pull(kept_vector<seed> seeds, std::span<const variable<A>> values,
              function_ref<void(std::size_t, std::optional<tensor_type>)> take) const {
        for (const variable<A>& v : values) check_owns("pull", v);
        std::size_t count = 0;
        for (const seed& s : seeds) {
            check_owns("pull", s.at);
            check_fits("pull", s.tangent, s.at.value());
            count = std::max(count, s.at.index() + 1);
        }
        kept_vector<slot> cotangents(count);
        for (seed& s : seeds) accumulate(cotangents[s.at.index()], std::move(s.tangent));
        kept_vector<char> wanted(count, false);
        for (const variable<A>& v : values)
            if (v.index() < count) wanted[v.index()] = true;
        kept_vector<char> reaches = wanted;  // whether a value is one of them or is made of one
        for (std::size_t i = 0; i < count; ++i)
            if (steps_[i] && steps_[i]->takes_any_of(reaches)) reaches[i] = true;
        const auto complete = completed(values, count);
        auto next = complete.begin();
        const auto hand_on = [&](std::size_t pulled) {
            for (; next != complete.end() && next->first >= pulled; ++next) {
                const variable<A>& value = values[next->second];
                slot found = value.index() < count ? cotangents[value.index()] : slot();
                if (found) check_fits("pull", *found, value.value());
                take(next->second, std::move(found));
            }
        };
        hand_on(count);
        for (std::size_t i = count; i-- > 0;) {
            if (steps_[i] && cotangents[i]) {
                steps_[i]->pull(*cotangents[i], reaches, cotangents);
                if (!wanted[i]) cotangents[i].reset();
            }
            hand_on(i);
        }
    }

private:
    using slot = std::optional<tensor_type>;

    void check_owns(const char* direction, const variable<A>& v) const {
        require(&v.owner() == this, direction, ": expected variables of this tape, got one of another");
    }
    /// A tangent has the shape of its value, and of a batch any number of times its blocks.
    static void check_fits(const char* direction, const tensor_type& tangent, const tensor_type& value) {
        require(tangent.shape().is_stack_of(value.shape()), direction, ": a tangent ", tangent.shape(),
                " does not fit a value ", value.shape());
    }
    /// When a sweep back over `count` steps has the whole cotangents of the values: once it has pulled the first step
    /// that takes the value. Pairs of that step and the number of the value, in the order of the sweep.
    kept_vector<std::pair<std::size_t, std::size_t>> completed(std::span<const variable<A>> values,
                                                               std::size_t count) const {
        kept_vector<std::size_t> first_taker(count);
        std::iota(first_taker.begin(), first_taker.end(), std::size_t{0});
        for (std::size_t i = count; i-- > 0;)
            if (steps_[i])
                for (const std::size_t argument : steps_[i]->takes()) first_taker[argument] = i;
        kept_vector<std::pair<std::size_t, std::size_t>> all;
        for (std::size_t v = 0; v < values.size(); ++v)
            all.push_back({values[v].index() < count ? first_taker[values[v].index()] : count, v});
        std::sort(all.rbegin(), all.rend());
        return all;
    }
    static void accumulate(slot& sum, tensor_type term) {
        if (sum) {
            detail::add_to(*sum, term);
        } else {
            sum = std::move(term);
        }
    }

    struct step {
        static void* operator new(std::size_t bytes) { return common::take_block(bytes); }
        static void operator delete(void* block) noexcept { common::give_back_block(block); }
        virtual ~step() = default;
        virtual void push(const kept_vector<slot>& tangents, slot& result) const = 0;
        virtual void pull(const tensor_type& w, const kept_vector<char>& reaches,
                          kept_vector<slot>& cotangents) const = 0;
        virtual std::span<const std::size_t> takes() const = 0;
        bool takes_any_of(const kept_vector<char>& values) const {
            const auto all = takes();
            return std::any_of(all.begin(), all.end(), [&](std::size_t i) { return values[i]; });
        }
    };

    template <class... Maps>
    struct step_of final : step {
        std::array<std::size_t, sizeof...(Maps)> arguments;
        std::tuple<Maps...> maps;

        step_of(const std::array<std::size_t, sizeof...(Maps)>& a, std::tuple<Maps...> m)
            : arguments(a), maps(std::move(m)) {}

        void push(const kept_vector<slot>& tangents, slot& result) const override {
            for_each([&](const auto& map, std::size_t argument) {
                if (tangents[argument]) accumulate(result, map.push(*tangents[argument]));
            });
        }
        void pull(const tensor_type& w, const kept_vector<char>& reaches,
                  kept_vector<slot>& cotangents) const override {
            for_each([&](const auto& map, std::size_t argument) {
                if (reaches[argument]) accumulate(cotangents[argument], map.pull(w));
            });
        }
        std::span<const std::size_t> takes() const override { return arguments; }

        template <class F>
        void for_each(const F& f) const {
            [&]<std::size_t... I>(std::index_sequence<I...>) {
                (f(std::get<I>(maps), arguments[I]), ...);
            }
            (std::index_sequence_for<Maps...>{});
        }
    };

    kept_vector<std::unique_ptr<const step>> steps_;  // empty for an input
};

}  // namespace diapir::inline DIAPIR_TARGET
