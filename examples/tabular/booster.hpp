// Boosted trees of XGBoost, through its C interface, as a model and with the contributions that it computes itself.
#pragma once

#include "data.hpp"
#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>

#include <xgboost/c_api.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tabular {

struct booster_options {
    std::size_t rounds = 200, depth = 4;
    double learning_rate = 0.1;
    std::size_t threads = 0;  ///< 0: all cores
    std::uint64_t seed = 42;
};

class booster {
public:
    /// Fitted to the squared error of a table. Throws diapir::error where XGBoost fails.
    booster(const table& train, const booster_options& options) {
        const auto data = matrix(train.x);
        const std::vector<float> target(train.y.begin(), train.y.end());
        check(XGDMatrixSetFloatInfo(data.get(), "label", target.data(), target.size()));
        BoosterHandle made = nullptr;
        const DMatrixHandle cached[] = {data.get()};
        check(XGBoosterCreate(cached, 1, &made));
        handle_.reset(made);
        for (const auto& [name, value] :
             std::initializer_list<std::pair<const char*, std::string>>{{"objective", "reg:squarederror"},
                                                                        {"tree_method", "exact"},
                                                                        {"max_depth", std::to_string(options.depth)},
                                                                        {"eta", shortest(options.learning_rate)},
                                                                        {"nthread", std::to_string(options.threads)},
                                                                        {"seed", std::to_string(options.seed)}})
            check(XGBoosterSetParam(made, name, value.c_str()));
        for (std::size_t round = 0; round < options.rounds; ++round)
            check(XGBoosterUpdateOneIter(made, static_cast<int>(round), data.get()));
    }

    /// {n, features} to {n, 1}.
    diapir::array<double> operator()(const diapir::array<double>& x) const {
        const std::string place = "{\"data\": [" + std::to_string(reinterpret_cast<std::uintptr_t>(x.data())) +
                                  ", true], \"shape\": [" + std::to_string(x.shape()[0]) + ", " +
                                  std::to_string(x.shape()[1]) + R"(], "typestr": "<f8", "version": 3})";
        const char* config = R"({"type": 0, "training": false, "iteration_begin": 0, "iteration_end": 0,
            "strict_shape": true, "missing": NaN, "cache_id": 0})";
        const bst_ulong* extents = nullptr;
        bst_ulong axes = 0;
        const float* result = nullptr;
        check(XGBoosterPredictFromDense(handle_.get(), place.c_str(), config, nullptr, &extents, &axes, &result));
        return copy(result, {x.shape()[0], 1}, extents, axes);
    }

    /// XGBoost's contributions {n, features + 1}; the last column is its base value.
    diapir::array<double> contributions(const diapir::array<double>& x) const {
        const auto data = matrix(x);
        const char* config = R"({"type": 2, "training": false, "iteration_begin": 0, "iteration_end": 0,
            "strict_shape": false})";
        const bst_ulong* extents = nullptr;
        bst_ulong axes = 0;
        const float* result = nullptr;
        check(XGBoosterPredictFromDMatrix(handle_.get(), data.get(), config, &extents, &axes, &result));
        return copy(result, {x.shape()[0], x.shape()[1] + 1}, extents, axes);
    }

private:
    struct free_handle {
        using pointer = void*;
        void operator()(void* handle) const { XGBoosterFree(handle); }
    };
    struct free_matrix {
        using pointer = void*;
        void operator()(void* handle) const { XGDMatrixFree(handle); }
    };
    using matrix_handle = std::unique_ptr<void, free_matrix>;

    static std::string shortest(double number) {
        char text[32];
        return {text, std::to_chars(text, text + sizeof text, number).ptr};
    }

    static void check(int status) { diapir::require<diapir::error>(status == 0, "xgboost: ", XGBGetLastError()); }

    static matrix_handle matrix(const diapir::array<double>& x) {
        const std::vector<float> values(x.begin(), x.end());
        DMatrixHandle made = nullptr;
        check(XGDMatrixCreateFromMat(values.data(), x.shape()[0], x.shape()[1], NAN, &made));
        return matrix_handle(made);
    }

    static diapir::array<double> copy(const float* from, const diapir::shape& expected, const bst_ulong* extents,
                                      bst_ulong axes) {
        const diapir::shape given(extents, extents + axes);
        diapir::require<diapir::error>(given.size() == expected.size(), "xgboost: expected an array ", expected,
                                       ", got ", given);
        auto to = diapir::make_array<double>(expected);
        std::copy_n(from, to.size(), to.data());
        return to;
    }

    std::unique_ptr<void, free_handle> handle_;
};

}  // namespace tabular
