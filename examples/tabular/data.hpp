// Tables with a target column: read from a CSV, or made by a function whose effects are known.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/random.hpp>
#include <diapir/io/csv.hpp>
#include <diapir/io/text.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

namespace tabular {

struct table {
    std::vector<std::string> features;
    std::string target;
    diapir::array<double> x;     ///< {rows, features}
    diapir::array<double> y;     ///< {rows}
    std::size_t incomplete = 0;  ///< rows that were left out because a number is missing

    std::size_t rows() const { return y.size(); }
};

/// The complete rows of a CSV whose column `target` is to be predicted from all others. Throws diapir::file_error where
/// the file cannot be read, holds something other than numbers, or has no such column or too few rows.
inline table read(const std::filesystem::path& path, const std::string& target) {
    using diapir::file_error, diapir::require;
    const diapir::table csv = diapir::io::read_csv(path);
    const std::vector<std::string>& names = csv.names();
    const auto found = std::find(names.begin(), names.end(), target);
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
    require<file_error>(found != names.end(), path.string(), ": there is no column '", target,
                        "' for --target; its columns are ", all);
    require<file_error>(csv.columns() >= 2, path.string(), ": there is no column besides the target ", target);
    const auto at = static_cast<std::size_t>(found - names.begin());

    std::vector<double> x, y;
    for (std::size_t r = 0; r < csv.rows(); ++r) {
        const std::vector<double> row = csv.row(r);
        if (!std::all_of(row.begin(), row.end(), [](double v) { return std::isfinite(v); })) continue;
        for (std::size_t c = 0; c < row.size(); ++c)  // models compute their squares, and some with 32 bits
            require<file_error>(std::abs(row[c]) <= 1e15, path.string(), ": expected numbers of at most 1e15, got ",
                                row[c], " in column ", diapir::io::excerpt(names[c]));
        y.push_back(row[at]);
        for (std::size_t c = 0; c < row.size(); ++c)
            if (c != at) x.push_back(row[c]);
    }
    require<file_error>(y.size() >= 20, path.string(), ": expected at least 20 rows without missing numbers, got ",
                        y.size());
    table t{names, target, diapir::make_array<double>({y.size(), names.size() - 1}),
            diapir::make_array<double>({y.size()}), csv.rows() - y.size()};
    t.features.erase(t.features.begin() + static_cast<std::ptrdiff_t>(at));
    std::copy(x.begin(), x.end(), t.x.data());
    std::copy(y.begin(), y.end(), t.y.data());
    return t;
}

/// Function #1 of Friedman (Multivariate adaptive regression splines, 1991) for rows {n, 10}, as {n, 1}: 10 sin(pi x1
/// x2) + 20 (x3 - 1/2)^2 + 10 x4 + 5 x5. The features x6 to x10 do nothing.
inline diapir::array<double> friedman(const diapir::array<double>& x) {
    const std::size_t width = x.shape()[1];
    auto y = diapir::make_array<double>({x.shape()[0], 1});
    for (std::size_t i = 0; i < y.size(); ++i) {
        const double* r = x.data() + i * width;
        y.data()[i] =
            10 * std::sin(std::numbers::pi * r[0] * r[1]) + 20 * (r[2] - 0.5) * (r[2] - 0.5) + 10 * r[3] + 5 * r[4];
    }
    return y;
}

/// Rows that are uniform in [0, 1)^10, with that function and standard normal noise as their target.
inline table friedman_table(std::size_t rows, std::uint64_t seed) {
    diapir::random_stream random(seed, 1);
    table t{{}, "y", diapir::make_array<double>({rows, 10}), diapir::make_array<double>({rows})};
    for (std::size_t f = 1; f <= 10; ++f) t.features.push_back("x" + std::to_string(f));
    for (double& v : t.x) v = random.uniform();
    const auto y = friedman(t.x);
    for (std::size_t i = 0; i < rows; ++i) t.y.data()[i] = y.data()[i] + random.normal();
    return t;
}

/// A table in two by chance: the rows to fit to and a fifth, at least one, to be held out.
inline std::pair<table, table> split(const table& t, std::uint64_t seed) {
    const auto order = diapir::random_stream(seed, 2).permutation(t.rows());
    const std::size_t held_out = std::max<std::size_t>(t.rows() / 5, 1);
    const auto part = [&](std::size_t first, std::size_t last) {
        const std::vector<std::size_t> rows(order.begin() + static_cast<std::ptrdiff_t>(first),
                                            order.begin() + static_cast<std::ptrdiff_t>(last));
        return table{t.features, t.target, diapir::take(t.x, rows), diapir::take(t.y, rows)};
    };
    return {part(held_out, t.rows()), part(0, held_out)};
}

}  // namespace tabular
