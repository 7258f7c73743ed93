// Chunks of images: each image once, in blocks as large as memory allows.
#include "catch.hpp"
#include <diapir/nn/networks/image_chunks.hpp>

#include <mutex>
#include <vector>

using namespace diapir;

namespace {

/// Its logits are its images; it says how many bytes an image takes.
struct echo {
    using value_type = float;
    std::size_t bytes = 1;
    tensor<float> logits(tensor<float> x) const { return x; }
    std::size_t activation_bytes(std::size_t, std::size_t) const { return bytes; }
};
/// It does not say so.
struct silent {
    using value_type = float;
    tensor<float> logits(tensor<float> x) const { return x; }
};

}  // namespace

TEST_CASE("a thread takes a block of images, or fewer where they are large") {
    constexpr std::size_t mb = std::size_t{1} << 20;
    CHECK(nn::images_at_once(echo{}, 8, 8, 1) == 32);
    CHECK(nn::images_at_once(echo{2 * mb}, 8, 8, 1) == 32);
    CHECK(nn::images_at_once(echo{3 * mb}, 8, 8, 1) == 16);
    CHECK(nn::images_at_once(echo{10 * mb}, 8, 8, 1) == 4);
    CHECK(nn::images_at_once(echo{1000 * mb}, 8, 8, 1) == 1);
    CHECK(nn::images_at_once(echo{0}, 8, 8, 1) == 32);
    CHECK(nn::images_at_once(silent(), 24, 24, 4) == 32);
    CHECK(nn::images_at_once(silent(), 1024, 1024, 4) == 1);
}

TEST_CASE("every image goes through once, for any number of threads and images") {
    for (const std::size_t threads : {1, 3}) {
        const thread_limit limit(threads);
        for (const std::size_t count : {1, 31, 33, 100, 230}) {
            array<float> x = make_array<float>({count, 2, 3, 2}), y = make_array<float>({count, 2, 3, 2});
            for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(i);
            std::mutex guard;
            std::vector<std::size_t> begins;
            nn::for_each_logits(echo{}, x, [&](std::size_t first, tensor<float> logits) {
                CHECK(logits.samples() == std::min<std::size_t>(32, count - first));
                nn::unpack_from(logits, first, y);
                const std::lock_guard<std::mutex> lock(guard);
                begins.push_back(first);
            });
            CHECK(begins.size() == (count + 31) / 32);
            CHECK((x == y));
        }
    }
    const auto nothing = [](std::size_t, const tensor<float>&) {};
    CHECK_THROWS_AS(nn::for_each_logits(echo{}, make_array<float>({0, 2, 3, 2}), nothing), argument_error);
}

TEST_CASE("a function of batches is the same block by block, for any number of threads") {
    for (const std::size_t threads : {1, 2, 3})
        for (const std::size_t samples : {5, 32, 40, 70}) {
            const thread_limit limit(threads);
            array<float> x = make_array<float>({samples, 3, 2, 4});
            for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(i);
            const auto first_channel = [](const tensor<float>& batch) {
                tensor<float> y = batch.batch_like(1, batch.rows(), batch.cols());
                const std::size_t plane = batch.rows() * batch.cols() * batch.lanes();
                for (std::size_t block = 0; block < batch.blocks(); ++block)
                    std::copy_n(batch.data() + block * batch.block_size(), plane, y.data() + block * plane);
                return y;
            };
            const tensor<float> y = nn::map_blocks(pack(x), 1, first_channel);
            CHECK(y.samples() == samples);
            CHECK((unpack(y) == array<float>(xt::view(x, xt::all(), xt::all(), xt::all(), xt::range(0, 1)))));
        }
}
