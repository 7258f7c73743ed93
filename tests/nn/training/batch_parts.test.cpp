// Parts of a batch and of ranks.
#include "catch.hpp"
#include "distributed/thread_ranks.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/nn/networks/unet.hpp>
#include <diapir/nn/training/batch_parts.hpp>

#include <numeric>
#include <vector>

using namespace diapir;
using testing::run_ranks;

namespace {

nn::unet<float> small_net(nn::normalization n = nn::normalization::none) {
    return nn::unet<float>(
        {.channels = 1, .filters = 2, .levels = 1, .bottleneck = 2, .kernel = 3, .residual = true, .normalization = n});
}

}  // namespace

TEST_CASE("a batch is divided by 32, as memory allows, and not where a layer looks at all of it") {
    const auto plain = small_net(), normalized = small_net(nn::normalization::batch);
    CHECK(nn::batch_parts(plain, 8, 8, 96, 0, {}).size() == 3);
    CHECK(nn::batch_parts(plain, 1600, 1600, 96, 0, {}).size() == 96);
    CHECK(nn::batch_parts(normalized, 8, 8, 96, 0, {}).size() == 1);
    CHECK(nn::batch_parts(normalized, 8, 8, 96, 24, {}).size() == 4);
    const nn::batch_parts parts(plain, 8, 8, 10, 4, {});
    CHECK(parts.size() == 3);
    CHECK(parts.samples() == 10);
    CHECK(parts.begin(2) == 8);
    CHECK(parts.end(2) == 10);
    CHECK(parts.first() == 0);
    CHECK(parts.last() == 3);
    CHECK(parts.last_sample() == 10);
}

TEST_CASE("ranks have all parts, and give one another their samples") {
    for (const std::size_t size : {1, 2, 3, 5}) {
        std::vector<std::vector<float>> seen(size);
        run_ranks(size, [&](auto& ranks) {
            const auto net = small_net();
            const nn::batch_parts parts(net, 2, 3, 10, 4, ranks);
            tensor<float> x = tensor<float>::batch(10, 1, 2, 3);
            array<float> own = make_array<float>({10, 2, 3, 1}, -1.f);
            for (std::size_t i = 6 * parts.first_sample(); i < 6 * parts.last_sample(); ++i)
                own.data()[i] = static_cast<float>(i);
            x = pack(own);
            parts.share(x);
            const auto all = unpack(x);
            seen[ranks.rank()].assign(all.begin(), all.end());
        });
        std::vector<float> all(60);
        std::iota(all.begin(), all.end(), 0.0f);
        for (const auto& s : seen) CHECK(s == all);
    }
}
