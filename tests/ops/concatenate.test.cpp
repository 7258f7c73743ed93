#include "catch.hpp"
#include "ops/laws.hpp"
#include "ops/reference_layer.hpp"
#include <diapir/ops/concatenate.hpp>

using namespace diapir;
using testing::check_laws;
using testing::random_batch;

TEMPLATE_TEST_CASE("concatenation agrees with Keras", "", float, double) {
    testing::check_layer<TestType>("concat", [](const auto& a) { return concatenate(a[0], a[1], a[2]); });
}

TEST_CASE("channels follow one another in every block") {
    const auto x = random_batch(1, 2, 3, 4, 40), y = random_batch(2, 1, 3, 4, 40);
    const auto both = concatenate(x, y, x);
    CHECK(both.shape() == shape{3, 5, 3, 4, 16});
    CHECK(both.samples() == 40);
    for (std::size_t block = 0; block < 3; ++block) {
        const double* from = both.data() + block * both.block_size();
        CHECK(std::equal(x.data() + block * x.block_size(), x.data() + (block + 1) * x.block_size(), from));
        CHECK(std::equal(y.data() + block * y.block_size(), y.data() + (block + 1) * y.block_size(),
                         from + x.block_size()));
        CHECK(std::equal(x.data() + block * x.block_size(), x.data() + (block + 1) * x.block_size(),
                         from + x.block_size() + y.block_size()));
    }
}

TEST_CASE("concatenation obeys the laws, and takes stacked tangents") {
    const auto x = random_batch(7, 2, 4, 3), y = random_batch(8, 2, 4, 3), z = random_batch(9, 3, 4, 3);
    check_laws([&](const auto& v) { return concatenate(y, v, z, v); }, x);
    testing::check_stacked([](const auto& v) { return concatenate(v, v); }, random_batch(1, 2, 3, 4, 40));
}

TEST_CASE("concatenation names itself and both shapes when more than the channels differ") {
    const auto x = random_batch(1, 2, 4, 4);
    CHECK_THROWS_AS(concatenate(x, random_batch(1, 3, 5, 4)), argument_error);
    CHECK_THROWS_AS(concatenate(x, random_batch(1, 3, 4, 5)), argument_error);
    CHECK_THROWS_AS(concatenate(x, random_batch(1, 3, 4, 4, 20)), argument_error);
    CHECK_THROWS_AS(concatenate(x, x, random_batch(1, 3, 4, 4, 40)), argument_error);
    CHECK_THROWS_WITH(concatenate(x, testing::random_tensor(1, {3})),
                      Catch::Contains("concatenate") && Catch::Contains("16 x {2, 4, 4}") && Catch::Contains("{3}"));
}

TEST_CASE("concatenation refuses batches of different numbers of samples") {
    const auto x = random_batch(1, 2, 4, 4, 17), y = random_batch(1, 2, 4, 4, 30);
    CHECK_THROWS_WITH(concatenate(x, y), Catch::Contains("17 x {2, 4, 4}") && Catch::Contains("30 x {2, 4, 4}"));
    CHECK_THROWS_AS(concatenate(tensor<double>(shape{2, 3})), argument_error);
}
