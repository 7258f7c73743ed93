#include "catch.hpp"
#include "reference.hpp"
#include <diapir/data/yeo_johnson.hpp>

#include <cmath>

using diapir::data::yeo_johnson;

TEST_CASE("yeo_johnson is scipy.stats.yeojohnson, and its inverse undoes it") {
    const auto archive = diapir::testing::reference("power_transform");
    const auto lambdas = archive.get<double>("grid_lambda"), xs = archive.get<double>("grid_x"),
               ys = archive.get<double>("grid_y");
    for (std::size_t i = 0; i < lambdas.size(); ++i)
        for (std::size_t j = 0; j < xs.size(); ++j) {
            const double x = xs(j), y = ys(i, j);
            INFO("lambda " << lambdas(i) << ", x " << x);
            const yeo_johnson f(lambdas(i));
            CHECK(f(x) == Approx(y).epsilon(1e-12).margin(1e-13));
            CHECK(f.inverse(y) == Approx(x).epsilon(1e-6).margin(1e-12));
        }
}

TEST_CASE("registers and scalars give the same transform") {
    using V = diapir::simd::pack<double>;
    for (const double lambda : {-1.5, 0.0, 1e-9, 0.7, 2.0, 3.1}) {
        const yeo_johnson f(lambda);
        for (const double x : {-50.0, -1.0, -1e-7, 0.0, 1e-7, 0.4, 2000.0}) {
            INFO("lambda " << lambda << ", x " << x);
            double lanes[diapir::simd::width<double>];
            diapir::simd::store(lanes, V(f(V(x))));
            CHECK(lanes[0] == Approx(f(x)).epsilon(1e-13));
            diapir::simd::store(lanes, V(f.inverse(V(f(x)))));
            CHECK(lanes[0] == Approx(x).epsilon(1e-6).margin(1e-15));
        }
        double lanes[diapir::simd::width<double>];
        diapir::simd::store(lanes, V(f(V(std::nan("")))));
        CHECK(std::isnan(lanes[0]));
    }
}

TEST_CASE("numbers of any size keep it where the transform is the identity near 0") {
    for (const double lambda : {0.0, 1.0, 2.0})
        for (const double x : {1e-120, 1e-125, 1e-280, -1e-120, -1e-125, -1e-280}) {
            INFO("lambda " << lambda << ", x " << x);
            CHECK(yeo_johnson(lambda)(x) / x == Approx(1).epsilon(1e-14));
            CHECK(yeo_johnson(lambda).inverse(x) / x == Approx(1).epsilon(1e-14));
        }
    // log(1 + x) at the other end
    CHECK(yeo_johnson(0)(1e300) == Approx(std::log(1e300)).epsilon(1e-15));
}

TEST_CASE("a y that no x has gives NaN") {
    CHECK(std::isnan(yeo_johnson(-1).inverse(1.5)));
    CHECK(std::isnan(yeo_johnson(3).inverse(-1.5)));
}
