// An object that several hold.
#pragma once

#include <concepts>
#include <memory>
#include <utility>

namespace diapir {

/// A shared pointer that is copied where others are moved, so that what was moved from still has its object.
template <class T>
class shared_object {
public:
    shared_object() = default;
    template <class U>
    requires std::convertible_to<std::shared_ptr<U>, std::shared_ptr<T>> shared_object(std::shared_ptr<U> object)
        : object_(std::move(object)) {}
    shared_object(const shared_object&) = default;  // and no moves, which would leave one behind without its object
    shared_object& operator=(const shared_object&) = default;
    ~shared_object() = default;

    T& operator*() const { return *object_; }
    T* operator->() const { return object_.get(); }
    friend bool operator==(const shared_object&, const shared_object&) = default;

private:
    std::shared_ptr<T> object_;
};

}  // namespace diapir
