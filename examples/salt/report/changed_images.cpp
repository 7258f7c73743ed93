#include "changed_images.hpp"

#include "../metrics.hpp"
#include "html.hpp"
#include "material.hpp"
#include "pixel_image.hpp"
#include <diapir/io/text.hpp>

#include <algorithm>
#include <numeric>

namespace salt {

using namespace diapir;

namespace {

constexpr std::size_t most_images = 6;  // that became better, and as many that became worse

/// The test set as one of the runs sees it, and what it decided.
struct decided_set {
    array<float> x, y, p;
    double threshold;

    explicit decided_set(const evaluated_run& run) {
        settings there;
        there.out = run.out;
        workspace w(there, "report");
        x = w.load_part<float>("x_test");
        y = w.load_part<float>("y_test");
        p = w.load<float>("y_pred.npy", "evaluate");
        threshold = io::as_number(run.metrics.at("threshold"));
    }
    std::size_t rows() const { return y.shape()[1]; }
    std::size_t cols() const { return y.shape()[2]; }

    /// What colors::decision shows.
    std::vector<float> decisions(std::size_t image) const {
        std::vector<float> kinds = plane(y, image);
        const std::vector<float> probability = plane(p, image);
        for (std::size_t k = 0; k < kinds.size(); ++k) {
            const bool salt = kinds[k] > 0.5F, found = probability[k] > static_cast<float>(threshold);
            kinds[k] = salt ? (found ? 1.0F : 2.0F) : (found ? 3.0F : 0.0F);
        }
        return kinds;
    }
};

std::string map(const decided_set& set, const std::string& caption, const std::string& image,
                const std::vector<float>& values, colors how, std::pair<double, double> limits) {
    return "<figure class=\"map\"><div class=\"frame\">" +
           image_of(values, set.rows(), set.cols(), how, limits.first, limits.second)
               .element(caption, caption + " of the image " + image) +
           "</div>" + html::element("figcaption", caption) + "</figure>\n";
}

class changed_images {
public:
    explicit changed_images(const comparison& c) : c_(c), a_(c.a), b_(c.b), gain_(c.order.size()) {
        for (std::size_t i = 0; i < gain_.size(); ++i)
            gain_[i] = c.a.images.column("errors")[i] - c.b.images.column("errors")[c.order[i]];
    }

    /// Of those that became better, or worse, the most changed.
    std::string most(bool better) const {
        std::vector<std::size_t> order(gain_.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const double sign = better ? 1 : -1;
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t i, std::size_t j) { return sign * gain_[i] > sign * gain_[j]; });
        std::string out;
        for (std::size_t k = 0; k < std::min(most_images, order.size()) && sign * gain_[order[k]] > 0; ++k)
            out += image(order[k]);
        return out.empty() ? html::paragraph("There is none.") : "<div class=\"charts\">\n" + out + "</div>\n";
    }

private:
    std::string image(std::size_t i) const {
        const std::string& label = c_.a.images.labels()[i];
        const std::string name = io::is_utf8(label) ? label : io::excerpt(label);
        const auto percent = [](double share) { return fixed_text(100 * share, 1) + " %"; };
        const bool a_is_finer = a_.rows() * a_.cols() >= b_.rows() * b_.cols();
        const decided_set& finer = a_is_finer ? a_ : b_;
        const std::size_t in_b = c_.order[i], there = a_is_finer ? i : in_b;
        const std::vector<float> input = plane(finer.x, there);
        return html::figure("<div class=\"maps\">\n" +
                                map(finer, "Image", name, input, colors::gray, limits_of(input, colors::gray)) +
                                map(finer, "Truth", name, plane(finer.y, there), colors::truth, {0, 1}) +
                                map(a_, "A", name, a_.decisions(i), colors::decision, {0, 3}) +
                                map(b_, "B", name, b_.decisions(in_b), colors::decision, {0, 3}) + "</div>\n",
                            name + ": " + percent(c_.a.images.column("errors")[i]) + " of the pixels are wrong in A, " +
                                percent(c_.b.images.column("errors")[in_b]) + " in B.");
    }

    const comparison& c_;
    decided_set a_, b_;
    std::vector<double> gain_;  ///< how much smaller the share of wrong pixels is in b
};

}  // namespace

std::string changed_images_section(const comparison& c) {
    const changed_images images(c);
    return html::section(
        "changed", "The images that changed most",
        "<ul class=\"legend\"><li><span class=\"swatch found\"></span>salt that was found</li><li><span class=\"swatch "
        "missed\"></span>missed salt</li><li><span class=\"swatch false\"></span>false salt</li></ul>\n" +
            html::element("h3", "Better in B") + '\n' + images.most(true) + html::element("h3", "Worse in B") + '\n' +
            images.most(false));
}

}  // namespace salt
