#include "catch.hpp"
#include "io/support.hpp"
#include "nn/training/support.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/fit_with_checkpoints.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/sequential.hpp>
#include <diapir/nn/losses/dice_loss.hpp>
#include <diapir/nn/optimizers/sgd.hpp>
#include <diapir/nn/training/averaging.hpp>
#include <diapir/nn/training/fit.hpp>
#include <diapir/nn/training/one_cycle.hpp>

#include <stdexcept>

using namespace diapir;

namespace {

const auto data = testing::squares(24, 1);

nn::fit_options options(std::size_t* steps = nullptr, std::size_t last = 0) {
    nn::fit_options o{.epochs = 4, .batch = 8, .schedule = nn::one_cycle{}, .average = nn::averaging{}};
    if (steps)
        o.callbacks = {{.on_batch = [steps, last](const nn::training_report&) {
            if (++*steps == last) throw std::runtime_error("the power went off");
            return true;
        }}};
    return o;
}

}  // namespace

TEST_CASE("a training that is interrupted anywhere ends with the bits of one that is not") {
    const testing::temporary_folder folder;
    nn::unet<float> whole(testing::small, 1);
    const auto expected = nn::fit(whole, data, data, options());
    for (const std::size_t last : {1, 4, 8}) {  // in the first epoch, at the begin of the second, in the third
        const auto file = folder / std::to_string(last);
        std::size_t steps = 0;
        nn::unet<float> first(testing::small, 1), second(testing::small, last == 1 ? 1 : 2);
        CHECK_THROWS_WITH(io::fit_with_checkpoints(first, data, data, options(&steps, last), file),
                          "the power went off");
        steps = 0;
        const auto history = io::fit_with_checkpoints(second, data, data, options(&steps, 99), file);
        CHECK(steps == 12 - (last - 1) / 3 * 3);  // finished epochs are not done again
        CHECK(testing::flattened(second.parameters()) == testing::flattened(whole.parameters()));
        CHECK(history.column("val_loss") == expected.column("val_loss"));
    }
}

TEST_CASE("a training that has ended is not done again") {
    const testing::temporary_folder folder;
    nn::unet<float> net(testing::small, 1), again(testing::small, 2);
    io::fit_with_checkpoints(net, data, {}, options(), folder / "c.npz");
    std::size_t steps = 0;
    CHECK(io::fit_with_checkpoints(again, data, {}, options(&steps, 1), folder / "c.npz").epochs() == 4);
    const nn::sample_source<float>& source = data;  // of any kind, with and without samples to validate
    CHECK(io::fit_with_checkpoints(again, source, {}, options(&steps, 1), folder / "c.npz").epochs() == 4);
    CHECK(io::fit_with_checkpoints(again, source, data, options(&steps, 1), folder / "c.npz").epochs() == 4);
    CHECK(io::fit_with_checkpoints(again, data, source, options(&steps, 1), folder / "c.npz").epochs() == 4);
    CHECK(steps == 0);
    CHECK(testing::flattened(again.parameters()) == testing::flattened(net.parameters()));
}

TEST_CASE("a file that is no checkpoint of this training is refused and stays as it is") {
    const testing::temporary_folder folder;
    const auto file = folder / "c.npz";
    nn::unet<float> net(testing::small, 1);
    io::fit_with_checkpoints(net, data, {}, options(), file);
    const std::string bytes = io::read_file(file);
    const auto before = testing::flattened(net.parameters());
    const auto refusal = [&](auto change) {
        auto o = options();
        change(o);
        return testing::message_of<file_error>([&] { io::fit_with_checkpoints(net, data, {}, o, file); });
    };
    CHECK(testing::mentions(refusal([](auto& o) { o.optimizer = nn::sgd{}; }), "c.npz", "adam", "sgd"));
    CHECK(testing::mentions(refusal([](auto& o) { o.loss = nn::dice_loss{}; }), "c.npz", "loss", "dice_loss"));
    const auto of_network = [&](auto&& other, const auto& samples) {
        return testing::message_of<file_error>([&] { io::fit_with_checkpoints(other, samples, {}, options(), file); });
    };
    const auto one_layer = [](nn::activation a) {
        return nn::network<float>({8, 8, 1}, nn::sequential{nn::conv2d{.filters = 2, .activation = a},
                                                            nn::conv2d{.filters = 1}, nn::sigmoid{}});
    };
    const nn::dataset<double> precise{xt::cast<double>(data.x), xt::cast<double>(data.y)};
    CHECK(testing::mentions(of_network(nn::unet<double>(testing::small, 1), precise), "c.npz",
                            "expected a network of double, got 'float'"));
    CHECK(io::read_file(file) == bytes);
    CHECK(testing::flattened(net.parameters()) == before);
    auto rectified = one_layer(nn::activation::relu);
    std::filesystem::remove(file);
    io::fit_with_checkpoints(rectified, data, {}, options(), file);
    CHECK(testing::mentions(of_network(one_layer(nn::activation::tanh), data), "c.npz", "layer number 1 differs",
                            "with Tanh", "with ReLU"));
    CHECK(of_network(one_layer(nn::activation::relu), data).empty());
    std::size_t steps = 0;
    CHECK(testing::mentions(testing::message_of<file_error>([&] {
                                io::fit_with_checkpoints(net, data, {}, options(&steps, 1), folder / "none" / "c.npz");
                            }),
                            "c.npz: cannot be written: there is no directory"));
    CHECK(testing::mentions(testing::message_of<file_error>([&] {
                                io::fit_with_checkpoints(net, data, {}, options(&steps, 1),
                                                         folder / std::string(300, 'c'));
                            }),
                            "cannot be looked for"));
    CHECK(steps == 0);
    io::write_file(file, "something else");
    CHECK(testing::mentions(refusal([](auto&) {}), "c.npz"));
    CHECK(io::read_file(file) == "something else");
    CHECK(folder.files() == 1);
}
