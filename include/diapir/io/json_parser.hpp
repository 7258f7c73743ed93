// From text to JSON, in a time that grows with the text: nlohmann's own parser looks through all members of an object
// for each one that it adds, and takes any depth, though whatever visits, copies or prints values does so by recursion.
// This is the seam to nlohmann-json.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/target.hpp>
#include <diapir/io/text.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

/// Members keep their order.
using json = nlohmann::ordered_json;

namespace detail {

/// Deeper values are refused.
constexpr std::size_t max_json_depth = 256;

/// The members of an object, of which no two have one name: other readers would take the other value. `origin` names
/// what it is in.
class json_members {
public:
    /// Throws file_error where there is one of that name already.
    void add(const std::string& name, json value, const std::string& origin) {
        if (!names_.insert(name).second)
            throw file_error(origin + ": expected each name of an object once, got " + excerpt(name) + " twice");
        members_.emplace_back(name, std::move(value));
    }
    /// For once.
    json object() {
        json whole = std::move(members_);
        return whole;
    }

private:
    json::object_t members_;
    std::unordered_set<std::string> names_;
};

/// Makes a JSON of what the parser of nlohmann-json finds.
class json_builder final : public nlohmann::json_sax<json> {
public:
    explicit json_builder(const std::string& origin) : origin_(origin) {}

    bool null() override { return add(json(nullptr)); }
    bool boolean(bool value) override { return add(json(value)); }
    bool number_integer(number_integer_t value) override { return add(json(value)); }
    bool number_unsigned(number_unsigned_t value) override { return add(json(value)); }
    bool number_float(number_float_t value, const string_t&) override { return add(json(value)); }
    bool string(string_t& value) override { return add(json(std::move(value))); }
    bool binary(binary_t&) override { return false; }  // in no text
    bool start_object(std::size_t) override { return open(true); }
    bool key(string_t& name) override {
        open_.back().name = std::move(name);
        return true;
    }
    bool end_object() override { return close(open_.back().members.object()); }
    bool start_array(std::size_t) override { return open(false); }
    bool end_array() override { return close(json(std::move(open_.back().items))); }
    bool parse_error(std::size_t, const std::string&, const json::exception& failure) override {
        why_ = failure.what();
        return false;
    }

    json result;
    const std::string& why() const { return why_; }

private:
    /// An object or array that has not ended yet.
    struct level {
        bool object;
        std::string name{};  // of the member that comes next
        json_members members{};
        json::array_t items{};
    };

    void require_shallow() const {
        require<file_error>(open_.size() <= max_json_depth, origin_, ": expected JSON of at most ", max_json_depth,
                            " levels");
    }
    bool open(bool object) {
        require_shallow();
        open_.push_back({object});
        return true;
    }
    bool close(json whole) {
        open_.pop_back();
        return add(std::move(whole));
    }
    bool add(json item) {
        require_shallow();
        if (open_.empty()) {
            result = std::move(item);
        } else if (open_.back().object) {
            open_.back().members.add(open_.back().name, std::move(item), origin_);
        } else {
            open_.back().items.push_back(std::move(item));
        }
        return true;
    }

    const std::string& origin_;
    std::vector<level> open_;
    std::string why_;
};

/// The JSON that a text holds; none where it holds something else, and then `why`. `origin` names it in messages.
/// Throws file_error where values are deeper than 256 levels, or an object has a name twice.
inline std::optional<json> json_of(std::string_view text, const std::string& origin, std::string* why = nullptr) {
    if (const std::size_t zero = text.find('\0'); zero != text.npos) {  // which nlohmann-json takes for the end
        if (why) *why = common::concat("a zero byte at offset ", zero);
        return {};
    }
    json_builder builder(origin);
    if (json::sax_parse(text, &builder)) return std::move(builder.result);
    if (why) *why = builder.why();
    return {};
}

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::io
