// Chunks of images: each image once, in blocks as large as memory allows.
#include "catch.hpp"
#include <diapir/nn/networks/image_chunks.hpp>

#include <algorithm>
#include <mutex>
#include <utility>
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
    CHECK(nn::images_at_once(echo{}, 8, 8, 1) == 16);
    CHECK(nn::images_at_once(echo{4 * mb}, 8, 8, 1) == 16);
    CHECK(nn::images_at_once(echo{5 * mb}, 8, 8, 1) == 8);
    CHECK(nn::images_at_once(echo{10 * mb}, 8, 8, 1) == 4);
    CHECK(nn::images_at_once(echo{1000 * mb}, 8, 8, 1) == 1);
    CHECK(nn::images_at_once(echo{0}, 8, 8, 1) == 16);
    CHECK(nn::images_at_once(silent(), 24, 24, 4) == 16);
    CHECK(nn::images_at_once(silent(), 1024, 1024, 4) == 1);
}

TEST_CASE("ranges of images are those of samples, each once") {
    for (const std::size_t threads : {1, 2, 5}) {
        const thread_limit limit(threads);
        std::mutex guard;
        std::vector<std::pair<std::size_t, std::size_t>> ranges;
        nn::for_image_ranges(40, 16, [&](std::size_t begin, std::size_t end) {
            const std::lock_guard<std::mutex> lock(guard);
            ranges.emplace_back(begin, end);
        });
        std::sort(ranges.begin(), ranges.end());
        CHECK(ranges == std::vector<std::pair<std::size_t, std::size_t>>{{0, 16}, {16, 40}});
    }
}

TEST_CASE("every image goes through once, for any number of threads and images") {
    for (const std::size_t threads : {1, 3}) {
        const thread_limit limit(threads);
        for (const std::size_t count : {1, 24, 25, 33, 100, 230}) {
            array<float> x = make_array<float>({count, 2, 3, 2}), y = make_array<float>({count, 2, 3, 2});
            for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(i);
            std::mutex guard;
            std::size_t seen = 0;
            nn::for_each_logits(echo{}, x, [&](std::size_t first, tensor<float> logits) {
                CHECK(logits.samples() <= 24);
                nn::unpack_from(logits, first, y);
                const std::lock_guard<std::mutex> lock(guard);
                seen += logits.samples();
            });
            CHECK(seen == count);
            CHECK((x == y));
            CHECK((nn::map_images(x, 4, false, [](const tensor<float>& batch) { return batch; }) == x));
        }
    }
    const auto nothing = [](std::size_t, const tensor<float>&) {};
    CHECK_THROWS_AS(nn::for_each_logits(echo{}, make_array<float>({0, 2, 3, 2}), nothing), argument_error);
}

TEST_CASE("samples are taken out of a batch and put into another, wherever they lie in blocks") {
    array<float> x = make_array<float>({70, 2, 3, 2});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(i);
    const tensor<float> all = pack(x);
    for (const auto& [first, end] :
         {std::pair<std::size_t, std::size_t>{0, 70}, {3, 4}, {30, 35}, {16, 48}, {64, 70}}) {
        const tensor<float> some = nn::samples_of(all, first, end);
        CHECK((unpack(some) == array<float>(xt::view(x, xt::range(first, end)))));
        tensor<float> again = all;
        std::fill(again.begin(), again.end(), 0.0f);
        nn::copy_samples(some, 0, end - first, again, first);
        const array<float> y = unpack(again);
        CHECK((array<float>(xt::view(y, xt::range(first, end))) == array<float>(xt::view(x, xt::range(first, end)))));
        CHECK(std::count(y.begin(), y.end(), 0.0f) ==
              static_cast<std::ptrdiff_t>((70 - end + first) * 12 + (first == 0)));
    }
}

TEST_CASE("a function of batches is the same range by range, for any number of threads") {
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
            const tensor<float> y = nn::map_samples(pack(x), 16, first_channel);
            CHECK(y.samples() == samples);
            CHECK((unpack(y) == array<float>(xt::view(x, xt::all(), xt::all(), xt::all(), xt::range(0, 1)))));
        }
}
