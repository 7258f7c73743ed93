#include "catch.hpp"
#include <diapir/core/function_ref.hpp>

#include <memory>

using namespace diapir;

namespace {

int twice(int x) {
    return 2 * x;
}
struct counter {
    int calls = 0;
    int operator()(int x) { return x + ++calls; }
};
int call(function_ref<int(int)> f) {
    return f(20);
}

}  // namespace

TEST_CASE("functions, lambdas and objects are called where they are") {
    CHECK(call(twice) == 40);
    CHECK(call(&twice) == 40);
    const int offset = 3;
    CHECK(call([&](int x) { return x + offset; }) == 23);
    counter c;
    CHECK(call(c) == 21);
    CHECK(call(c) == 22);
    CHECK(c.calls == 2);
    const function_ref<int(int)> first(c), second = first;
    CHECK(second(0) == 3);
}

TEST_CASE("arguments and results go through as they are") {
    const auto take = [](std::unique_ptr<int> p, int& to) -> int& { return to = *p; };
    const function_ref<int&(std::unique_ptr<int>, int&)> f = take;
    int to = 0;
    CHECK(&f(std::make_unique<int>(5), to) == &to);
    CHECK(to == 5);
    const auto answer = [] { return 1; };
    const function_ref<void()> dropped = answer;
    dropped();
    STATIC_REQUIRE_FALSE(std::is_constructible_v<function_ref<int(int)>, decltype(answer)>);
}
