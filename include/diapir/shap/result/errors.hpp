// What can end an explanation early. What was explained until then is not lost: it travels with the exception.
#pragma once

#include <diapir/core/error.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

template <class T>
struct explanation;

/// Thrown when a progress callback asks to stop.
class cancelled : public error {
public:
    using error::error;
};

/// The coalitions that a model was called for. They are numbered within the list that an estimator asked for.
struct coalition_batch {
    std::size_t first = 0, last = 0;  ///< the batch goes from coalition `first` to coalition `last`, both included
    std::size_t count = 0;            ///< coalitions in the list
    std::size_t bad = 0;              ///< the first coalition that is known to be bad, or else the first of the batch
    std::vector<std::size_t> present = {};  ///< the players of coalition `bad`
};

/// Thrown when a model throws, returns another shape than it should, a value that is not finite, or another answer for
/// the same input.
class model_error : public error {
public:
    model_error(const std::string& message, coalition_batch batch, std::exception_ptr cause = nullptr)
        : error(message), batch_(std::move(batch)), cause_(std::move(cause)) {}

    const coalition_batch& batch() const { return batch_; }
    /// What the model threw, or null.
    std::exception_ptr cause() const { return cause_; }

private:
    coalition_batch batch_;
    std::exception_ptr cause_;
};

namespace detail {

template <class T>
class carries_explanation {
public:
    explicit carries_explanation(explanation<T> e) : finished_(std::make_shared<const explanation<T>>(std::move(e))) {}
    virtual ~carries_explanation() = default;
    const explanation<T>& finished() const { return *finished_; }

private:
    std::shared_ptr<const explanation<T>> finished_;  // copies of an exception must not throw
};

/// An error together with what was explained before it.
template <class Error, class T>
class interrupted : public Error, public carries_explanation<T> {
public:
    interrupted(Error e, explanation<T> finished) : Error(std::move(e)), carries_explanation<T>(std::move(finished)) {}
};

}  // namespace detail

/// The inputs that an explainer with values of T had finished when it threw `e` (a model_error, cancelled or
/// argument_error), the first of those it was given; null where the exception carries none. The last is the input at
/// hand where its estimate was under way: what it was worth by then, with the standard errors of that.
template <class T>
const explanation<T>* finished(const std::exception& e) {
    const auto* carrier = dynamic_cast<const detail::carries_explanation<T>*>(&e);
    return carrier ? &carrier->finished() : nullptr;
}

}  // namespace diapir::inline DIAPIR_TARGET::shap
