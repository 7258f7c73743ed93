// A node of an ONNX graph that is being read: its attributes, and messages that name it.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/onnx/protobuf.hpp>
#include <diapir/io/text.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

class node_view {
public:
    /// `origin` names the file; `opset` is the version of the operators.
    node_view(const node_proto& node, std::int64_t opset, const std::string& origin)
        : node_(node), opset_(opset), origin_(origin) {}

    const node_proto& proto() const { return node_; }
    const std::string& operation() const { return node_.op_type(); }
    std::int64_t opset() const { return opset_; }
    const std::string& origin() const { return origin_; }

    /// Throws file_error, which names the node, unless the condition holds.
    template <class... Parts>
    void require(bool condition, const Parts&... parts) const {
        if (!condition) [[unlikely]]
            throw file_error(diapir::detail::concat(origin_, ": ", name_of(node_), ": ", parts...));
    }

    std::size_t inputs() const { return static_cast<std::size_t>(node_.input_size()); }
    /// The name of input i; empty where it is left out.
    const std::string& input(std::size_t i) const {
        static const std::string none;
        return i < inputs() ? node_.input(static_cast<int>(i)) : none;
    }
    bool has(std::size_t i) const { return !input(i).empty(); }

    std::int64_t whole(const char* name, std::int64_t otherwise) const {
        const attribute_proto* a = find(name, attribute_proto::INT);
        return a ? a->i() : otherwise;
    }
    /// The shortest decimal number that has that value in 32 bits: 0.001, not 0.0010000000474974513.
    double number(const char* name, double otherwise) const {
        const attribute_proto* a = find(name, attribute_proto::FLOAT);
        if (!a) return otherwise;
        char text[64];
        const char* const end = std::to_chars(text, text + sizeof(text), a->f()).ptr;
        double value = 0;
        std::from_chars(text, end, value);
        return value;
    }
    std::string text(const char* name, const char* otherwise) const {
        const attribute_proto* a = find(name, attribute_proto::STRING);
        return a ? a->s() : otherwise;
    }
    std::vector<std::int64_t> wholes(const char* name, std::vector<std::int64_t> otherwise) const {
        const attribute_proto* a = find(name, attribute_proto::INTS);
        return a ? std::vector<std::int64_t>(a->ints().begin(), a->ints().end()) : otherwise;
    }
    std::vector<double> numbers(const char* name) const {
        const attribute_proto* a = find(name, attribute_proto::FLOATS);
        return a ? std::vector<double>(a->floats().begin(), a->floats().end()) : std::vector<double>();
    }
    /// Null where there is none.
    const tensor_proto* tensor(const char* name) const {
        const attribute_proto* a = find(name, attribute_proto::TENSOR);
        return a ? &a->t() : nullptr;
    }
    bool has_attribute(const char* name) const {
        for (const attribute_proto& a : node_.attribute())
            if (a.name() == name) return true;
        return false;
    }

    /// Whole numbers from `least` to a million, `count` of them.
    std::vector<std::size_t> sizes(const char* name, std::size_t count, std::int64_t least,
                                   std::int64_t otherwise) const {
        const auto all = wholes(name, std::vector<std::int64_t>(count, otherwise));
        require(all.size() == count, "expected ", count, " ", name, ", got ", all.size());
        std::vector<std::size_t> sizes;
        for (const std::int64_t v : all) {
            require(v >= least && v <= 1000000, "expected ", name, " from ", least, " to 1000000, got ", v);
            sizes.push_back(static_cast<std::size_t>(v));
        }
        return sizes;
    }
    /// The one of rows and cols that the library has for both.
    std::size_t square(const char* name, std::int64_t otherwise) const {
        const auto both = sizes(name, 2, 1, otherwise);
        require(both[0] == both[1], "expected the same ", name, " for rows and cols, got ", both[0], " and ", both[1]);
        return both[0];
    }

private:
    const attribute_proto* find(const char* name, attribute_proto::AttributeType type) const {
        for (const attribute_proto& a : node_.attribute()) {
            if (a.name() != name) continue;
            require(a.type() == type, "expected an attribute ", name, " of type ", type, ", got ", a.type());
            return &a;
        }
        return nullptr;
    }

    const node_proto& node_;
    std::int64_t opset_;
    const std::string& origin_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
