#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/losses/descending_order.hpp>

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

using namespace diapir;

namespace {

template <class T>
std::vector<std::uint32_t> order_of(const std::vector<T>& numbers) {
    std::vector<nn::detail::ranked<T>> both(2 * numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) both[i] = {numbers[i], static_cast<std::uint32_t>(i)};
    const auto* sorted = nn::detail::sort_descending(both.data(), both.data() + numbers.size(), numbers.size());
    std::vector<std::uint32_t> order;
    for (std::size_t i = 0; i < numbers.size(); ++i) order.push_back(sorted[i].with);
    return order;
}

}  // namespace

TEMPLATE_TEST_CASE("numbers are sorted as a stable comparison sorts them", "", float, double) {
    using limits = std::numeric_limits<TestType>;
    random_stream random(1);
    for (const std::size_t count : {0, 1, 2, 100, 5000}) {
        std::vector<TestType> numbers(count);
        for (TestType& number : numbers) {
            number = static_cast<TestType>(random.normal());
            if (random.uniform() < 0.3) number = std::round(number);  // ties, and zeros of both signs
            if (random.uniform() < 0.1) number *= limits::max() / 8;
            if (random.uniform() < 0.1) number *= limits::denorm_min();
        }
        if (count > 50) numbers[7] = limits::infinity(), numbers[9] = -limits::infinity();
        std::vector<std::uint32_t> expected(count);
        std::iota(expected.begin(), expected.end(), 0u);
        std::stable_sort(expected.begin(), expected.end(), [&](auto a, auto b) { return numbers[a] > numbers[b]; });
        CHECK(order_of(numbers) == expected);
    }
    CHECK(order_of<TestType>({3, 3, 3}) == std::vector<std::uint32_t>{0, 1, 2});
    CHECK(order_of<TestType>({1, limits::quiet_NaN(), limits::infinity()}) == std::vector<std::uint32_t>{1, 2, 0});
}
