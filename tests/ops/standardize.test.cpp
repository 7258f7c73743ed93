#include "catch.hpp"
#include "ops/laws.hpp"
#include "ops/waves.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/ops/elementwise.hpp>
#include <diapir/ops/standardize.hpp>

#include <limits>
#include <vector>

using namespace diapir;
using testing::check_laws;
using testing::random_batch;

TEMPLATE_TEST_CASE("standardization agrees with torch", "", float, double) {
    using T = TestType;
    const auto x = testing::sine_batch<T>({3, 2, 2, 4});
    const std::vector<std::size_t> at{0, 5, 19, 46};
    testing::check_against_torch<T>([](const auto& v) { return batch_standardize(v, 1e-3); }, x,
                                    {at, {-0.001084620373, -1.435000568512, 0.204772321336, 1.143665784435}},
                                    {at, {1.351611016863, -1.197665739284, 1.284042442427, -0.697394056706}});
    testing::check_against_torch<T>([](const auto& v) { return group_standardize(v, 2, 1e-3); }, x,
                                    {at, {-0.074505366239, -1.465788408642, 0.423023396983, 1.193114431473}},
                                    {at, {1.381544087815, -1.318114332436, 1.32495285413, -0.920381786397}});
    testing::check_against_torch<T>([](const auto& v) { return group_standardize(v, 4, 1e-3); }, x,
                                    {at, {0.112664384701, -1.672697146019, 0.275923377513, 1.025035343193}},
                                    {at, {1.427777797523, -0.358667917837, 1.364071908538, -1.202801239586}});
    testing::check_against_torch<T>([](const auto& v) { return channel_standardize(v, 1e-3); }, x,
                                    {at, {-1.160864691873, -1.000353924362, 1.422437082428, 1.054341441295}},
                                    {at, {-0.242607380629, -0.850066907299, -0.537929350052, -0.124362062072}});
}

TEST_CASE("standardization obeys the laws") {
    for (const std::size_t samples : {3, 21, 40}) {
        const auto x = random_batch(4, 4, 3, 5, samples);
        check_laws([](const auto& v) { return batch_standardize(v, 1e-3); }, x);
        check_laws([](const auto& v) { return group_standardize(v, 2, 1e-3); }, x);
        check_laws([](const auto& v) { return group_standardize(v, 1, 1e-3); }, x);
        check_laws([](const auto& v) { return channel_standardize(v, 1e-3); }, x);
        testing::check_laws_in_float([](const auto& v) { return batch_standardize(v, 1e-3); }, x);
        testing::check_laws_in_float([](const auto& v) { return group_standardize(v, 2, 1e-3); }, x);
        testing::check_laws_in_float([](const auto& v) { return channel_standardize(v, 1e-3); }, x);
    }
}

TEST_CASE("standardization obeys the secant law between batches of unlike spread, in any unit") {
    for (const double unit : {1e-8, 1.0, 1e8}) {
        auto x = random_batch(4, 4, 3, 5, 21), r = random_batch(5, 4, 3, 5, 21);
        for (auto& e : x) e *= unit;
        for (auto& e : r) e = unit * (0.01 * e + 3);
        const double epsilon = 1e-3 * unit * unit;
        CHECK(laws::secant([&](const auto& v) { return batch_standardize(v, epsilon); }, x, r) < 1e-11);
        CHECK(laws::secant([&](const auto& v) { return group_standardize(v, 2, epsilon); }, x, r) < 1e-11);
        CHECK(laws::secant([&](const auto& v) { return channel_standardize(v, epsilon); }, x, r) < 1e-11);
    }
}

TEST_CASE("standardization pushes and pulls stacked tangents") {
    const auto x = random_batch(4, 4, 3, 5, 40);
    testing::check_stacked([](const auto& v) { return batch_standardize(v, 1e-3); }, x);
    testing::check_stacked([](const auto& v) { return group_standardize(v, 2, 1e-3); }, x);
    testing::check_stacked([](const auto& v) { return channel_standardize(v, 1e-3); }, x);
}

TEST_CASE("lanes that hold no sample change no standardized batch, and are 0 in it") {
    auto x = random_batch(4, 2, 3, 5, 21);
    const auto y = batch_standardize(x, 1e-3);
    const std::size_t block = x.block_size();
    for (std::size_t i = 0; i < x.size(); ++i)
        if (i / block * x.lanes() + i % x.lanes() >= 21) {
            x[i] = std::numeric_limits<double>::quiet_NaN();
            REQUIRE(y[i] == 0);
        }
    CHECK(testing::equal(batch_standardize(x, 1e-3), y));
}

TEST_CASE("a batch may be standardized by moments that are known") {
    const auto x = random_batch(4, 2, 3, 5, 21);
    const auto known = channel_moments(x);
    CHECK(testing::equal(batch_standardize(x, known, 1e-3), batch_standardize(x, 1e-3)));
    const auto of_known = [&](const auto& v) { return batch_standardize(v, known, 1e-3); };
    const auto map = linearize(of_known, point<double>(x)),
               same = linearize([](const auto&v) { return batch_standardize(v, 1e-3); }, point<double>(x));
    const auto v = laws::random_like(x, 7);
    CHECK(testing::equal(map.push(v), same.push(v)));
}

TEST_CASE("a variance that the type does not hold makes its group NaN, not 0, and no other one") {
    tensor<float> x(tensor_shape::batch(21, 2, 3, 3, 32));
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = (i % 7 == 0 ? 1.f : -1.f) * (i < 288 ? 1e25f : 1.f);
    const auto m = channel_moments(x);
    CHECK(std::isnan(m.variance[0]));
    CHECK(std::isfinite(m.variance[1]));
    for (const auto& z : {batch_standardize(x, 1e-3), group_standardize(x, 2, 1e-3)}) {
        CHECK(std::isnan(z[0]));
        CHECK(std::isfinite(z[288]));
    }
    CHECK(std::isnan(channel_standardize(x, 1e-3)[0]));
}

TEST_CASE("standardized values do not depend on threads") {
    const auto x = random_batch(4, 16, 24, 24, 40);
    const auto map = linearize([](const auto& v) { return batch_standardize(v, 1e-3); }, point<double>(x));
    const auto y = map.push(x);
    const thread_limit one(1);
    CHECK(testing::equal(linearize([](const auto& v) { return batch_standardize(v, 1e-3); }, point<double>(x)).push(x),
                         y));
}

TEST_CASE("standardization names itself and what does not fit") {
    const auto x = random_batch(4, 4, 3, 5);
    CHECK_THROWS_WITH(group_standardize(x, 3, 1e-3),
                      Catch::Contains("group_standardize: 4 channels") && Catch::Contains("3 groups"));
    CHECK_THROWS_WITH(batch_standardize(x, -1), Catch::Contains("batch_standardize") && Catch::Contains("-1"));
    CHECK_THROWS_WITH(channel_standardize(testing::random_tensor(1, {4}), 1),
                      Catch::Contains("channel_standardize") && Catch::Contains("{4}"));
    CHECK_THROWS_AS(batch_standardize(x, channel_moments(random_batch(4, 3, 3, 5)), 1e-3), argument_error);
}
