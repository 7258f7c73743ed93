#include "steps.hpp"
#include "workspace.hpp"
#include <diapir/core/progress.hpp>
#include <diapir/io/weights.hpp>
#include <diapir/shap.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <numeric>

namespace salt {

using namespace diapir;

namespace {

/// The test images to explain: those asked for; else those of the original project where there are as many; else nine
/// that show salt, evenly spaced by how much of them it covers.
std::vector<std::size_t> chosen_images(const settings& s, const array<float>& y) {
    const std::size_t count = y.shape()[0], pixels = y.size() / count;
    for (std::size_t i : s.images)
        require(i < count, "explain: --images names ", i, ", but the test set has ", count, " images");
    if (!s.images.empty()) return s.images;
    const std::vector<std::size_t> original{127, 527, 259, 401, 210, 90, 610, 600, 24};
    if (*std::max_element(original.begin(), original.end()) < count) return original;
    const auto salt = [&](std::size_t i) {
        return std::accumulate(y.data() + i * pixels, y.data() + (i + 1) * pixels, 0.0);
    };
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < count; ++i)
        if (salt(i) > 0) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return salt(a) < salt(b); });
    if (order.size() <= original.size()) return order;
    std::vector<std::size_t> chosen;
    for (std::size_t k = 0; k < original.size(); ++k)
        chosen.push_back(order[(2 * k + 1) * order.size() / (2 * original.size())]);
    return chosen;
}

progress_callback progress_to(std::ostream& out, const std::string& what) {
    return [&out, what, last = -1](const progress& p) mutable {
        const int percent = static_cast<int>(100 * p.done / p.total);
        if (percent / 10 != last / 10 || last < 0)
            out << what << ' ' << percent << " %, " << static_cast<int>(p.seconds_left) << " s left\n" << std::flush;
        last = percent;
        return true;
    };
}

/// Values {n, channels, rows, cols, 1} as contributions {n, rows, cols, channels}.
array<float> channels_last(const shap::explanation<float>& e) {
    const std::size_t n = e.size(), channels = e.players.size(), pixels = e.outputs.size();
    array<float> out = make_array<float>({n, e.outputs[0], e.outputs[1], channels});
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t c = 0; c < channels; ++c)
            for (std::size_t p = 0; p < pixels; ++p)
                out.data()[(i * pixels + p) * channels + c] = e.values.data()[(i * channels + c) * pixels + p];
    return out;
}

/// Values {n, rows, cols, channels, rows, cols, 1} as shap has them: {outputs, n, rows, cols, channels}.
array<double> outputs_first(const shap::explanation<float>& e) {
    const std::size_t n = e.size(), inputs = e.players.size(), outputs = e.outputs.size();
    array<double> out = make_array<double>(shape{outputs, n}.then(e.players));
    parallel_for(outputs, [&](std::size_t o) {
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < inputs; ++k)
                out.data()[(o * n + i) * inputs + k] = e.values.data()[(i * inputs + k) * outputs + o];
    });
    return out;
}

nlohmann::ordered_json costs(const shap::explanation<float>& e) {
    return {{"seconds", e.seconds}, {"model_evaluations", e.evaluations}, {"residual", e.residual}};
}

}  // namespace

void explain(const settings& s) {
    const stopwatch clock;
    const auto net = io::load_network<float>(existing(s, "model.npz", "train"));
    const array<float> x_train = load_part<float>(s, "x_train"), x_test = load_part<float>(s, "x_test");
    const auto images = chosen_images(s, load_part<float>(s, "y_test"));
    require(!images.empty(), "explain: no image of the test set shows salt; name some with --images");
    const std::size_t references = std::min(s.background, x_train.shape()[0]);
    if (references < s.background)
        std::cout << "the background is all of the " << references << " training images, fewer than the "
                  << s.background << " asked for\n";
    const auto background = shap::backgrounds::sample(x_train, references, s.seed);
    const auto x = take(x_test, images);

    const auto exact = shap::exact(net, background, shap::players::channels())(x);
    const auto deep = shap::deep(net, background, shap::players::channels())(x);
    nlohmann::ordered_json timing{{"seconds", 0.0},
                                  {"images", images.size()},
                                  {"background", references},
                                  {"exact", costs(exact)},
                                  {"deep", costs(deep)}};
    if (s.players == "elements") {
        const auto elements = shap::deep(net, background, shap::players::elements(),
                                         {.progress = progress_to(std::cout, "deep, elements:")})(x);
        io::save_npy(writable(s, "shap_values.npy"), outputs_first(elements));
        timing["deep_elements"] = costs(elements);
    }
    auto base = exact.base_values;
    base.reshape({exact.outputs[0], exact.outputs[1]});
    io::save_npy(writable(s, "expected_values.npy"), base);
    io::save_npy(writable(s, "channel_contributions_exact.npy"), channels_last(exact));
    io::save_npy(writable(s, "channel_contributions_deep.npy"), channels_last(deep));
    array<std::int64_t> indexes = make_array<std::int64_t>({images.size()});
    std::copy(images.begin(), images.end(), indexes.begin());
    io::save_npy(writable(s, "test_indexes_used_for_SHAP.npy"), indexes);
    for (const auto* e : {&exact, &deep})
        std::cout << "  " << e->estimator << ": " << e->seconds << " s, " << e->evaluations
                  << " model evaluations, residual " << e->residual << '\n';
    timing["seconds"] = clock.seconds();
    record(s, "explain", timing);
}

}  // namespace salt
