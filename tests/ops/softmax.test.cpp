#include "catch.hpp"
#include "ops/laws.hpp"
#include "ops/waves.hpp"
#include <diapir/ops/softmax.hpp>

#include <cmath>
#include <vector>

using namespace diapir;
using testing::check_laws;
using testing::random_batch;

TEMPLATE_TEST_CASE("softmax agrees with torch", "", float, double) {
    const std::vector<std::size_t> at{0, 5, 19, 34};
    testing::check_against_torch<TestType>([](const auto& v) { return softmax(v); },
                                           testing::sine_batch<TestType>({3, 2, 2, 3}),
                                           {at, {0.172343828856, 0.191266901833, 0.281605662037, 0.334978882276}},
                                           {at, {0.219513872682, -0.228804521516, 0.310776888821, 0.250387181633}});
}

TEST_CASE("softmax obeys the laws") {
    for (const std::size_t samples : {3, 21, 40}) {
        const auto x = random_batch(4, 4, 3, 5, samples);
        check_laws([](const auto& v) { return softmax(v); }, x);
        testing::check_laws_in_float([](const auto& v) { return softmax(v); }, x);
    }
    testing::check_stacked([](const auto& v) { return softmax(v); }, random_batch(4, 4, 3, 5, 40));
    check_laws([](const auto& v) { return softmax(v); }, random_batch(4, 2, 30, 20, 3));  // several runs
}

TEST_CASE("softmax holds far apart, and along chords between opposite certainties") {
    for (const double unit : {1e-9, 10.0, 100.0, 1e4}) {
        INFO("in units of " << unit);
        auto x = random_batch(4, 3, 4, 5, 21), r = random_batch(5, 3, 4, 5, 21);
        for (auto& e : x) e *= unit;
        for (auto& e : r) e = unit * e + 5 * unit;
        CHECK(laws::secant([](const auto& v) { return softmax(v); }, x, r) < (unit < 1 ? 1e-6 : 1e-10));
        tensor<float> x_single(x.shape()), r_single(x.shape());
        std::copy(x.begin(), x.end(), x_single.begin());
        std::copy(r.begin(), r.end(), r_single.begin());
        if (unit > 1) CHECK(laws::secant([](const auto& v) { return softmax(v); }, x_single, r_single) < 1e-4);
        for (double e : softmax(x)) CHECK((e >= 0 && e <= 1));
    }
}

TEST_CASE("what all channels have in common does not contribute to softmax") {
    const auto x = random_batch(4, 3, 4, 5), r = random_batch(5, 3, 4, 5);
    const tensor<double> one(x.shape(), 1.0);
    for (double e : linearize([](const auto& v) { return softmax(v); }, chord<double>(x, r)).push(one))
        CHECK(e == Approx(0).margin(1e-14));
}

TEST_CASE("softmax of no change is its derivative, and of one channel 1") {
    const auto x = random_batch(4, 3, 4, 5), v = random_batch(5, 3, 4, 5);
    const auto at_chord = linearize([](const auto&u) { return softmax(u); }, chord<double>(x, x)).push(v),
               at_point = linearize([](const auto&u) { return softmax(u); }, point<double>(x)).push(v);
    for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(at_chord[i] == Approx(at_point[i]).margin(1e-14));
    for (double e : softmax(random_batch(4, 1, 4, 5))) CHECK(e == 1);
    CHECK_THROWS_WITH(softmax(testing::random_tensor(1, {4})), Catch::Contains("softmax") && Catch::Contains("{4}"));
}

TEST_CASE("a class that is masked at both ends of a chord takes no part") {
    auto x = random_batch(1, 3, 1, 1, 1), r = x;
    x[0] = 1, x[1] = -INFINITY, x[2] = 0;
    r[0] = 0, r[1] = -INFINITY, r[2] = 1;
    auto step = x;
    step[0] = 1, step[1] = 0, step[2] = -1;
    const auto risen = linearize([](const auto& v) { return softmax(v); }, chord<double>(x, r)).push(step);
    const double e = std::exp(1.0), rise = (e - 1) / (e + 1);
    CHECK(risen[0] == Approx(rise));
    CHECK(risen[1] == 0);
    CHECK(risen[2] == Approx(-rise));
}
