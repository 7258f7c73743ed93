#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/ops/elementwise.hpp>
#include <diapir/ops/reduce.hpp>

using namespace diapir;
using testing::check_laws;
using testing::random_batch;
using testing::random_tensor;
using testing::tensor_d;

TEST_CASE("sum and mean are scalars") {
    tensor<float> x(shape{2, 3}, 1.5f);
    x[5] = 3;
    CHECK(sum(x)[0] == 10.5f);
    CHECK(mean(x)[0] == 1.75f);
    CHECK(sum(x).shape() == shape{});
}

TEST_CASE("sum and mean leave out lanes without a sample") {
    tensor_d x = tensor_d::batch(5, 2, 1, 1);
    std::fill(x.begin(), x.end(), 1.0);
    CHECK(sum(x)[0] == 10);
    CHECK(mean(x)[0] == 1);
    for (const std::size_t samples : {40, 70}) {
        tensor_d y = tensor_d::batch(samples, 2, 2, 3);
        for (std::size_t i = 0; i < y.size(); ++i)
            y[i] = i / y.block_size() * y.lanes() + i % y.lanes() < samples ? 2 : 1e6;
        CHECK(sum(y)[0] == 24 * static_cast<double>(samples));
        CHECK(mean(y)[0] == 2);
        const auto slope = gradient([](const auto& v) { return mean(v); }, y);
        for (std::size_t i = 0; i < y.size(); ++i)
            REQUIRE(slope[i] == (y[i] == 2 ? Approx(1 / (12.0 * static_cast<double>(samples))) : Approx(0)));
    }
}

TEST_CASE("reductions obey the laws") {
    check_laws([](const auto& v) { return sum(square(v)); }, random_batch(7, 2, 4, 3));
    check_laws([](const auto& v) { return sum(square(v)); }, random_batch(7, 2, 2, 3, 21));
    check_laws([](const auto& v) { return mean(sigmoid(v)); }, random_tensor(3, {7}));
    check_laws([](const auto& v) { return mean(sigmoid(v)); }, random_batch(3, 2, 2, 2, 40));
}

TEST_CASE("stacked tangents are not summed into one number") {
    const auto x = random_batch(1, 1, 2, 2);
    const auto map = linearize([](const auto& v) { return sum(v); }, point<double>(x));
    CHECK_THROWS_AS(map.push(testing::stack(x, x)), argument_error);
}
