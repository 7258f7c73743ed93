#include "catch.hpp"
#include <diapir/shap/result/errors.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <stdexcept>

using namespace diapir;

namespace {

shap::explanation<double> of_inputs(std::size_t n) {
    shap::explanation<double> e;
    e.predictions = make_array<double>({n}, 1.5);
    return e;
}

template <class Error>
using interrupted = shap::detail::interrupted<Error, double>;

}  // namespace

TEST_CASE("a model's error keeps its coalitions and its cause") {
    const shap::coalition_batch batch{8, 11, 40, 9, {0, 3}};
    const shap::model_error e("it broke", batch, std::make_exception_ptr(std::out_of_range("index")));
    CHECK(std::string(e.what()) == "it broke");
    CHECK(e.batch().first == 8);
    CHECK(e.batch().last == 11);
    CHECK(e.batch().count == 40);
    CHECK(e.batch().bad == 9);
    CHECK(e.batch().present == std::vector<std::size_t>{0, 3});
    CHECK_THROWS_AS(std::rethrow_exception(e.cause()), std::out_of_range);
    CHECK(shap::model_error("returned nothing", {}).cause() == nullptr);
}

TEST_CASE("an error carries what was finished, under whatever name it is caught") {
    const auto finished_when = [](const auto& thrown) -> std::size_t {
        try {
            throw thrown;
        } catch (const std::exception& e) {
            const auto* done = shap::finished<double>(e);
            CHECK(shap::finished<float>(e) == nullptr);
            return done ? done->size() : 99;
        }
    };
    CHECK(finished_when(interrupted<shap::cancelled>(shap::cancelled("stop"), of_inputs(2))) == 2);
    CHECK(finished_when(interrupted<shap::model_error>({"broke", {}}, of_inputs(0))) == 0);
    CHECK(finished_when(interrupted<argument_error>(argument_error("other outputs"), of_inputs(1))) == 1);
    CHECK(finished_when(shap::cancelled("stop")) == 99);
    CHECK(finished_when(std::runtime_error("another")) == 99);
}

TEST_CASE("an interrupted error is still the error that it was") {
    const interrupted<shap::model_error> e({"broke", {1, 2, 3, 2, {}}}, of_inputs(4));
    const shap::model_error& told = e;
    CHECK(std::string(told.what()) == "broke");
    CHECK(told.batch().bad == 2);
    const auto copy = e;  // shares what was finished: copying an exception must not throw
    CHECK(&copy.finished() == &e.finished());
}
