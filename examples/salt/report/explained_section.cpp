#include "../contributions.hpp"
#include "../metrics.hpp"
#include "../struggles.hpp"
#include "html.hpp"
#include "pixel_image.hpp"
#include "sections.hpp"
#include <diapir/figure/draw/number_text.hpp>

#include <algorithm>
#include <cmath>

namespace salt {

using diapir::array;

namespace {

/// Contributions of all explained images {n, rows, cols, channels}, exact and of DeepSHAP, and what both start from.
struct contributions {
    array<float> exact, deep, gap;  ///< the last is deep - exact
    std::vector<float> base;
};

/// How far DeepSHAP is from the exact values, of some of the numbers.
struct difference {
    double mean = 0, largest = 0, exact = 0, same_sign = 0;
    std::size_t channel = 0;  ///< whose difference is the largest on average
};

difference difference_of(const contributions& c, std::size_t first, std::size_t last, std::size_t channels) {
    difference d;
    std::vector<double> by_channel(channels);
    for (std::size_t k = first; k < last; ++k) {
        const auto e = static_cast<double>(c.exact.data()[k]), other = static_cast<double>(c.deep.data()[k]);
        const double gap = std::abs(e - other);
        by_channel[k % channels] += gap;
        d.mean += gap;
        d.largest = std::max(d.largest, gap);
        d.exact += std::abs(e);
        d.same_sign += e * other >= 0 ? 1 : 0;
    }
    const auto count = static_cast<double>(std::max<std::size_t>(1, last - first));
    d.mean /= count;
    d.exact /= count;
    d.same_sign /= count;
    d.channel = static_cast<std::size_t>(std::max_element(by_channel.begin(), by_channel.end()) - by_channel.begin());
    return d;
}

std::string difference_text(const material& m, const difference& d) {
    return "DeepSHAP and the exact value differ by " + fixed_text(d.mean, 3) + " on average, " +
           (d.exact > 0 ? percent(d.mean / d.exact) + " of the mean exact contribution, and by " : "and by ") +
           fixed_text(d.largest, 3) + " at most; they have the same sign in " + percent(d.same_sign) + " of the cases" +
           (m.channels.size() > 1 ? ", and differ most for " + m.channels[d.channel] + "." : ".");
}

/// Maps of one explained image, each with what the script needs to read it.
class map_writer {
public:
    map_writer(const material& m, std::size_t place) : m_(m), place_(place), at_(m.indexes[place]) {}

    std::string map(const std::string& kind, const std::string& title, const std::vector<float>& values, colors map,
                    double low, double high) const {
        const std::string name = "image " + std::to_string(at_) + ", " + title;
        return "<figure class=\"map\" data-kind=\"" + kind + "\"><div class=\"frame\">" +
               image_of(values, m_.rows(), m_.cols(), map, low, high).element(title, title + " of test " + name) +
               "</div>" + html::element("figcaption", title) + "</figure>\n";
    }
    static std::string row(const std::string& heading, const std::string& maps, const std::string& note = {},
                           const std::string& scale = {}) {
        return "<div class=\"map-row\"><div class=\"map-head\">" + html::element("h4", heading) + scale + "</div>" +
               (note.empty() ? "" : html::paragraph(note, "class=\"note\"")) + "<div class=\"maps\">\n" + maps +
               "</div></div>\n";
    }

    /// From the mean prediction to that of this image, channel by channel.
    std::string strip(const contributions& c) const {
        std::vector<float> sum = c.base;
        std::string maps = map("truth", "Truth", plane(m_.y, at_), colors::truth, 0, 1) +
                           map("decision", "Decision", decisions(), colors::decision, 0, 3) +
                           map("base", "Mean", sum, colors::probability, 0, 1);
        for (std::size_t k = 0; k < m_.channels.size(); ++k) {
            const auto phi = plane(c.exact, place_, k);
            for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += phi[i];
            maps += map(k + 1 == m_.channels.size() ? "prediction" : "sum", "+ " + m_.channels[k], sum,
                        colors::probability, 0, 1);
        }
        return row("From the mean prediction to this one", maps,
                   "Each map of probabilities adds one channel, the last is what the network says. In the decision "
                   "yellow is salt that was found, red missed and blue false salt.",
                   scale_of(colors::probability, 0, 1));
    }
    /// 0 rightly none, 1 found, 2 missed, 3 false.
    std::vector<float> decisions() const {
        const auto truth = plane(m_.y, at_), says = plane(m_.exact.predictions, place_);
        std::vector<float> kinds(truth.size());
        for (std::size_t k = 0; k < kinds.size(); ++k) {
            const bool salt = static_cast<double>(says[k]) > m_.threshold;
            kinds[k] = truth[k] != 0 ? (salt ? 1.0f : 2.0f) : salt ? 3.0f : 0.0f;
        }
        return kinds;
    }
    /// Which channel decided here, in words.
    std::string words(const contributions& c) const {
        const std::size_t channels = m_.channels.size();
        const auto kinds = decisions();
        std::vector<double> magnitude(channels), wrongly(channels);
        double wrong = 0;
        for (std::size_t k = 0; k < kinds.size(); ++k) {
            const float* phi = c.exact.data() + (place_ * kinds.size() + k) * channels;
            for (std::size_t i = 0; i < channels; ++i)
                magnitude[i] += std::abs(static_cast<double>(phi[i])) / static_cast<double>(kinds.size());
            if (kinds[k] < 2) continue;
            const float* most =
                kinds[k] == 2 ? std::min_element(phi, phi + channels) : std::max_element(phi, phi + channels);
            wrongly[static_cast<std::size_t>(most - phi)] += 1;
            wrong += 1;
        }
        const auto most = [](const std::vector<double>& v) {
            return static_cast<std::size_t>(std::max_element(v.begin(), v.end()) - v.begin());
        };
        std::string text = m_.channels[most(magnitude)] + " decides here: it moves the probability of a pixel by " +
                           fixed_text(magnitude[most(magnitude)], 3) + " on average. ";
        if (wrong == 0) return text + "No pixel is decided wrongly.";
        return text + "Of the " + std::to_string(static_cast<int>(wrong)) + " pixels that are decided wrongly, " +
               m_.channels[most(wrongly)] + " pushes hardest to the wrong side in " +
               percent(wrongly[most(wrongly)] / wrong) + ".";
    }
    std::string inputs() const {
        std::string maps;
        for (std::size_t k = 0; k < m_.channels.size(); ++k) {
            const auto values = plane(m_.x, at_, k);
            const auto [low, high] = limits_of(values, colors::gray);
            maps += map("input", m_.channels[k], values, colors::gray, low, high);
        }
        return row("What the network sees", maps);
    }
    std::string signed_maps(const std::string& kind, const std::string& heading, const array<float>& values,
                            double most) const {
        std::string maps;
        for (std::size_t k = 0; k < m_.channels.size(); ++k)
            maps += map(kind, m_.channels[k], plane(values, place_, k), colors::diverging, -most, most);
        return row(heading, maps, {}, scale_of(colors::diverging, -most, most));
    }
    std::string pairs() const {
        const std::size_t count = m_.channels.size(), pixels = m_.pixels();
        const auto pair_at = [&](std::size_t a, std::size_t b) {
            const float* from = m_.pairs.data() + ((place_ * count + a) * count + b) * pixels;
            return std::vector<float>(from, from + pixels);
        };
        double most = 0;
        for (std::size_t a = 0; a < count; ++a)
            for (std::size_t b = a + 1; b < count; ++b)
                for (const float v : pair_at(a, b)) most = std::max(most, std::abs(static_cast<double>(v)));
        most = most > 0 ? most : 1;
        std::string maps;
        for (std::size_t a = 0; a < count; ++a)
            for (std::size_t b = a + 1; b < count; ++b)
                maps += map("pair", m_.channels[a] + " and " + m_.channels[b], pair_at(a, b), colors::diverging, -most,
                            most);
        return count < 2 ? ""
                         : row("What two channels do together", maps,
                               "Red where two channels together speak for salt more than the sum of what each does, "
                               "blue where less.",
                               scale_of(colors::diverging, -most, most));
    }

private:
    const material& m_;
    std::size_t place_, at_;
};

std::string article(const material& m, const contributions& c, std::size_t place) {
    const std::size_t at = m.indexes[place], numbers = m.pixels() * m.channels.size();
    double most = 0;
    for (std::size_t k = place * numbers; k < (place + 1) * numbers; ++k)
        most = std::max(
            {most, std::abs(static_cast<double>(c.exact.data()[k])), std::abs(static_cast<double>(c.deep.data()[k]))});
    most = most > 0 ? most : 1;
    const map_writer w(m, place);
    const auto metric = [&](const char* name) { return fixed_text(m.per_image.column(name).at(at), 3); };
    const std::string index = std::to_string(at);
    return "<article class=\"explained\" id=\"explained-" + index + "\" data-index=\"" + index +
           "\" aria-labelledby=\"explained-" + index + "-heading\">\n" +
           html::element("h3", "Test image " + index + ": " + m.name(at), "id=\"explained-" + index + "-heading\"") +
           '\n' +
           html::paragraph("Salt covers " + percent(m.per_image.column("coverage").at(at)) + ". Loss " +
                           metric("loss") + ", accuracy " + metric("accuracy") + ", IoU " + metric("iou") +
                           ", uncertainty " + metric("uncertainty") + ". " + w.words(c)) +
           "<div class=\"read\" tabindex=\"0\" role=\"group\" aria-describedby=\"reading\" aria-label=\"Maps of test "
           "image " +
           index + "\">\n" + w.strip(c) + w.inputs() +
           w.signed_maps("exact", "Exact contribution of each channel", c.exact, most) +
           w.signed_maps("deep", "DeepSHAP, summed over each channel", c.deep, most) +
           w.signed_maps("gap", "DeepSHAP minus exact", c.gap, most) +
           html::paragraph(
               difference_text(m, difference_of(c, place * numbers, (place + 1) * numbers, m.channels.size())),
               "class=\"difference\"") +
           w.pairs() + "</div>\n</article>\n";
}

}  // namespace

std::string explained_section(const material& m) {
    contributions c{channels_last(m.exact), channels_last(m.deep), {}, {}};
    c.gap = c.deep - c.exact;
    const auto base = base_image(m.exact);
    c.base.assign(base.begin(), base.end());
    std::string articles;
    for (std::size_t i = 0; i < m.indexes.size(); ++i) articles += article(m, c, i);
    const std::string stepper =
        "<div class=\"toolbar needs-script\" id=\"stepper\"><button type=\"button\" id=\"step-back\">Previous "
        "image</button> <label for=\"step-to\">Image <select id=\"step-to\"></select></label> <button "
        "type=\"button\" id=\"step-on\">Next image</button></div>\n";
    const std::string readout =
        "<div class=\"readout needs-script\" id=\"readout\"><p id=\"pixel\" role=\"status\"></p>"
        "<div id=\"pixel-table\"></div></div>\n";
    const std::string hint = html::paragraph(
        "Point at a map, or focus the maps and use the arrow keys, to read a pixel in all of them. Choose "
        "a map to enlarge it.",
        "class=\"note needs-script\" id=\"reading\"");
    return html::section(
        "explained", "Single images, explained",
        html::paragraph("Exact Shapley values against the mean prediction over the background images. Over all pixels "
                        "the largest deviation of mean plus contributions from the prediction is " +
                        diapir::figure::number_text(m.exact.residual, 2) +
                        ". DeepSHAP sums its values of all input pixels over each channel: another quantity, shown "
                        "beside. " +
                        difference_text(m, difference_of(c, 0, c.exact.size(), m.channels.size())) +
                        (m.flips ? " Maps are of the network itself, without the mirror image that the scores above "
                                   "include."
                                 : "")) +
            stepper + hint + articles + readout);
}

}  // namespace salt
