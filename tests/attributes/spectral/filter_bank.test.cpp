#include "attributes/spectral/trace_attributes.hpp"
#include "catch.hpp"
#include <diapir/attributes/spectral/filter_bank.hpp>

namespace attr = diapir::attributes;
using namespace diapir;
using namespace diapir::testing;

TEST_CASE("filters of 1 and of a delay give the section and the section later") {
    const auto x = noisy_sections<double>({10, 5});
    attr::detail::filter_bank bank{16, 3, {}};
    for (const double delay : {0.0, 2.0}) {
        std::vector<std::complex<double>> spectrum;
        for (std::size_t k = 0; k < 16; ++k)
            spectrum.push_back(attr::spectral::root_of_unity(-delay * static_cast<double>(k), 16));
        bank.spectra.push_back(spectrum);
    }
    for (const attr::edge mode : {attr::edge::zero, attr::edge::nearest, attr::edge::mirror}) {
        const auto y =
            attr::detail::filtered_sections(x, attr::axis::sample, mode, bank, attr::spectral_output::filtered);
        for (std::size_t i = 0; i < 10; ++i)
            for (std::size_t j = 0; j < 5; ++j) {
                CHECK(y(i, j, 0) == Approx(x(i, j)));
                const auto source = kernels::edge_index(i, 2, 10, mode);
                CHECK(y(i, j, 1) == Approx(source < 0 ? 0 : x(static_cast<std::size_t>(source), j)).margin(1e-12));
            }
    }
}

TEST_CASE("outputs of a complex number") {
    using lanes = attr::spectral::lanes<double>;
    const attr::spectral::complex_lanes<double> c(lanes(-6.0), lanes(8.0));
    const auto shown = [&](attr::spectral_output output) {
        return double(lanes(attr::detail::shown<double>(c, output, simd::pack<double>(2.0))));
    };
    CHECK(shown(attr::spectral_output::amplitude) == 5);
    CHECK(shown(attr::spectral_output::power) == 25);
    CHECK(shown(attr::spectral_output::filtered) == -3);
    CHECK(shown(attr::spectral_output::phase) == Approx(std::atan2(8, -6)));
}
