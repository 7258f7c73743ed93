// What the two programs on tables share: their options, what they print, the figures they draw.
#pragma once

#include "../command_line/check_values.hpp"
#include "../command_line/messages.hpp"
#include "../command_line/numbers.hpp"
#include "../command_line/options_file.hpp"
#include "data.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/figure.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/make_folder.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/shap.hpp>
#include <diapir/version.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <iomanip>
#include <iostream>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

namespace tabular {

struct settings {
    std::filesystem::path data, out;
    std::string target;
    std::uint64_t seed = 42;
    std::size_t threads = 0;  ///< 0: all cores
    std::size_t generated = 2000, rows = 100, row = 0, background = 30;
    std::string estimator = "auto";
    std::size_t evaluations = 0;  ///< for each row; 0: the estimator's own number
    bool quiet = false;
};

inline void add_options(CLI::App& app, settings& s) {
    app.add_option("--data", s.data,
                   "CSV of numbers with a line of column names (default: made by Friedman's function #1)");
    app.add_option("--target", s.target, "the column of --data to predict from all others");
    app.add_option("--generate", s.generated, "rows of Friedman's function where there is no --data")
        ->capture_default_str()
        ->check(programs::from_to(20, 10000000));
    app.add_option("--rows", s.rows, "held-out rows to explain, at the most")
        ->capture_default_str()
        ->check(programs::above_zero());
    app.add_option("--row", s.row, "which of them is explained in detail, from 0")->capture_default_str();
    app.add_option("--background", s.background, "rows of the training set that stand for absent features")
        ->capture_default_str()
        ->check(programs::above_zero());
    app.add_option("--estimator", s.estimator, "auto is exact for up to 10 features and kernel beyond")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "exact", "kernel", "permutation"}));
    app.add_option("--evaluations", s.evaluations,
                   "of the model for each row where values are sampled; 0: the estimator's own number")
        ->capture_default_str();
    app.add_option("--out", s.out, "folder for the figures")->capture_default_str();
    app.add_option("--threads", s.threads, "threads to use; 0 for all cores")->capture_default_str();
    app.add_option("--seed", s.seed, "of everything random")->capture_default_str();
    app.add_flag("--quiet", s.quiet, "say nothing but errors")->configurable(false);
    app.set_config("--config", "", "file of options, for those that are left out; options.ini in --out is one")
        ->check(CLI::Validator(
            [](const std::string& path) {
                std::error_code ignored;
                return std::filesystem::is_regular_file(path, ignored) ? std::string() : "expected a file, got " + path;
            },
            ""));
    app.config_formatter(std::make_shared<programs::options_format>());
    app.allow_config_extras(CLI::config_extras_mode::error);
    app.set_version_flag("--version", app.get_name() + ' ' + diapir::version);
    app.footer(
        "Exit status: 0 done; 1 an error; 2 a command line that means nothing. Each is told on one line of "
        "standard error.");
}

/// Throws diapir::file_error where the options would be written over a file that none of these programs has written.
inline void require_own_options(const settings& s) {
    const auto path = s.out / "options.ini";
    if (!diapir::io::is_there(path)) return;
    const std::string options = diapir::io::read_file(path), first = options.substr(0, options.find('\n'));
    diapir::require<diapir::file_error>(first.starts_with("# ") && first.ends_with(" --config FILE"), path.string(),
                                        ": was made by another program; move it away, or choose another --out");
}

/// Writes the options that were used to options.ini beside the figures.
inline void save_options(const CLI::App& app, const settings& s) {
    diapir::io::write_file(s.out / "options.ini",
                           "# " + app.get_name() + " --config FILE\n" + app.config_to_str(true, false));
}

/// What the command line means nothing for; of a file of options by its name.
inline std::string misuse_of(const CLI::App& app, const CLI::ParseError& e) {
    const std::string text = programs::misuse(e), foreign = "INI was not able to parse ";
    if (!dynamic_cast<const CLI::ConfigError*>(&e)) return text;
    return app.get_config_ptr()->as<std::string>() + ": " +
           (text.starts_with(foreign) ? "there is no option " + text.substr(foreign.size()) : text);
}

/// Parses the command line, calls action() and writes options.ini; errors go to standard error, with the status that
/// the help says.
inline int run(CLI::App& app, int argc, char** argv, const settings& s, const std::function<void()>& action) {
    programs::check_values(app);
    programs::take_faults_as_errors();
    try {
        app.parse(argc, argv);
        diapir::set_threads(s.threads);
        if (s.quiet) std::cout.setstate(std::ios::failbit);
        require_own_options(s);
        action();
        save_options(app, s);
        programs::finish_output();
        return 0;
    } catch (const CLI::ParseError& e) {
        if (e.get_exit_code() == 0)
            return programs::help(app, e, [&app](const std::string& why) {
                std::cerr << app.get_name() << ": " << why << '\n';
                return 1;
            });
        std::cerr << app.get_name() << ": " << misuse_of(app, e) << "; see '" << app.get_name() << " --help'\n";
        return 2;
    } catch (const std::exception& e) {
        std::cerr << app.get_name() << ": " << programs::failure(e) << '\n';
        return 1;
    }
}

/// The table that the settings ask for.
inline table load(const settings& s) {
    diapir::require(s.data.empty() == s.target.empty(),
                    "--data and --target: name both a CSV and its column, or neither");
    const table t = s.data.empty() ? friedman_table(s.generated, s.seed) : read(s.data, s.target);
    std::cout << "data: " << (s.data.empty() ? "Friedman's function #1" : s.data.string()) << ", " << t.rows()
              << " rows, " << t.features.size() << " features, target " << t.target;
    if (t.incomplete > 0) std::cout << "; rows left out because a number is missing: " << t.incomplete;
    std::cout << '\n';
    return t;
}

/// Prints how far predictions {n, 1} are from the targets of held-out rows, beside the mean of the training set.
inline void print_error(const table& train, const table& held_out, const diapir::array<double>& predictions) {
    const double mean = std::accumulate(train.y.begin(), train.y.end(), 0.0) / static_cast<double>(train.rows());
    double error = 0, spread = 0;
    for (std::size_t i = 0; i < held_out.rows(); ++i) {
        error += std::pow(predictions.data()[i] - held_out.y.data()[i], 2);
        spread += std::pow(mean - held_out.y.data()[i], 2);
    }
    const auto n = static_cast<double>(held_out.rows());
    std::cout << held_out.rows() << " held-out rows: root-mean-square error " << std::sqrt(error / n)
              << ", of the mean " << std::sqrt(spread / n) << ", R^2 ";
    if (std::sqrt(spread / n) > 1e-12 * std::abs(mean)) {  // more than rounding
        std::cout << 1 - error / spread << '\n';
    } else {
        std::cout << "undefined\n";
    }
}

/// The held-out rows that are explained. Throws diapir::argument_error where --row is none of them.
inline table explained_rows(const settings& s, const table& held_out) {
    const std::size_t count = std::min(s.rows, held_out.rows());
    diapir::require(s.row < count, "--row: there are ", count, " explained rows, counted from 0, got ", s.row);
    return {held_out.features, held_out.target, diapir::slice(held_out.x, 0, count),
            diapir::slice(held_out.y, 0, count)};
}

/// Explains rows {n, features} of a model {n, features} -> {n, 1}, and prints what it took.
template <class M>
diapir::shap::explanation<double> explain(const settings& s, const M& model,
                                          const diapir::shap::background<double>& background, const table& rows) {
    namespace shap = diapir::shap;
    const auto players = shap::players::elements().named(rows.features);
    const std::size_t most_exact = 10;
    const std::string how = s.estimator != "auto"                ? s.estimator
                            : rows.features.size() <= most_exact ? "exact"
                                                                 : "kernel";
    const shap::options limited{.budget = {.evaluations = s.evaluations}, .seed = s.seed};
    const auto e = how == "exact"    ? shap::exact(model, background, players)(rows.x)
                   : how == "kernel" ? shap::kernel(model, background, players, limited)(rows.x)
                                     : shap::permutation(model, background, players, limited)(rows.x);
    std::cout << how << " Shapley values of " << e.size() << " rows against " << background.size()
              << " training rows: " << e.evaluations << " evaluations in " << std::setprecision(3) << e.seconds
              << " s, residual " << e.residual << "\n\n";
    return e.output({0});
}

/// Columns of numbers with a name for each row.
class text_table {
public:
    text_table(std::string corner, std::vector<std::string> names) : columns_{{std::move(corner)}} {
        columns_[0].insert(columns_[0].end(), names.begin(), names.end());
    }
    /// `of(row)` gives the number of a row.
    template <class Of>
    void add(const std::string& heading, const Of& of) {
        std::vector<std::string> column{heading};
        double largest = 0;
        for (std::size_t r = 0; r + 1 < columns_[0].size(); ++r)
            largest = std::max(largest, std::abs(static_cast<double>(of(r))));
        for (std::size_t r = 0; r + 1 < columns_[0].size(); ++r) {
            std::ostringstream text;
            const double number = static_cast<double>(of(r));
            text << std::setprecision(4)
                 << (std::abs(number) > 1e-12 * largest ? number : 0);  // without rounding errors
            column.push_back(text.str());
        }
        columns_.push_back(std::move(column));
    }
    /// Prints the rows in that order, numbers to the right.
    void print(const std::vector<std::size_t>& order) const {
        std::vector<std::size_t> widths;
        for (const auto& column : columns_) {
            widths.push_back(0);
            for (const std::string& text : column) widths.back() = std::max(widths.back(), text.size());
        }
        const auto line = [&](std::size_t r) {
            for (std::size_t c = 0; c < columns_.size(); ++c)
                std::cout << (c ? "  " : "") << (c ? std::right : std::left) << std::setw(static_cast<int>(widths[c]))
                          << columns_[c][r];
            std::cout << '\n';
        };
        line(0);
        for (const std::size_t r : order) line(r + 1);
        std::cout << '\n';
    }

private:
    std::vector<std::vector<std::string>> columns_;
};

/// Waterfall of one row, beeswarm and bars of all, as PNG and SVG.
inline void draw(const settings& s, const diapir::shap::explanation<double>& e, const table& rows) {
    namespace figure = diapir::figure;
    diapir::io::make_folder(s.out);
    const std::string unit = " (unit of " + rows.target + ")", row = std::to_string(s.row);
    const auto one = figure::waterfall(e.input(s.row), diapir::slice(rows.x, s.row, s.row + 1),
                                       {.title = "Held-out row " + row, .label = "Predicted " + rows.target});
    const auto all = figure::beeswarm(
        e, rows.x, {.title = std::to_string(e.size()) + " held-out rows", .label = "Shapley value" + unit});
    const auto bar = figure::importance(e, {.title = "Importance", .label = "Mean |Shapley value|" + unit});
    for (const char* extension : {".png", ".svg"}) {
        one.save(s.out / (std::string("waterfall") + extension));
        all.save(s.out / (std::string("beeswarm") + extension));
        bar.save(s.out / (std::string("bar") + extension));
    }
    std::cout << "figures: waterfall, beeswarm and bar, as PNG and SVG, in " << s.out.string() << '\n';
}

}  // namespace tabular
