#include "exact_set.hpp"

#include <diapir/shap.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <ostream>
#include <utility>

namespace salt {

using namespace diapir;

exact_values exact_of(const nn::unet<float>& net, const shap::background<float>& background, const array<float>& x,
                      const std::vector<std::string>& channels, progress_callback progress) {
    const auto players = shap::players::channels().named(channels);
    const shap::options options{.progress = std::move(progress)};
    const std::size_t n = x.shape()[0], count = channels.size();
    const shape maps{n, count, count, x.shape()[1], x.shape()[2]};
    if (count == 1) return {shap::exact(net, background, players, options)(x), make_array<float>(maps, 0.0f)};
    auto both = shap::interactions(net, background, players, options, {.index = shap::interaction_index::sii})(x);
    both.singles.estimator = "exact";  // the Shapley interaction index of one player is its Shapley value
    shap::detail::set_residuals(both.singles);
    both.pairs.reshape({maps[0], maps[1], maps[2], maps[3], maps[4]});
    return {std::move(both.singles), std::move(both.pairs)};
}

exact_set exact_of_set(const nn::unet<float>& net, const shap::background<float>& background, const array<float>& x,
                       const std::vector<std::string>& channels, std::ostream* tell) {
    constexpr std::size_t at_once = 8;
    const std::size_t n = x.shape()[0], count = channels.size(), pixels = x.shape()[1] * x.shape()[2];
    std::vector<shap::explanation<float>> parts;
    exact_set set{{}, make_array<float>({n, count, count})};
    for (std::size_t first = 0; first < n; first += at_once) {
        const std::size_t last = std::min(n, first + at_once);
        exact_values some = exact_of(net, background, slice(x, first, last), channels);
        for (std::size_t k = 0; k < (last - first) * count * count; ++k) {
            double sum = 0;
            for (std::size_t p = 0; p < pixels; ++p) sum += std::abs(some.pairs.data()[k * pixels + p]);
            set.pairs.data()[first * count * count + k] = static_cast<float>(sum / static_cast<double>(pixels));
        }
        parts.push_back(std::move(some.values));
        if (tell) *tell << "set: " << last << " of " << n << " images\n" << std::flush;
    }
    set.values = shap::merge(parts);
    return set;
}

std::vector<std::size_t> images_of_every_coverage(const array<float>& y, std::size_t count) {
    const std::size_t n = y.shape()[0], pixels = y.size() / std::max<std::size_t>(n, 1);
    std::vector<double> salt(n);
    for (std::size_t i = 0; i < n; ++i)
        salt[i] = std::accumulate(y.data() + i * pixels, y.data() + (i + 1) * pixels, 0.0);
    std::vector<std::size_t> order(n), chosen;
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return salt[a] < salt[b]; });
    count = std::min(count, n);
    for (std::size_t k = 0; k < count; ++k) chosen.push_back(order[(2 * k + 1) * n / (2 * count)]);
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

}  // namespace salt
