#include "struggles.hpp"

#include "metrics.hpp"

#include <algorithm>
#include <cmath>

namespace salt {

using namespace diapir;
using io::json;

std::string percent(double share) {
    const double hundredths = 100 * share;
    return fixed_text(hundredths, hundredths < 10 ? 1 : 0) + " %";
}

namespace {

double wrong(const json& bin) {
    return value(bin, "fp") + value(bin, "fn");
}
double pixels(const json& bin) {
    return wrong(bin) + value(bin, "tp") + value(bin, "tn");
}

std::string coverage_text(const json& group) {
    const double high = value(group, "coverage_up_to");
    if (high == 0) return "images without salt";
    return "images of which salt covers " +
           (value(group, "coverage_above") == 0
                ? "up to " + fixed_text(100 * high, 0) + " %"
                : fixed_text(100 * value(group, "coverage_above"), 0) + " to " + fixed_text(100 * high, 0) + " %");
}

std::string about_coverage(const json& metrics) {
    const json& groups = metrics.at("by_coverage");
    const json *worst = nullptr, *best = nullptr;
    double images = 0;
    for (const json& g : groups) images += value(g, "images");
    for (const json& g : groups) {
        if (value(g, "images") < std::min(5.0, 0.02 * images)) continue;  // too few to tell
        if (!worst || value(g, "tgs_score") < value(*worst, "tgs_score")) worst = &g;
        if (!best || value(g, "tgs_score") > value(*best, "tgs_score")) best = &g;
    }
    if (!worst || value(*worst, "tgs_score") == value(*best, "tgs_score"))
        return "It does as well, or as badly, whatever of an image is salt: the mean TGS score is " +
               fixed_text(value(metrics, "tgs_score"), 2) + ".";
    return "It struggles most with " + coverage_text(*worst) + ": their mean TGS score is " +
           fixed_text(value(*worst, "tgs_score"), 2) + ", that of " + coverage_text(*best) + " is " +
           fixed_text(value(*best, "tgs_score"), 2) + ", and that of all is " +
           fixed_text(value(metrics, "tgs_score"), 2) + ".";
}

std::string about_boundary(const json& metrics) {
    double near_pixels = 0, near_wrong = 0, all_pixels = 0, all_wrong = 0, reach = 0;
    for (const json& bin : metrics.at("by_distance")) {
        all_pixels += pixels(bin);
        all_wrong += wrong(bin);
        if (value(bin, "distance_up_to") > 3) continue;
        reach = value(bin, "distance_up_to");
        near_pixels += pixels(bin);
        near_wrong += wrong(bin);
    }
    if (all_wrong == 0) return "It decides no pixel wrongly.";
    if (near_pixels == 0) return "There is no boundary of salt in these images, so that all errors lie far from one.";
    const double there = near_wrong / near_pixels,
                 elsewhere = (all_wrong - near_wrong) / std::max(1.0, all_pixels - near_pixels);
    const std::string within = fixed_text(reach, 0) + (reach == 1 ? " pixel" : " pixels") + " of the salt boundary";
    if (there > elsewhere)
        return "The boundary is hard: of the pixels within " + within + " it decides " + percent(there) +
               " wrongly, elsewhere " + percent(elsewhere) + "; " + percent(near_wrong / all_wrong) +
               " of all errors lie there, in " + percent(near_pixels / all_pixels) + " of the pixels.";
    return "Errors are no matter of the boundary: " + percent(1 - near_wrong / all_wrong) +
           " of them lie farther away than " + within + ", where " + percent(elsewhere) +
           " of the pixels are decided wrongly.";
}

std::string about_kind(const json& metrics) {
    const double missed = value(metrics, "fn"), invented = value(metrics, "fp"), all = missed + invented;
    if (all == 0) return "It neither misses salt nor sees any that is not there.";
    std::string text = missed >= invented
                           ? "It misses salt more than it sees salt that is not there: " + percent(missed / all) +
                                 " of the errors are missed salt"
                           : "It sees salt that is not there more than it misses salt: " + percent(invented / all) +
                                 " of the errors are false salt";
    const json *worst = nullptr, *best = nullptr;
    const auto rate = [](const json& bin) { return wrong(bin) / pixels(bin); };
    const json& bins = metrics.at("by_amplitude");
    for (const json& bin : bins) {
        if (!worst || rate(bin) > rate(*worst)) worst = &bin;
        if (!best || rate(bin) < rate(*best)) best = &bin;
    }
    if (worst && worst != best) {
        const bool weak = value(*worst, "amplitude_up_to") <= value(bins[bins.size() / 2], "amplitude_above");
        text += "; most errors are made where amplitudes are " + std::string(weak ? "weak" : "strong") + " (" +
                percent(rate(*worst)) + " of those pixels, against " + percent(rate(*best)) + " at best)";
    }
    const double bias = value(metrics.at("calibration"), "bias");
    return text + "; and its probabilities are " + (bias < 0 ? "too low" : "too high") + " by " +
           fixed_text(std::abs(bias), 3) + " on average.";
}

}  // namespace

std::vector<std::string> where_it_struggles(const json& metrics) {
    return {about_coverage(metrics), about_boundary(metrics), about_kind(metrics)};
}

}  // namespace salt
