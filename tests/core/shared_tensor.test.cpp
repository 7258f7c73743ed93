// Shared tensors: which of them keep what is derived from them.
#include "catch.hpp"
#include <diapir/core/shared_tensor.hpp>

#include <algorithm>

using namespace diapir;

TEST_CASE("a frozen tensor has a place for derived values, its copies have none") {
    const tensor<float> plain(shape{2, 3}, 1.5f);
    CHECK(plain.derived() == nullptr);
    shared_tensor<float> frozen = freeze(plain);
    REQUIRE(frozen->derived() != nullptr);
    CHECK(frozen->shape() == shape{2, 3});
    CHECK(std::equal(frozen->begin(), frozen->end(), plain.begin()));
    tensor<float> copy = *frozen, assigned;
    assigned = *frozen;
    CHECK(copy.derived() == nullptr);
    CHECK(assigned.derived() == nullptr);
    const tensor<float> moved = std::move(copy);
    CHECK(moved.derived() == nullptr);
}

TEST_CASE("what is derived lives as long as the tensor") {
    shared_tensor<double> frozen = freeze(tensor<double>(shape{1}, 2.0));
    const auto find = [&] {
        return frozen->derived()->find_or_make<double>([](double) { return true; },
                                                       [&] { return make_kept<const double>((*frozen)[0]); });
    };
    const auto kept = find();
    CHECK(find() == kept);
    CHECK(kept.use_count() == 2);
    frozen.reset();
    CHECK(kept.use_count() == 1);
    CHECK(*kept == 2);
}

TEST_CASE("a tensor that is referred to is the tensor itself") {
    const tensor<float> t(shape{1}, 1.0f);
    CHECK(refer_to(t).get() == &t);
}
