// What a program of a strict project does with the library, in float and in double: so much of it is instantiated that
// the compiler has all to complain of. Compiled by warnings.sh behind the umbrellas, never run.
#include <diapir/diapir.hpp>
#include <diapir/figure.hpp>
#include <diapir/io.hpp>

#include <string>
#include <vector>

namespace {

namespace attr = diapir::attributes;
namespace data = diapir::data;
namespace figure = diapir::figure;
namespace io = diapir::io;
namespace nn = diapir::nn;
namespace shap = diapir::shap;
namespace volume = diapir::attributes::volume;
using diapir::array;

/// All layers, one behind the other.
template <class T>
nn::network<T> layers() {
    const auto write = [](nn::value x) {
        x = x | nn::conv2d{.filters = 8, .dilation = 2, .border = nn::border::reflect} | nn::leaky_relu{} |
            nn::clamp{} | nn::elu{};
        x = x | nn::depthwise_conv2d{} | nn::batch_normalization{} | nn::group_normalization{};
        x = x | nn::layer_normalization{} | nn::relu{} | nn::gelu{} | nn::silu{} | nn::softplus{} | nn::tanh{};
        x = x | nn::max_pool2d{} | nn::spatial_dropout{0.1} | nn::dropout{0.1} |
            nn::conv2d_transpose{.filters = 8, .stride = 2};
        x = x | nn::average_pool2d{} | nn::upsample2d{} | nn::residual_block{.filters = 8} | nn::squeeze_excitation{};
        x = nn::concatenate({x + x, x * x}) | nn::global_average_pool2d{} | nn::dense{.units = 2} | nn::softmax{};
        return x;
    };
    return nn::network<T>({8, 8, 3}, write);
}

template <class T>
void train(nn::network<T>& net, const nn::dataset<T>& samples) {
    const auto history = nn::fit(net, samples, samples,
                                 {.optimizer = nn::adamw{},
                                  .task = nn::segmentation{},
                                  .loss = 0.5 * nn::categorical_crossentropy{} + nn::dice_loss{} + nn::lovasz_hinge{} +
                                          nn::tversky_loss{} + nn::huber{} + nn::binary_focal_crossentropy{},
                                  .stop = nn::early_stopping{},
                                  .schedule = nn::one_cycle{},
                                  .clip = {.norm = 1},
                                  .average = nn::averaging{},
                                  .change = data::augmentation{}});
    const auto seen = nn::predict(net, samples.x);
    nn::evaluate(seen, samples.y, nn::segmentation{}, nn::categorical_crossentropy{});
    nn::find_learning_rate(net, samples, {.optimizer = nn::rmsprop{}, .task = nn::regression{}});
    nn::threshold_scores(samples.y, seen.probabilities, std::vector<double>{0.5});
    nn::per_image_metrics(samples.y, seen.probabilities);
    figure::learning_curves(history.metrics).save("curves.svg");
}

template <class T>
void explain(const nn::network<T>& net, const array<T>& background, const array<T>& x) {
    const auto by_channel = shap::players::channels();
    const auto e = shap::exact(net, background, by_channel)(x);
    shap::kernel(net, background, by_channel)(x);
    shap::permutation(net, background, shap::players::grid(2, 2))(x);
    shap::sampling(net, shap::backgrounds::kmeans(background, 2, 1), by_channel)(x);
    shap::partition(net, shap::backgrounds::mean(background))(x);
    shap::interactions(net, background, by_channel)(x);
    shap::deep(net, background, by_channel)(x);
    shap::expected_gradients(net, background)(x);
    shap::integrated_gradients(net, background, {.outputs = shap::outputs::top(2)})(x);
    shap::linear(background, background, x);
    shap::deletion(net, background, x, e);
    shap::infidelity(net, background, x, e);
    shap::merge(std::vector{e, e});
    const auto one = e.output({0});
    figure::beeswarm(one).save("swarm.png");
    figure::waterfall(one.input(0));
    figure::importance(one);
    io::save_explanation("explanation.npz", e);
    io::load_explanation<T>("explanation.npz");
}

template <class T>
void prepare(array<T> sections) {
    attr::attributes_of("energy,semblance,sobel")(sections);
    attr::attributes_of("semblance,curvature").volume(sections);
    attr::channels(sections);
    attr::texture(sections, attr::texture_measure::entropy);
    attr::similarity(sections);
    attr::steered_semblance(sections);
    volume::dip(sections);
    volume::gst(sections, volume::gst_measure::fault);
    const array<T> images = data::resize(sections, 24, 24);
    data::power_transform transform;
    transform.inverse_transform(transform.fit_transform(images));
    data::flip_traces(sections, sections, {});
    data::one_hot<T>(images, 2);
    data::decimate(images);
    data::shapes<T>(10);
}

template <class T>
void keep(nn::unet<T>& net, const array<T>& x) {
    io::save_npy("x.npy", x);
    io::load_npy<T>("x.npy");
    io::save_npz("x.npz", {{"x", x}});
    io::save_network("net.npz", net);
    io::load_network<T>("net.npz");
    io::save_safetensors("net.safetensors", net.parameters());
    io::load_safetensors("net.safetensors", net.parameters());
    io::save_checkpoint("state.npz", nn::initial_state(net, nn::sgd{}));
    io::read_tgs<T>("tgs");
}

template <class T>
void everything() {
    auto net = layers<T>();
    const array<T> x = diapir::make_array<T>({4, 8, 8, 3}, T{1});
    train(net, nn::dataset<T>(x, diapir::make_array<T>({4, 2}, T{1})));
    explain(net, x, x);
    prepare(x);
    nn::unet<T> segmenting({.normalization = nn::normalization::batch});
    keep(segmenting, x);
}

}  // namespace

int main() {
    everything<float>();
    everything<double>();
}
