// Options of attributes by their names. The struct of the options has their types and their defaults; here a member
// gets a name by which lists of attributes set it, and a description.
#pragma once

#include <diapir/attributes/registry/attribute_set.hpp>
#include <diapir/attributes/registry/option_text.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// What people are told of an option.
struct option_description {
    std::string name;
    std::string initial;      ///< its default, as a text
    std::string expected;     ///< which values there are: "a whole number", "gst, marfurt or gersztenkorn"
    std::string description;  ///< in a few words
};

using common::option_setting;

/// An option that is part of a struct `Options`.
template <class Options>
class option {
public:
    /// `member` is a pointer to a member, or a function from Options& to a reference to what is set.
    template <class Member>
    option(std::string name, Member member, std::string description)
        : set_([member](Options& options, std::string_view text) {
              const auto value = option_text<value_of<Member>>::parse(text);
              if (value) std::invoke(member, options) = *value;
              return value.has_value();
          }),
          get_([member](Options options) {
              return option_text<value_of<Member>>::format(std::invoke(member, options));
          }),
          description_{std::move(name), get_(Options{}), option_text<value_of<Member>>::expected(),
                       std::move(description)} {}

    const std::string& name() const { return description_.name; }
    const option_description& description() const { return description_; }
    /// Sets the member, unless the text is no value for it: then it stays, and the result is false.
    bool set(Options& options, std::string_view text) const { return set_(options, text); }
    /// The value of the member, as a text.
    std::string get(const Options& options) const { return get_(options); }

private:
    template <class Member>
    using value_of = std::remove_cvref_t<std::invoke_result_t<Member, Options&>>;

    std::function<bool(Options&, std::string_view)> set_;
    std::function<std::string(const Options&)> get_;
    option_description description_;
};

}  // namespace diapir::inline DIAPIR_TARGET::attributes
