// Boosted trees of XGBoost as a callable, explained and compared with XGBoost's own TreeSHAP.
//
// Both are Shapley values, but of different games. diapir's absent features take their values from background rows,
// whatever the others are (interventional). TreeSHAP in XGBoost (Lundberg et al. 2020) has no background: where a tree
// asks for an absent feature it follows both branches, weighted by the training rows that went there after the
// questions before (path-dependent), so that correlated features, and the chance correlations of a small set, share
// credit. A background of few rows differs from the training set besides, as the base values show. Both are the same
// where each tree asks one question and the background is the training set: --depth 1 with a
// --background of all training rows.
#include "tabular/booster.hpp"
#include "tabular/data.hpp"
#include "tabular/program.hpp"

using namespace diapir;

namespace {

void explain(const tabular::settings& s, tabular::booster_options options) {
    const tabular::table all = tabular::load(s);
    const auto [train, held_out] = tabular::split(all, s.seed);
    options.threads = s.threads;
    options.seed = s.seed;
    const tabular::booster model(train, options);
    std::cout << "model: " << options.rounds << " boosted trees of depth " << options.depth << '\n';
    tabular::print_error(train, held_out, model(held_out.x));

    const tabular::table rows = tabular::explained_rows(s, held_out);
    const auto background = shap::backgrounds::sample(train.x, std::min(s.background, train.rows()), s.seed);
    const auto e = tabular::explain(s, model, background, rows);
    const auto own = model.contributions(rows.x);

    const std::size_t count = rows.features.size();
    std::vector<double> own_means(count);
    double squares = 0, scale = 0, largest = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i)
        for (std::size_t f = 0; f < count; ++f) {
            const double value = e.values(i, f), distance = value - own(i, f);
            own_means[f] += std::abs(own(i, f)) / static_cast<double>(rows.rows());
            squares += distance * distance;
            scale += value * value;
            largest = std::max(largest, std::abs(distance));
        }
    const auto means = e.mean_absolute();
    tabular::text_table overall("feature", rows.features);
    overall.add("mean |value|", [&](std::size_t f) { return means.data()[f]; });
    overall.add("TreeSHAP", [&](std::size_t f) { return own_means[f]; });
    overall.print(figure::ranked(means, count).shown);

    const auto one = e.input(s.row);
    std::cout << "row " << s.row << ": prediction " << one.predictions.data()[0] << ", base value " << *one.base(0)
              << ", of TreeSHAP " << own(s.row, count) << '\n';
    tabular::text_table detail("feature", rows.features);
    detail.add("is", [&](std::size_t f) { return rows.x(s.row, f); });
    detail.add("value", [&](std::size_t f) { return one.values.data()[f]; });
    if (e.has_standard_errors())
        detail.add("standard error", [&](std::size_t f) { return one.standard_errors.data()[f]; });
    detail.add("TreeSHAP", [&](std::size_t f) { return own(s.row, f); });
    detail.print(figure::ranked(one.mean_absolute(), count).shown);

    std::cout << "interventional against path-dependent values: largest difference " << largest
              << ", root-mean-square difference " << (scale > 0 ? std::sqrt(squares / scale) : 0.0)
              << " of the values'\n";
    tabular::draw(s, e, rows);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Fits boosted trees to a table and compares diapir's Shapley values with XGBoost's own.",
                 "explain_xgboost"};
    tabular::settings s;
    s.out = "outputs/xgboost";
    tabular::booster_options options;
    tabular::add_options(app, s);
    app.add_option("--rounds", options.rounds, "trees")->capture_default_str()->check(programs::above_zero());
    app.add_option("--depth", options.depth, "questions on a way through a tree")
        ->capture_default_str()
        ->check(programs::from_to(1, 16));
    app.add_option("--learning-rate", options.learning_rate, "of boosting")
        ->capture_default_str()
        ->check(programs::above_zero());
    return tabular::run(app, argc, argv, s, [&] { explain(s, options); });
}
