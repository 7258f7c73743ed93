// Checksums of elements: changes of one, which they promise to find, and of more, for lengths around a line of memory.
#include "catch.hpp"
#include <diapir/core/checksum.hpp>
#include <diapir/core/random.hpp>

#include <utility>
#include <vector>

using namespace diapir;

TEMPLATE_TEST_CASE("numbers of the other sign give another checksum, few or all of them", "", float, double) {
    for (const std::size_t count : {2, 16, 32, 64, 256}) {
        std::vector<TestType> values(count);
        random_stream random(5, count);
        for (auto& v : values) v = static_cast<TestType>(random.normal());
        const checksum before(values.data(), count);
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t k = i + 1; k < count; ++k) {
                values[i] = -values[i], values[k] = -values[k];
                CHECK(checksum(values.data(), count) != before);
                values[i] = -values[i], values[k] = -values[k];
            }
        for (auto& v : values) v = -v;
        CHECK(checksum(values.data(), count) != before);
    }
}

TEMPLATE_TEST_CASE("one or two other elements give another checksum", "", float, double, unsigned char) {
    for (const std::size_t count : {1, 7, 15, 16, 17, 64, 65, 200}) {
        std::vector<TestType> values(count);
        random_stream random(3, count);
        for (auto& v : values) v = static_cast<TestType>(100 * random.uniform());
        const checksum before(values.data(), count);
        CHECK(before == checksum(values.data(), count));
        for (std::size_t i = 0; i < count; ++i) {
            const TestType kept = values[i];
            values[i] = static_cast<TestType>(kept + 1);
            CHECK(checksum(values.data(), count) != before);
            values[i] = kept;
        }
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t k = i + 1; k < count; ++k) {
                if (values[i] == values[k]) continue;
                std::swap(values[i], values[k]);
                CHECK(checksum(values.data(), count) != before);
                std::swap(values[i], values[k]);
            }
    }
}

TEST_CASE("bits count, not values, and nothing has a checksum too") {
    const std::vector<double> plus{0.0}, minus{-0.0};
    CHECK(checksum(plus.data(), 1) != checksum(minus.data(), 1));
    CHECK(checksum(plus.data(), 0) == checksum(minus.data(), 0));
}
