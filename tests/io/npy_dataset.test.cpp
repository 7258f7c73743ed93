#include "catch.hpp"
#include "io/support.hpp"
#include "nn/training/support.hpp"
#include <diapir/core/array.hpp>
#include <diapir/core/random.hpp>
#include <diapir/io/npy.hpp>
#include <diapir/io/npy_dataset.hpp>
#include <diapir/nn/losses/binary_crossentropy.hpp>
#include <diapir/nn/training/evaluate.hpp>
#include <diapir/nn/training/fit.hpp>

#include <vector>

using namespace diapir;
using indexes = std::vector<std::size_t>;

namespace {

template <class T>
array<T> consecutive(const shape& s) {
    array<T> a = make_array<T>(s);
    for (std::size_t i = 0; i < a.size(); ++i) a.data()[i] = static_cast<T>(i);
    return a;
}

}  // namespace

TEST_CASE("training on files gives the bits of training on the same arrays") {
    const testing::temporary_folder folder;
    auto data = testing::squares(40, 1);
    data.weights = make_array<float>({40});
    random_stream random(2);
    for (float& w : data.weights) w = static_cast<float>(random.uniform());
    io::save_npy(folder / "x.npy", data.x);
    io::save_npy(folder / "y.npy", array<double>(xt::cast<double>(data.y)));  // elements are converted
    io::save_npy(folder / "w.npy", data.weights);
    const io::npy_dataset<float> files(folder / "x.npy", folder / "y.npy", {.weights = folder / "w.npy"});
    CHECK(files.size() == 40);
    CHECK(files.input() == shape{8, 8, 1});
    CHECK(files.weight() == shape{1, 1, 1});
    nn::unet<float> a(testing::small, 1), b(testing::small, 1);
    const nn::fit_options options{.epochs = 2, .batch = 8};
    const auto of_arrays = nn::fit(a, data, data, options), of_files = nn::fit(b, files, files, options);
    CHECK(testing::flattened(a.parameters()) == testing::flattened(b.parameters()));
    CHECK(of_arrays.column("val_loss") == of_files.column("val_loss"));
}

TEST_CASE("samples may be some rows of the files, and targets numbers") {
    const testing::temporary_folder folder;
    io::save_npy(folder / "x.npy", consecutive<float>({6, 2}));
    io::save_npy(folder / "y.npy", consecutive<int>({6}));
    const io::npy_dataset<float> some(folder / "x.npy", folder / "y.npy", {.rows = indexes{4, 1, 5}});
    CHECK(some.size() == 3);
    CHECK(some.target() == shape{1});
    CHECK(some.weight() == shape{});
    std::vector<float> x(4), y(2);
    some.read(indexes{2, 0}, x.data(), y.data(), nullptr);
    CHECK(x == std::vector<float>{10, 11, 8, 9});
    CHECK(y == std::vector<float>{5, 4});
    CHECK(io::npy_dataset<float>(folder / "x.npy", folder / "y.npy", {.rows = indexes{}}).size() == 0);
    CHECK(testing::message_of<argument_error>([&] {
              some.read(indexes{0, 3}, x.data(), y.data(), nullptr);
          }) == "npy_dataset: expected a sample below 3, got 3");
    const io::npy_dataset<float> all(folder / "x.npy", folder / "y.npy");
    CHECK_THROWS_AS(all.read(indexes{all.size()}, x.data(), y.data(), nullptr), argument_error);
}

TEST_CASE("files that do not belong together are refused by name") {
    const testing::temporary_folder folder;
    const auto message = [&](const shape& x, const shape& y, const shape& w, indexes rows = {0}) {
        io::save_npy(folder / "x.npy", consecutive<float>(x));
        io::save_npy(folder / "y.npy", consecutive<float>(y));
        io::save_npy(folder / "w.npy", consecutive<float>(w));
        return testing::message_of<argument_error>([&] {
            io::npy_dataset<float>(folder / "x.npy", folder / "y.npy", {.weights = folder / "w.npy", .rows = rows});
        });
    };
    CHECK(message({4, 3, 3, 1}, {4, 2}, {4}).empty());
    CHECK(testing::mentions(message({4, 3, 3}, {4, 2}, {4}), "x.npy: expected samples", "{4, 3, 3}"));
    CHECK(testing::mentions(message({4, 3}, {5, 2}, {4}), "y.npy: expected a target for each of 4", "{5, 2}"));
    CHECK(testing::mentions(message({4, 3}, {4, 2, 2}, {4}), "y.npy: expected targets", "{4, 2, 2}"));
    CHECK(testing::mentions(message({4, 3, 3, 1}, {4, 2}, {4, 3, 2, 1}), "w.npy: expected weights", "{4, 3, 2, 1}"));
    CHECK(testing::mentions(message({4, 3}, {4}, {3}), "w.npy: expected weights {4}"));
    CHECK(testing::mentions(message({4, 3}, {4}, {4}, {0, 4}), "x.npy: row 4 does not exist"));
    CHECK_THROWS_AS(io::npy_dataset<float>(folder / "x.npy", folder / "none.npy"), file_error);
}
