#include "catch.hpp"
#include <diapir/attributes/registry/attribute_list.hpp>
#include <diapir/attributes/spectral/decomposition_entries.hpp>

using namespace diapir;

TEST_CASE("a decomposition by name is the picture of one frequency") {
    attributes::registry known;
    attributes::entries::add_decompositions(known);
    auto section = make_array<double>({60, 4});
    for (std::size_t i = 0; i < section.size(); ++i) section.data()[i] = static_cast<double>(i * i % 17) - 8;
    const auto stack = attributes::attributes_of(
        "stft(frequency=45,window=16,taper=boxcar),cwt(frequency=20,wavelet=ricker)", known)(section);
    const auto windows =
        attributes::stft(section, {.frequencies = {45}, .window = 16, .taper = attributes::taper::boxcar});
    const auto wavelets = attributes::cwt(section, {.frequencies = {20}, .wavelet = attributes::wavelet::ricker});
    for (std::size_t i = 0; i < section.size(); ++i) {
        CHECK(stack.data()[2 * i] == windows.data()[i]);
        CHECK(stack.data()[2 * i + 1] == wavelets.data()[i]);
    }
}
