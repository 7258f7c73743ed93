#include "../metrics.hpp"
#include "../struggles.hpp"
#include "chart.hpp"
#include "html.hpp"
#include "sections.hpp"

#include <algorithm>
#include <cmath>

namespace salt {

namespace {

std::string contributions_table(const material& m, const contribution_summary& s) {
    html::table t{"Contributions of the channels to the probability of salt",
                  {"channel and place", "pixels", "mean |contribution|", "95 % interval", "mean contribution",
                   "95 % interval of the mean"},
                  {}};
    for (std::size_t c = 0; c < m.channels.size(); ++c)
        for (const auto& r : s.regions)
            t.rows.push_back(
                {m.channels[c] + ", " + r.region, std::to_string(r.pixels), fixed_text(r.magnitude[c].estimate),
                 fixed_text(r.magnitude[c].low) + " to " + fixed_text(r.magnitude[c].high),
                 fixed_text(r.mean[c].estimate), fixed_text(r.mean[c].low) + " to " + fixed_text(r.mean[c].high)});
    return t.str();
}

/// With signs: to which side each channel pushes inside salt and outside.
std::string side_chart(const material& m, const contribution_summary& s) {
    double most = 1e-6;
    for (const auto& r : s.regions)
        for (const auto& i : r.mean) most = std::max({most, std::abs(i.low), std::abs(i.high), std::abs(i.estimate)});
    chart c("Bars: the mean contribution of each channel inside salt, outside and at the boundary",
            {"", 0, 1, m.channels}, {"mean contribution", -most, most});
    const std::vector<std::string> styles{"a", "b", "c"};
    for (std::size_t k = 0; k < m.channels.size(); ++k)
        for (std::size_t r = 1; r < s.regions.size(); ++r) {
            const auto& i = s.regions[r].mean[k];
            const double left = static_cast<double>(k) - 0.4 + 0.27 * static_cast<double>(r - 1);
            c.bar(styles[r - 1], left, left + 0.25, i.estimate,
                  m.channels[k] + ", " + s.regions[r].region + ": " + fixed_text(i.estimate, 3));
            c.interval(left + 0.125, i.low, i.high);
        }
    c.horizontal(0, "axis");
    return html::figure(c.svg() + legend({{"a", "inside salt"}, {"b", "outside"}, {"c", "boundary"}}),
                        "To which side each channel pushes: above zero to salt. The boundary is within " +
                            fixed_text(boundary_reach, 0) + " pixels of it.");
}

std::string deciders_chart(const material& m, const contribution_summary& s) {
    std::vector<std::string> names;
    std::vector<std::pair<std::string, std::string>> entries;
    html::table t{"The channel that pushes hardest to what was decided", {"pixels", "number"}, {}};
    for (std::size_t c = 0; c < m.channels.size(); ++c) {
        entries.emplace_back(series(c), m.channels[c]);
        t.header.push_back(m.channels[c]);
    }
    for (const auto& d : s.deciders) {
        names.push_back(d.pixels_are);
        t.rows.push_back({d.pixels_are, std::to_string(d.pixels)});
        for (const double share : d.share) t.rows.back().push_back(percent(share));
    }
    chart c(
        "Bars: in what share of the pixels each channel pushes hardest to what was decided, where that is right, "
        "where salt is missed and where there is false salt",
        {"", 0, 1, names}, {"share of pixels in %", 0, 100});
    const double width = 0.8 / static_cast<double>(m.channels.size());
    for (std::size_t d = 0; d < s.deciders.size(); ++d)
        for (std::size_t k = 0; k < m.channels.size(); ++k) {
            const double left = static_cast<double>(d) - 0.4 + width * static_cast<double>(k);
            c.bar(series(k), left, left + 0.92 * width, 100 * s.deciders[d].share[k],
                  m.channels[k] + ": " + percent(s.deciders[d].share[k]) + " of the pixels that are " +
                      s.deciders[d].pixels_are);
        }
    return html::figure(c.svg() + legend(entries) + html::details("The numbers", t.str()),
                        "Which channel decides: the one that pushes hardest to the side that was chosen, where that "
                        "was right, and where it was wrong.");
}

std::string together_table(const material& m, const contribution_summary& s) {
    const std::size_t count = m.channels.size();
    double most = 1e-12;
    for (std::size_t a = 0; a < count; ++a)
        for (std::size_t b = 0; b < count; ++b)
            if (a != b) most = std::max(most, s.together[a][b]);
    std::string out =
        "<div class=\"wide\"><table class=\"matrix\">\n<caption class=\"hidden\">Interactions of channels</caption>"
        "<thead><tr><td></td>";
    for (const auto& name : m.channels) out += html::element("th", name, "scope=\"col\"");
    out += "</tr></thead>\n<tbody>\n";
    for (std::size_t a = 0; a < count; ++a) {
        out += "<tr>" + html::element("th", m.channels[a], "scope=\"row\"");
        for (std::size_t b = 0; b < count; ++b) {
            const int step = static_cast<int>(std::lround(4 * s.together[a][b] / most));
            out += html::element("td", fixed_text(s.together[a][b], 3),
                                 a == b ? "class=\"own\"" : "class=\"heat" + std::to_string(step) + "\"");
        }
        out += "</tr>\n";
    }
    return html::figure(out + "</tbody></table></div>\n",
                        "What two channels do together beyond the sum of what each does: mean magnitude of their "
                        "Shapley interaction. On the diagonal the mean |contribution| of the channel itself.");
}

std::string scatter_charts(const material& m, const contribution_summary& s) {
    std::string out;
    for (std::size_t c = 0; c < m.channels.size(); ++c) {
        double low = INFINITY, high = -INFINITY, most = 1e-6;
        for (const auto* points : {&s.salt[c], &s.rest[c]})
            for (const auto& [x, y] : *points) {
                low = std::min(low, x);
                high = std::max(high, x);
                most = std::max(most, std::abs(y));
            }
        if (!(low < high)) continue;
        chart drawing("Scatter plot: the contribution of " + m.channels[c] + " to a pixel against its value there",
                      {m.channels[c], low, high}, {"contribution", -most, most});
        drawing.horizontal(0, "axis").cloud("b", s.rest[c]).cloud("a", s.salt[c]);
        out += html::figure(drawing.svg() + legend({{"a", "salt"}, {"b", "outside"}}),
                            "Value and contribution of " + m.channels[c] + " in " +
                                std::to_string(s.salt[c].size() + s.rest[c].size()) + " pixels drawn at random.");
    }
    return out;
}

}  // namespace

std::string channels_section(const material& m, const contribution_summary& s) {
    const std::string what =
        m.set_is_chosen
            ? "the " + std::to_string(m.set.size()) + " explained images ('salt explain --set N' takes more)"
            : std::to_string(m.set.size()) + " test images, chosen at even steps of how much of them is salt";
    std::string charts = side_chart(m, s);
    if (m.channels.size() > 1) charts += deciders_chart(m, s) + together_table(m, s);
    return html::section("channels", "What the channels contribute",
                         html::paragraph("Exact Shapley values of " + what +
                                         ": the prediction at a pixel is the mean prediction plus the contributions "
                                         "of all channels. Above zero a contribution speaks for salt.") +
                             "<div class=\"charts\">\n" + charts + "</div>\n" +
                             html::details("The numbers", contributions_table(m, s)) +
                             html::element("h3", "Values against contributions") + "<div class=\"charts\">\n" +
                             scatter_charts(m, s) + "</div>\n");
}

}  // namespace salt
