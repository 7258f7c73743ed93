// What an explanation was made with, so that measures of its quality, figures and files need not be told again.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/shap/result/budget.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// A term of a linear map of outputs: weight x output `from` is added to the explained output `to`.
struct output_term {
    std::size_t from = 0, to = 0;  ///< row-major indexes
    double weight = 1;

    friend bool operator==(const output_term&, const output_term&) = default;
};

/// Which outputs of a model were explained.
enum class output_choice {
    all,       ///< every one
    terms,     ///< a linear map of them, the same for all inputs
    selected,  ///< some, others for each input: explanation::selected
    function   ///< what a function made of them, which is not kept
};

/// The circumstances of an explanation.
struct provenance {
    shape input;                             ///< of the inputs, without the batch axis; {} for games without inputs
    std::vector<std::uint32_t> labels = {};  ///< the player of every input element; empty for games without inputs
    std::size_t references = 0;              ///< of the background; 0 for games without one
    output_choice choice = output_choice::all;
    std::vector<output_term> terms = {};
    shap::budget budget = {};
    std::uint64_t seed = 0;
    std::string settings = {};  ///< what only this estimator has, such as "steps 50"

    /// That of an explanation of which only output `at` (row-major) is left.
    provenance of_output(std::size_t at) const {
        provenance p = *this;
        if (choice == output_choice::selected) return p;  // explanation::selected has it
        p.terms.clear();
        if (choice == output_choice::all) p.terms.push_back({at, 0, 1});
        for (const output_term& t : terms)
            if (t.to == at) p.terms.push_back({t.from, 0, t.weight});
        p.choice = p.terms.empty() ? output_choice::function : output_choice::terms;
        return p;
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::shap
