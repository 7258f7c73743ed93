// How a thread computes with floating-point numbers: its rounding mode, whether numbers below the smallest normal one
// become 0, which errors end the program. Each thread has its own.
#pragma once

#include <cfenv>

namespace diapir::common {

/// That of the thread that makes it.
class float_environment {
public:
    float_environment() { std::fegetenv(&environment_); }
    /// Makes it that of the calling thread.
    void enter() const { std::fesetenv(&environment_); }
    /// The same; flags that were raised in between stay raised.
    void come_back() const { std::feupdateenv(&environment_); }

private:
    std::fenv_t environment_;
};

/// Gives the calling thread the environment of another one for as long as it lives.
class borrowed_float_environment {
public:
    explicit borrowed_float_environment(const float_environment& other) { other.enter(); }
    ~borrowed_float_environment() { own_.come_back(); }
    borrowed_float_environment(const borrowed_float_environment&) = delete;
    borrowed_float_environment& operator=(const borrowed_float_environment&) = delete;

private:
    float_environment own_;
};

}  // namespace diapir::common
