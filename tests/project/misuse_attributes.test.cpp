// What attributes of sections and of volumes refuse, and the registry of attributes.
#include "project/misuse.hpp"
#include <diapir/attributes.hpp>

#include <functional>
#include <string>

using namespace diapir;
using namespace diapir::testing;
namespace attr = diapir::attributes;
namespace volume = diapir::attributes::volume;

namespace {

array<double> section() {
    return filled({12, 10});
}
array<double> trace() {
    return filled({12});
}
array<double> cuboid() {
    return filled({4, 5, 12});
}

const misuse of_sections[] = {
    {"energy of one axis", [] { attr::energy(trace()); }, "energy: expected sections {..., samples, traces}, got {12}"},
    {"energy without a window", [] { attr::energy(section(), {.window = 0}); },
     "energy: expected a window of at least 1 sample, got 0"},
    {"energy with a window of minus one", [] { attr::energy(section(), {.window = minus_one}); },
     "energy: expected a window of at most 65536 samples, got 18446744073709551615"},
    {"semblance of sections by a method that is none",
     [] { attr::semblance(section(), {.method = static_cast<attr::semblance_method>(7)}); },
     "semblance: expected gst, marfurt or gersztenkorn, got method 7"},
    {"rms without a window", [] { attr::rms(section(), {.window = 0}); },
     "rms: expected a window of at least 1 sample, got 0"},
    {"log_energy with a window of minus one", [] { attr::log_energy(section(), {.window = minus_one}); },
     "log_energy: expected a window of at most 65536 samples"},
    {"agc without a window", [] { attr::agc(section(), {.window = 0}); },
     "agc: expected a window of at least 1 sample, got 0"},
    {"gain of one axis", [] { attr::gain(trace()); }, "gain: expected sections {..., samples, traces}, got {12}"},
    {"gain without a sample interval", [] { attr::gain(section(), {.sample_interval = 0}); },
     "gain: expected a sample interval above 0 s whose square is in range, got 0"},
    {"gain by a negative power at 0 s", [] { attr::gain(section(), {.power = -1}); },
     "gain: expected a finite gain, got inf at 0 s"},
    {"gain by NaN", [] { attr::gain(section(), {.factor = not_a_number}); },
     "gain: expected a finite gain, got nan at 0 s"},
    {"sobel of one axis", [] { attr::sobel(trace()); }, "sobel: expected sections {..., samples, traces}, got {12}"},
    {"laplace of one axis", [] { attr::laplace(trace()); },
     "laplace: expected sections {..., samples, traces}, got {12}"},
    {"first_derivative without a spacing", [] { attr::first_derivative(section(), {.spacing = 0}); },
     "first_derivative: expected a spacing above 0 whose square is in range, got 0"},
    {"second_derivative with a spacing that is NaN",
     [] { attr::second_derivative(section(), {.spacing = not_a_number}); },
     "second_derivative: expected a spacing above 0 whose square is in range, got nan"},
    {"gaussian_filter without a width", [] { attr::gaussian_filter(section(), {.sigma = 0}); },
     "gaussian_filter: expected sigma > 0, got 0"},
    {"gaussian_filter with an infinite width", [] { attr::gaussian_filter(section(), {.sigma = infinite}); },
     "gaussian_weights: expected sigma above 0, and truncate times sigma from 0 to 1.04858e+06, got a sigma of inf"},
    {"gaussian_filter of the second order", [] { attr::gaussian_filter(section(), {.order = 2}); },
     "gaussian_filter: expected order 0 or 1, got 2"},
    {"gaussian_filter that ends before it begins", [] { attr::gaussian_filter(section(), {.truncate = -1}); },
     "gaussian_filter: expected truncate >= 0, got -1"},
    {"gaussian_smoothing with a negative width", [] { attr::gaussian_smoothing(section(), {.samples = -1}); },
     "gaussian_smoothing: expected standard deviations of at least 0, got -1 samples and 1 traces"},
    {"gaussian_smoothing with an infinite width", [] { attr::gaussian_smoothing(section(), {.traces = infinite}); },
     "got a sigma of inf"},
    {"gradient_magnitude with a width that is NaN",
     [] { attr::gradient_magnitude(section(), {.sigma = not_a_number}); },
     "gradient_magnitude: expected sigma > 0, got nan"},
    {"gradient_magnitude without a spacing", [] { attr::gradient_magnitude(section(), {.trace_spacing = 0}); },
     "gradient_magnitude: expected a sample interval and a trace spacing above 0 whose squares are in range, got 1 and "
     "0"},
    {"semblance without a window", [] { attr::semblance(section(), {.traces = 0}); },
     "semblance: expected a window of at least 1 sample and 1 trace, got 5 x 0"},
    {"semblance with a window of minus one", [] { attr::semblance(section(), {.samples = minus_one}); },
     "semblance: expected a window of at most 65536 samples and traces, got 18446744073709551615 x 7"},
    {"semblance with a negative width", [] { attr::semblance(section(), {.sigma = -1}); },
     "semblance: expected sigma > 0, got -1"},
    {"semblance of one axis across the samples",
     [] { attr::semblance(trace(), {.method = attr::semblance_method::marfurt, .between = attr::axis::sample}); },
     "semblance: expected sections {..., samples, traces}, got {12}"},
    {"chaos without a window", [] { attr::chaos(section(), {.samples = 0}); },
     "chaos: expected a window of at least 1 sample and 1 trace, got 0 x 7"},
    {"chaos without a width", [] { attr::chaos(section(), {.sigma = 0}); }, "chaos: expected sigma > 0, got 0"},
    {"dip with a window of minus one", [] { attr::dip(section(), {.traces = minus_one}); },
     "dip: expected a window of at most 65536 samples and traces"},
    {"dip without a spacing", [] { attr::dip(section(), {.trace_spacing = 0}); },
     "dip: expected a sample interval and a trace spacing above 0 whose squares are in range, got 1 and 0"},
    {"curvature without a window", [] { attr::curvature(section(), {.samples = 0}); },
     "curvature: expected a window of at least 1 sample and 1 trace, got 0 x 9"},
    {"variance without a window", [] { attr::variance(section(), {.samples = 0}); },
     "variance: expected a window of at least 1 sample and 1 trace, got 0 x 3"},
    {"variance of windows that end", [] { attr::variance(section(), {.edge = attr::edge::truncate}); },
     "variance: expected an edge mode that fills windows, got edge::truncate"},
    {"variance of traces with another edge",
     [] { attr::variance(section(), {.form = attr::variance_form::traces, .edge = attr::edge::zero}); },
     "variance: expected edge::reflect for the variance between traces, got another edge mode"},
    {"similarity without a reach", [] { attr::similarity(section(), {.reach = 0}); },
     "similarity: expected a gate of at least 1 sample and a reach of at least 1 trace, got 9 and 0"},
    {"similarity with a reach of minus one", [] { attr::similarity(section(), {.reach = minus_one}); },
     "similarity: expected a gate of at most 65536 samples and a reach of at most 1024 traces, got 9 and "},
    {"similarity with a dip beyond all", [] { attr::similarity(section(), {.max_dip = 2000}); },
     "similarity: expected max_dip from 0 to 1000 and dip_step > 0, in samples per trace, got 2000 and 1"},
    {"similarity with steps of nothing", [] { attr::similarity(section(), {.max_dip = 1, .dip_step = 0}); },
     "got 1 and 0"},
    {"similarity with a billion steps", [] { attr::similarity(section(), {.max_dip = 1, .dip_step = 1e-9}); },
     "similarity: expected at most 10000 steps of dip_step up to max_dip, got 1 and 1e-09"},
    {"steered_semblance without a window", [] { attr::steered_semblance(section(), {.traces = 0}); },
     "steered_semblance: expected a window of at least 1 sample and 1 trace, got 9 x 0"},
    {"steered_semblance with dips of another shape",
     [] {
         attr::steered_semblance(section(), filled({12, 9}), {});
     },
     "steered_semblance: expected a dip for each amplitude of {12, 10}, got {12, 9}"},
    {"browsed_dip with a step that is NaN", [] { attr::browsed_dip(section(), {.dip_step = not_a_number}); },
     "browsed_dip: expected max_dip from 0 to 1000 and dip_step > 0"},
    {"median_smoothing without a window", [] { attr::median_smoothing(section(), {.samples = 0}); },
     "median_smoothing: expected a window of at least 1 sample and 1 trace, got 0 x 3"},
    {"texture without a step", [] { attr::texture(section(), attr::texture_measure::contrast, {.across = 0}); },
     "texture: expected a step from one amplitude to another, got 0 down and 0 across"},
    {"texture with a step out of the window",
     [] { attr::texture(section(), attr::texture_measure::contrast, {.traces = 3, .across = 3}); },
     "texture: expected a step inside the window of 9 x 3, got 0 down and 3 across"},
    {"texture of one level", [] { attr::texture(section(), attr::texture_measure::contrast, {.levels = 1}); },
     "texture: expected 2 to 256 levels, got 1"},
    {"texture of a range that goes down",
     [] { attr::texture(section(), attr::texture_measure::contrast, {.minimum = 1, .maximum = 0}); },
     "texture: expected a minimum below the maximum, got 1 and 0"},
    {"texture of an endless range",
     [] { attr::texture(section(), attr::texture_measure::contrast, {.maximum = infinite}); },
     "texture: expected finite bounds, or NaN, got nan and inf"},
    {"texture of a range that is endless in single precision",
     [] { attr::texture(array<float>(section()), attr::texture_measure::contrast, {.minimum = -1e39}); },
     "texture: expected finite bounds, or NaN, got -1e+39 and nan"},
    {"texture in a window of a million and more",
     [] { attr::texture(section(), attr::texture_measure::entropy, {.samples = 1025, .traces = 1024}); },
     "texture: expected a window of at most 1048576 amplitudes, got 1025 x 1024"},
    {"eigenvalues of 257 traces",
     [] { attr::semblance(section(), {.traces = 257, .method = attr::semblance_method::gersztenkorn}); },
     "semblance: expected a window of at most 256 traces for gersztenkorn, got 257"},
    {"eigenvalues of 257 rows as traces",
     [] {
         attr::semblance(
             section(),
             {.samples = 257, .method = attr::semblance_method::gersztenkorn, .between = attr::axis::sample});
     },
     "semblance: expected a window of at most 256 traces for gersztenkorn, got 257"},
    {"similarity of too many pairs",
     [] { attr::similarity(section(), {.reach = 64, .pairs = attr::similarity_pairs::all}); },
     "similarity: expected at most 8192 pairs of traces, and 1048576 dips of all of them, got 8256 pairs along 1 dips"},
    {"similarity along dips too steep for its reach",
     [] { attr::similarity(section(), {.reach = 1024, .max_dip = 1}); },
     "similarity: expected a window of at most 1048576 amplitudes along max_dip, got 2057 x 2049"},
    {"agc to a level that is NaN", [] { attr::agc(section(), {.level = not_a_number}); },
     "agc: expected a finite level, got nan"},
    {"agc to an endless level", [] { attr::agc(section(), {.level = infinite}); },
     "agc: expected a finite level, got inf"},
    {"agc to a level that is endless in single precision", [] { attr::agc(array<float>(section()), {.level = 1e39}); },
     "agc: expected a finite level, got 1e+39"},
    {"first_derivative with an endless spacing", [] { attr::first_derivative(section(), {.spacing = infinite}); },
     "first_derivative: expected a spacing above 0 whose square is in range, got inf"},
    {"second_derivative with a spacing whose square is 0",
     [] { attr::second_derivative(section(), {.spacing = 1e-200}); },
     "second_derivative: expected a spacing above 0 whose square is in range, got 1e-200"},
    {"second_derivative with a spacing whose square is 0 in single precision",
     [] { attr::second_derivative(array<float>(section()), {.spacing = 1e-25}); },
     "second_derivative: expected a spacing above 0 whose square is in range, got 1e-25"},
    {"dip with an endless sample interval", [] { attr::dip(section(), {.sample_interval = infinite}); },
     "dip: expected a sample interval and a trace spacing above 0 whose squares are in range, got inf and 1"},
    {"curvature with an endless spacing", [] { attr::curvature(section(), {.trace_spacing = infinite}); },
     "curvature: expected a sample interval and a trace spacing above 0 whose squares are in range, got 1 and inf"},
    {"gradient_magnitude with an endless sample interval",
     [] { attr::gradient_magnitude(section(), {.sample_interval = infinite}); },
     "gradient_magnitude: expected a sample interval and a trace spacing above 0 whose squares are in range, got inf "
     "and 1"},
    {"gradient_magnitude with spacings of nothing in single precision",
     [] { attr::gradient_magnitude(array<float>(section()), {.sample_interval = 1e-50, .trace_spacing = 1e-50}); },
     "whose squares are in range, got 1e-50 and 1e-50"},
    {"channels of one axis", [] { attr::channels(trace()); },
     "channels: expected sections {..., samples, traces}, got {12}"},
    {"channels without a window of energy", [] { attr::channels(section(), {.energy = {.window = 0}}); },
     "channels: expected a window of at least 1 sample, got 0"},
};

const misuse of_volumes[] = {
    {"semblance by a method that is none",
     [] { volume::semblance(cuboid(), {.method = static_cast<attr::semblance_method>(7)}); },
     "volume::semblance: expected gst, marfurt or gersztenkorn, got method 7"},
    {"variance of a section", [] { volume::variance(section()); },
     "volume::variance: expected volumes {..., inlines, crosslines, samples}, got {12, 10}"},
    {"variance without a window", [] { volume::variance(cuboid(), {.window = {.inlines = 0}}); },
     "volume::variance: expected a window of at least 1 inline, 1 crossline and 1 sample, got 0 x 3 x 9"},
    {"semblance with a window of minus one", [] { volume::semblance(cuboid(), {.window = {.samples = minus_one}}); },
     "volume::semblance: expected a window of at most 1024 x 1024 x 65536 and 1048576 amplitudes, got 3 x 3 x "
     "18446744073709551615"},
    {"semblance with a window whose size is 2^64",
     [] {
         volume::semblance(cuboid(), {.window = {std::size_t{1} << 32, std::size_t{1} << 32, 1}});
     },
     "volume::semblance: expected a window of at most 1024 x 1024 x 65536"},
    {"variance in a window of a million and more",
     [] {
         volume::variance(cuboid(), {.window = {1024, 1024, 2}});
     },
     "volume::variance: expected a window of at most 1024 x 1024 x 65536 and 1048576 amplitudes, got 1024 x 1024 x 2"},
    {"eigenvalues of 17 x 16 traces",
     [] {
         volume::semblance(cuboid(), {.window = {17, 16, 1}, .method = attr::semblance_method::gersztenkorn});
     },
     "volume::semblance: expected a window of at most 256 traces for gersztenkorn, got 272"},
    {"similarity of too many pairs",
     [] { volume::similarity(cuboid(), {.inlines = 6, .crosslines = 5, .pairs = attr::similarity_pairs::all}); },
     "volume::similarity: expected at most 8192 pairs of traces, and 1048576 dips of all of them, got 10153 pairs "
     "along 1 dips"},
    {"steered_semblance along dips too steep for its window",
     [] {
         volume::steered_semblance(cuboid(), {.window = {101, 101, 1}, .max_dip = 2, .dip_step = 1});
     },
     "volume::steered_semblance: expected a window of at most 1048576 amplitudes along max_dip, got 401 x 10201"},
    {"similarity of nothing around", [] { volume::similarity(cuboid(), {.inlines = 0, .crosslines = 0}); },
     "volume::similarity: expected a gate of at least 1 sample, and at least 1 inline or crossline on either side, got "
     "9, 0 "
     "and 0"},
    {"similarity with minus one inlines", [] { volume::similarity(cuboid(), {.inlines = minus_one}); },
     "volume::similarity: expected a gate of at most 65536 samples, and at most 32 inlines and crosslines on either "
     "side"},
    {"similarity with a thousand steps", [] { volume::similarity(cuboid(), {.max_dip = 1, .dip_step = 1e-3}); },
     "volume::similarity: expected at most 100 steps of dip_step up to max_dip, got 1 and 0.001"},
    {"steered_semblance without a window", [] { volume::steered_semblance(cuboid(), {.window = {.samples = 0}}); },
     "volume::steered_semblance: expected a window of at least 1 inline, 1 crossline and 1 sample, got 3 x 3 x 0"},
    {"steered_semblance with dips of another shape",
     [] {
         volume::steered_semblance(cuboid(), volume::dip_components<double>{filled({4, 5, 11}), filled({4, 5, 12})});
     },
     "volume::steered_semblance: expected a dip for each amplitude of {4, 5, 12}, got {4, 5, 11}"},
    {"gradient with an endless spacing",
     [] { volume::gradient(cuboid(), volume::axis::samples, {.spacing = {.samples = infinite}}); },
     "volume::gradient: expected spacings above 0 whose squares are in range, got 1 between inlines, 1 between "
     "crosslines, inf between samples"},
    {"gst without a width", [] { volume::gst(cuboid(), volume::gst_measure::plane, {.sigma = 0}); },
     "volume::gst: expected sigma > 0, got 0"},
    {"gst with an infinite width", [] { volume::gst(cuboid(), volume::gst_measure::plane, {.sigma = infinite}); },
     "got a sigma of inf"},
    {"a gradient without a spacing",
     [] { volume::gradient(cuboid(), volume::axis::samples, {.spacing = {.samples = 0}}); },
     "volume::gradient: expected spacings above 0 whose squares are in range, got 1 between inlines, 1 between "
     "crosslines, 0 between samples"},
    {"gradient_magnitude with a width that is NaN",
     [] { volume::gradient_magnitude(cuboid(), {.sigma = not_a_number}); },
     "volume::gradient_magnitude: expected sigma > 0, got nan"},
    {"dip without a spacing", [] { volume::dip(cuboid(), {.spacing = {.inlines = -1}}); },
     "volume::dip: expected spacings above 0 whose squares are in range, got -1 between inlines"},
    {"curvature of dips of two shapes",
     [] {
         volume::curvature(volume::dip_components<double>{cuboid(), filled({4, 5, 11})},
                           volume::curvature_measure::most_positive);
     },
     "volume::curvature: expected two dips of one shape, got {4, 5, 12} and {4, 5, 11}"},
    {"curvature with a negative width",
     [] {
         volume::curvature(volume::dip_components<double>{cuboid(), cuboid()}, volume::curvature_measure::most_positive,
                           {.sigma = -1});
     },
     "volume::curvature: expected sigma >= 0, got -1"},
};

/// The attributes of a list that is wrong.
void list(const char* text, const attr::list_options& options = {}) {
    attr::attributes_of(text, options);
}
attr::attribute energy_of(const std::string& name) {
    return attr::define({.name = name}).sections([](const auto& a) { return attr::energy(a); });
}

const misuse of_registries[] = {
    {"an empty list", [] { list(" "); },
     "attributes: expected a list such as energy,semblance(traces=9), got an empty text"},
    {"a name that is not there", [] { list("enrgy"); }, "attributes: expected one of energy"},
    {"no name", [] { list("energy,"); }, "attributes: expected the name of an attribute, got ''"},
    {"parentheses that do not close", [] { list("energy(window=9"); },
     "attributes: expected a closing parenthesis, got 'energy(window=9'"},
    {"parentheses that do not open", [] { list("energy)"); },
     "attributes: expected parentheses in pairs, got 'energy)'"},
    {"text behind parentheses", [] { list("energy(window=9)x"); }, "attributes: expected a comma or the end after"},
    {"an option that is not there", [] { list("energy(windw=9)"); }, "energy: expected an option of window"},
    {"an option of an attribute that has none", [] { list("seismic(window=9)"); }, "got 'window'"},
    {"an option without a value", [] { list("energy(window)"); }, "energy: expected option=value, got 'window'"},
    {"an option given twice", [] { list("energy(window=9,window=7)"); }, "energy: expected window once"},
    {"a size that is negative", [] { list("energy(window=-1)"); },
     "energy: window: expected a whole number of at least 0, got '-1'"},
    {"a number that is a word", [] { list("semblance(sigma=wide)"); },
     "semblance: sigma: expected a number, got 'wide'"},
    {"a choice that is not there", [] { list("energy(along=time)"); },
     "energy: along: expected sample or trace, got 'time'"},
    {"an attribute named twice", [] { list("energy,energy"); },
     "attributes: expected each of them once, got energy twice"},
    {"a preset that is not there", [] { list("energy", {.preset = "orginal"}); }, "preset: expected one of original"},
    {"no attributes", [] { attr::attribute_list({}); }, "attributes: expected at least one, got none"},
    {"attributes of one axis", [] { attr::attributes_of("energy,sobel")(trace()); },
     "attributes: expected sections {..., samples, traces}, got {12}"},
    {"attributes of a volume that is a section", [] { attr::attributes_of("energy").volume(section()); },
     "energy: expected a volume {inlines, crosslines, samples}, got {12, 10}"},
    {"an attribute of volumes for sections", [] { attr::attributes_of("gst")(section()); },
     "gst: expected a volume, got sections, for which it has no definition"},
    {"a name that cannot stand in a list", [] { attr::registry().add(energy_of("My energy")); },
     "registry: expected a name of lower-case letters, digits and underscores, got 'My energy'"},
    {"a name that is there",
     [] {
         attr::registry known;
         known.add(energy_of("mine"));
         known.add(energy_of("mine"));
     },
     "registry: an attribute mine is there already"},
    {"a preset that is there",
     [] {
         attr::registry known;
         known.add(attr::preset("mine", "", {}));
         known.add(attr::preset("mine", "", {}));
     },
     "registry: a preset mine is there already"},
    {"a definition without a function", [] { attr::registry().add(attr::define({.name = "mine"})); },
     "mine: expected a definition with a function of sections or of volumes"},
    {"an attribute without a function that chooses", [] { attr::attribute({.name = "mine"}, {}, nullptr); },
     "mine: expected a function that chooses, got none"},
    {"a definition with an empty function",
     [] { attr::registry().add("mine", "", std::function<array<float>(const array<float>&)>()); },
     "mine: expected a function, got none"},
    {"a definition of volumes that depend on nobody knows what",
     [] { attr::define({.name = "mine"}).volumes([](const auto& a) { return volume::variance(a); }, nullptr); },
     "mine: expected a function, got none"},
    {"an attribute that gives another shape",
     [] {
         attr::registry known;
         known.add("mine", "its first row", [](const auto& a) { return slice(evaluated<float>(a), 0, 1); });
         attr::attributes_of("mine", known)(section());
     },
     "mine: expected values"},
};

}  // namespace

TEST_CASE("misuse of attributes of sections is refused") {
    check_refused(of_sections);
}
TEST_CASE("misuse of attributes of volumes is refused") {
    check_refused(of_volumes);
}
TEST_CASE("misuse of registries of attributes is refused") {
    check_refused(of_registries);
}
