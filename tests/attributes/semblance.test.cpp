#include "compare.hpp"
#include <diapir/attributes/semblance.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <type_traits>
#include <vector>

namespace attr = diapir::attributes;
using attr::semblance_method;
using diapir::array;
using diapir::testing::compare_attribute;

namespace {

/// bruges.similarity of a section handed over as {1, rows, cols}, where rows count as traces and columns as time.
auto bruges(std::size_t duration, std::size_t step_out, semblance_method method, double sigma = 1) {
    const std::size_t across = 2 * step_out + 1;
    return [=](const auto& x) {
        if (method == semblance_method::gst)
            return attr::semblance(x, {.samples = duration, .traces = across, .method = method, .sigma = sigma});
        const auto turned =
            attr::semblance(xt::transpose(x), {.samples = across, .traces = duration, .method = method});
        return std::remove_cvref_t<decltype(turned)>(xt::transpose(turned));
    };
}

const auto images = {"normal", "layered", "nonsquare", "layered_ns", "halfconst", "const", "zero"};

}  // namespace

TEST_CASE("gst is that of bruges, with its undefined samples") {
    const auto gst = semblance_method::gst;
    compare_attribute("gst_d5_s3", images, bruges(5, 3, gst), 1e-8, 1e-5, true);
    compare_attribute("gst_d3_s1", {"normal", "layered", "nonsquare", "const"}, bruges(3, 1, gst), 1e-8, 1e-5, true);
    compare_attribute("gst_d9_s2_sig2", {"normal", "layered", "nonsquare", "const"}, bruges(9, 2, gst, 2), 1e-8, 1e-5,
                      true);
}

TEST_CASE("marfurt is that of bruges") {
    const auto marfurt = semblance_method::marfurt;
    compare_attribute("marfurt_d5_s3", images, bruges(5, 3, marfurt), 1e-9, 5e-6, true);
    compare_attribute("marfurt_d3_s1", {"normal", "nonsquare", "const"}, bruges(3, 1, marfurt), 1e-9, 5e-6, true);
    compare_attribute("marfurt_d9_s2", {"normal", "nonsquare", "const"}, bruges(9, 2, marfurt), 1e-9, 5e-6, true);
}

TEST_CASE("gersztenkorn is that of bruges") {
    const auto gersztenkorn = semblance_method::gersztenkorn;
    compare_attribute("gersztenkorn_d5_s3", images, bruges(5, 3, gersztenkorn), 1e-9, 5e-6, true);
    compare_attribute("gersztenkorn_d3_s1", {"normal", "nonsquare", "const"}, bruges(3, 1, gersztenkorn), 1e-9, 5e-6,
                      true);
    compare_attribute("gersztenkorn_d9_s2", {"normal", "nonsquare", "const"}, bruges(9, 2, gersztenkorn), 1e-9, 5e-6,
                      true);
}

TEST_CASE("all three agree with bruges on a section stored traces first") {
    const auto traces_first = [](semblance_method method) {
        return [=](const auto& x) {
            const auto c = attr::semblance(xt::transpose(x), {.samples = 5, .traces = 5, .method = method});
            return std::remove_cvref_t<decltype(c)>(xt::transpose(c));
        };
    };
    compare_attribute("gst_2d_d5_s2", {"nonsquare"}, traces_first(semblance_method::gst), 1e-8, 1e-5, true);
    compare_attribute("marfurt_2d_d5_s2", {"nonsquare"}, traces_first(semblance_method::marfurt), 1e-9, 5e-6, true);
    compare_attribute("gersztenkorn_2d_d5_s2", {"nonsquare"}, traces_first(semblance_method::gersztenkorn), 1e-9, 5e-6,
                      true);
}

TEST_CASE("the preset is what bruges makes of a section that it is handed as {1, rows, cols}") {
    const auto preset = [](semblance_method method) {
        return [=](const auto& x) { return attr::semblance(x, attr::semblance_options::bruges_0_5_4(5, 3, method)); };
    };
    compare_attribute("gst_d5_s3", images, preset(semblance_method::gst), 1e-8, 1e-5, true);
    compare_attribute("marfurt_d5_s3", images, preset(semblance_method::marfurt), 1e-9, 5e-6, true);
    compare_attribute("gersztenkorn_d5_s3", images, preset(semblance_method::gersztenkorn), 1e-9, 5e-6, true);
    const auto gst = [](const auto& x) {
        return attr::semblance(x, attr::semblance_options::bruges_0_5_4(9, 2, semblance_method::gst, 2));
    };
    compare_attribute("gst_d9_s2_sig2", {"layered"}, gst, 1e-8, 1e-5, true);
    CHECK(attr::semblance(diapir::make_array<float>({2, 0, 3}), attr::semblance_options::bruges_0_5_4(5, 3)).size() ==
          0);
}

TEMPLATE_TEST_CASE("coherence never exceeds 1", "", float, double) {
    for (const double value : {0.068, 0.1, 0.3, 0.7, 1e-3, 12345.678}) {
        const auto flat = diapir::make_array<TestType>({12, 12}, static_cast<TestType>(value));
        for (const auto method : {semblance_method::gst, semblance_method::marfurt, semblance_method::gersztenkorn})
            for (const TestType c : attr::semblance(flat, {.samples = 5, .traces = 7, .method = method}))
                CHECK_FALSE(c > TestType{1});
    }
}

TEST_CASE("equal traces are coherent, and gst is so for any dip") {
    auto section = diapir::make_array<double>({30, 30});
    for (const double dip : {0.0, 0.7}) {
        for (std::size_t i = 0; i < 30; ++i)
            for (std::size_t j = 0; j < 30; ++j)
                section(i, j) = std::sin(0.6 * (static_cast<double>(i) + dip * static_cast<double>(j)));
        for (const auto method : {semblance_method::gst, semblance_method::marfurt, semblance_method::gersztenkorn}) {
            const double inside = attr::semblance(section, {.method = method})(15, 15);
            if (dip == 0 || method == semblance_method::gst)
                CHECK(inside == Approx(1).epsilon(1e-6));
            else
                CHECK(inside < 0.97);
        }
    }
}

TEMPLATE_TEST_CASE("coherence does not depend on the unit of the amplitudes", "", float, double) {
    using T = TestType;
    const array<T> section = xt::cast<T>(diapir::testing::reference("attributes").get<double>("img_nonsquare"));
    const std::vector<double> exponents = std::is_same_v<T, float>
                                              ? std::vector<double>{-30, -20, -12, -9, 9, 12, 20, 30}
                                              : std::vector<double>{-150, -100, -80, -30, -9, 9, 30, 80, 100, 150};
    for (const auto method : {semblance_method::gst, semblance_method::marfurt, semblance_method::gersztenkorn}) {
        const auto before = attr::semblance(section, {.method = method});
        for (const double exponent : exponents) {
            INFO("1e" << exponent);
            const array<T> scaled = section * static_cast<T>(std::pow(10, exponent));
            const auto after = attr::semblance(scaled, {.method = method});
            CHECK(diapir::testing::max_difference(before, after) < (std::is_same_v<T, float> ? 2e-5 : 1e-10));
        }
        const auto twice = attr::semblance(array<T>(section * T(1024)), {.method = method});
        CHECK(std::equal(before.begin(), before.end(), twice.begin(),
                         [](T p, T q) { return p == q || (std::isnan(p) && std::isnan(q)); }));
    }
}

TEST_CASE("flat windows stay undefined in any unit, and an infinite sample spreads over its windows only") {
    const auto section = diapir::testing::reference("attributes").get<double>("img_halfconst");
    for (const double scale : {1e-150, 1.0, 1e150}) {
        const auto c = attr::semblance(array<double>(section * scale));
        CHECK(std::count_if(c.begin(), c.end(), [](double x) { return std::isnan(x); }) == 72);
    }
    auto layered = diapir::testing::reference("attributes").get<double>("img_layered");
    const auto before = attr::semblance(layered);
    layered(20, 16) = std::numeric_limits<double>::infinity();
    CHECK(attr::semblance(layered)(35, 16) == before(35, 16));
}

TEST_CASE("a flat window has the value that is asked for, and a missing sample spreads over its windows only") {
    auto section = diapir::testing::reference("attributes").get<double>("img_halfconst");
    const auto undefined = attr::semblance(section), filled = attr::semblance(section, {.undefined = 0.5});
    std::size_t flat = 0;
    for (std::size_t i = 0; i < section.size(); ++i) {
        const bool missing = std::isnan(undefined.data()[i]);
        flat += missing;
        CHECK(filled.data()[i] == (missing ? 0.5 : undefined.data()[i]));
    }
    CHECK(flat == 72);

    section = diapir::testing::reference("attributes").get<double>("img_layered");
    section(20, 16) = NAN;
    for (const auto method : {semblance_method::gst, semblance_method::marfurt, semblance_method::gersztenkorn}) {
        const auto c = attr::semblance(section, {.method = method});
        CHECK(std::isnan(c(20, 16)));
        CHECK_FALSE(std::isnan(c(20, 28)));
        CHECK_FALSE(std::isnan(c(35, 16)));
    }
}
