// Predicts a column of a table from the others and explains the predictions: which features, by how much, and how
// surely. Without a CSV the table comes from a function whose true Shapley values are known and printed beside.
#include "tabular/data.hpp"
#include "tabular/fourier_ridge.hpp"
#include "tabular/program.hpp"

using namespace diapir;

namespace {

void explain(const tabular::settings& s, std::size_t cosines) {
    const tabular::table all = tabular::load(s);
    const auto [train, held_out] = tabular::split(all, s.seed);
    const tabular::fourier_ridge model(train.x, train.y, cosines, s.seed);
    std::cout << "model: ridge regression on " << all.features.size() << " standardized and " << cosines
              << " random Fourier features, length scale " << model.length_scale() << ", penalty " << model.penalty()
              << ", leave-one-out error " << model.leave_one_out_error() << '\n';
    tabular::print_error(train, held_out, model(held_out.x));

    const tabular::table rows = tabular::explained_rows(s, held_out);
    const auto background = shap::backgrounds::sample(train.x, std::min(s.background, train.rows()), s.seed);
    const auto e = tabular::explain(s, model, background, rows);
    // Against the same background, so that what differs is the model.
    const bool known = s.data.empty();
    const auto truth = known ? shap::exact(tabular::friedman, background)(rows.x).output({0}) : e;

    const std::size_t count = rows.features.size();
    const auto means = e.mean_absolute(), true_means = truth.mean_absolute();
    const auto ranking = figure::ranked(means, count);
    tabular::text_table overall("feature", rows.features);
    overall.add("mean |value|", [&](std::size_t f) { return means.data()[f]; });
    if (known) overall.add("true", [&](std::size_t f) { return true_means.data()[f]; });
    overall.print(ranking.shown);

    const auto one = e.input(s.row), true_one = truth.input(s.row);
    std::cout << "row " << s.row << ": base value " << *one.base(0) << ", prediction " << one.predictions.data()[0]
              << ", target " << rows.y.data()[s.row] << '\n';
    tabular::text_table detail("feature", rows.features);
    detail.add("is", [&](std::size_t f) { return rows.x(s.row, f); });
    detail.add("value", [&](std::size_t f) { return one.values.data()[f]; });
    if (e.has_standard_errors())
        detail.add("standard error", [&](std::size_t f) { return one.standard_errors.data()[f]; });
    if (known) detail.add("true", [&](std::size_t f) { return true_one.values.data()[f]; });
    detail.print(figure::ranked(one.mean_absolute(), count).shown);
    if (known) {
        double squares = 0;
        for (std::size_t k = 0; k < e.values.size(); ++k)
            squares += std::pow(e.values.data()[k] - truth.values.data()[k], 2);
        std::cout << "root-mean-square distance of all values from the true ones: "
                  << std::sqrt(squares / static_cast<double>(e.values.size())) << '\n';
    }
    tabular::draw(s, e, rows);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Fits a model to a table and explains its predictions with Shapley values.", "explain_tabular"};
    tabular::settings s;
    s.out = "outputs/tabular";
    std::size_t cosines = 400;
    tabular::add_options(app, s);
    app.add_option("--cosines", cosines, "random Fourier features of the model")
        ->capture_default_str()
        ->check(programs::above_zero());
    return tabular::run(app, argc, argv, s, [&] { explain(s, cosines); });
}
