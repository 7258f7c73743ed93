#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/training/evaluate.hpp>

using namespace diapir;

namespace {

/// Takes the first channel of the image for the logit, and notes how many images it was given.
struct first_channel {
    using value_type = double;
    std::vector<std::size_t>* batches;

    tensor<double> logits(const tensor<double>& x) const {
        batches->push_back(x.samples());
        auto z = x.batch_like(1, x.rows(), x.cols());
        for (std::size_t block = 0; block < x.blocks(); ++block)
            std::copy_n(x.data() + block * x.block_size(), z.block_size(), z.data() + block * z.block_size());
        return z;
    }
};

nn::dataset<double> noise(std::size_t count) {
    random_stream random(1);
    nn::dataset<double> d{make_array<double>({count, 3, 2, 2}), make_array<double>({count, 3, 2, 1})};
    for (double& e : d.x) e = random.normal();
    for (double& e : d.y) e = random.uniform() > 0.6 ? 1 : 0;
    return d;
}

}  // namespace

TEST_CASE("a data set counts its images") {
    CHECK(noise(5).size() == 5);
    CHECK(nn::dataset<float>{}.size() == 0);
}

TEST_CASE("rows of an array are packed in any order") {
    const auto d = noise(6);
    const std::vector<std::size_t> order{5, 0, 3, 1};
    const auto batch = nn::pack_rows(d.x, order, 1, 3);
    CHECK(batch.samples() == 2);
    CHECK((unpack(batch) == take(d.x, std::vector<std::size_t>{0, 3})));
}

TEST_CASE("loss and metrics of a network are those of all its images at once") {
    const auto d = noise(150);
    std::vector<std::size_t> batches;
    const auto values = nn::evaluate(first_channel{&batches}, d, nn::binary_crossentropy{}, {.auc_exact = true});

    array<double> z = make_array<double>({150, 3, 2, 1}), p = z;
    double loss = 0;
    for (std::size_t i = 0; i < z.size(); ++i) {
        z.data()[i] = d.x.data()[2 * i];
        p.data()[i] = 1 / (1 + std::exp(-z.data()[i]));
        loss -= std::log(d.y.data()[i] > 0 ? p.data()[i] : 1 - p.data()[i]) / static_cast<double>(z.size());
    }
    nn::segmentation_metrics whole({.auc_exact = true});
    whole.update(pack(d.y), pack(p), loss);
    const auto expected = whole.result();
    REQUIRE(values.size() == expected.size());
    for (const auto& [name, value] : expected) {
        INFO(name);
        CHECK(values[name] == Approx(value).epsilon(1e-12));
    }
    std::size_t seen = 0;
    for (std::size_t n : batches) seen += n;
    CHECK(seen == 150);
}
