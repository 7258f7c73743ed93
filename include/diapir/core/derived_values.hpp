// What was computed from an object that no longer changes, such as the spectra of a convolution kernel: made when it is
// first asked for, and kept as long as the object.
#pragma once

#include <diapir/core/buffer.hpp>

#include <memory>
#include <mutex>
#include <utility>

namespace diapir {

/// Values of any types. Calls are thread-safe: threads that ask for the same value wait for the one that makes it.
class derived_values {
public:
    /// The kept value of type V that `fits(value)` holds for. Where there is none, what `make()` returns, a shared_ptr
    /// to one, is kept and returned. Throws what they throw.
    template <class V, class Fits, class Make>
    std::shared_ptr<const V> find_or_make(const Fits& fits, const Make& make) const {
        const std::lock_guard lock(mutex_);
        for (const entry& e : entries_)
            if (e.type == type_of<V>() && fits(*static_cast<const V*>(e.value.get())))
                return std::static_pointer_cast<const V>(e.value);
        std::shared_ptr<const V> made = make();
        entries_.push_back({type_of<V>(), made});
        return made;
    }

private:
    struct entry {
        const void* type;
        std::shared_ptr<const void> value;
    };

    /// An address that stands for a type.
    template <class V>
    static const void* type_of() {
        static constexpr char place = 0;
        return &place;
    }

    mutable std::mutex mutex_;
    mutable kept_vector<entry> entries_;
};

}  // namespace diapir
